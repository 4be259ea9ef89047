/** @file Draws the noises a training step is fed. */
import type { Rng } from "../../base/index.ts";
import type { Network, NoiseKind } from "../../graph/index.ts";
import { type Tensor, zeros } from "../../tensor/index.ts";

/**
 * One tensor for each noise that the network declares, in order, from one stream.
 *
 * @param memory  Noises of the same network drawn before, to be written over.
 */
export function drawNoises(
  network: Network,
  rng: Rng,
  memory: Readonly<Record<string, Tensor>> = {},
): Record<string, Tensor> {
  const noises: Record<string, Tensor> = {};
  for (const { name, shape, ...kind } of network.noises) {
    const noise = (memory[name] as Tensor<"float32"> | undefined) ?? zeros("float32", shape);
    const draw = drawOf(kind, rng);
    for (let i = 0; i < noise.data.length; i++) noise.data[i] = draw();
    noises[name] = noise;
  }
  return noises;
}

function drawOf(noise: NoiseKind, rng: Rng): () => number {
  switch (noise.kind) {
    case "dropout": {
      const kept = 1 / (1 - noise.rate);
      return () => (rng.next() < noise.rate ? 0 : kept);
    }
    case "gumbel":
      // A uniform number of 0 would give an infinity.
      return () => -Math.log(-Math.log(Math.max(rng.next(), 2 ** -54)));
  }
}
