/** @file First values of parameters and statistics. */
import type { Rng } from "../base/index.ts";
import type { Initializer, Network } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";

/** Number of trainable numbers of a network. */
export function parameterCount(network: Network): number {
  return network.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** Draws the flat parameter vector; each parameter by a stream of its own, named after it. */
export function initialParameters(network: Network, rng: Rng): Float32Array {
  const flat = new Float32Array(parameterCount(network));
  let offset = 0;
  for (const { name, shape, initializer } of network.parameters) {
    const size = sizeOf(shape);
    fill(flat.subarray(offset, offset + size), initializer, rng.split(name));
    offset += size;
  }
  return flat;
}

/** Running statistics before training: mean 0, variance 1. */
export function initialStatistics(network: Network): Float32Array {
  return Float32Array.from(
    network.normalizations.flatMap(({ channels }) => [...new Array(channels).fill(0), ...new Array(channels).fill(1)]),
  );
}

function fill(target: Float32Array, initializer: Initializer, rng: Rng): void {
  if (initializer.kind === "constant") {
    target.fill(initializer.value);
    return;
  }
  const std = deviation(initializer);
  for (let i = 0; i < target.length; i++) target[i] = std * rng.normal();
}

function deviation(initializer: Exclude<Initializer, { kind: "constant" }>): number {
  switch (initializer.kind) {
    case "normal":
      return initializer.std;
    case "he":
      return Math.sqrt(2 / initializer.fanIn);
    case "lecun":
      return Math.sqrt(1 / initializer.fanIn);
  }
}
