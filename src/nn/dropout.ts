/** @file Layers that leave out parts at random in training and nothing in inference. */
import { InputError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import type { NetworkBuilder } from "./network-builder.ts";

/** Zeroes elements with probability `rate` in training and scales the others by 1 / (1 - rate) (Srivastava et al. 2014). */
export function dropout(net: NetworkBuilder, x: Value, rate: number): Value {
  return thinned(net, "dropout", x, x.type.shape, rate);
}

/**
 * Zeroes whole examples of a residual branch with probability `rate` in training and scales the others by
 * 1 / (1 - rate) (stochastic depth, Huang et al. 2016). x [N,...].
 */
export function dropPath(net: NetworkBuilder, x: Value, rate: number): Value {
  return thinned(
    net,
    "drop path",
    x,
    x.type.shape.map((size, axis) => (axis === 0 ? size : 1)),
    rate,
  );
}

function thinned(net: NetworkBuilder, layer: string, x: Value, shape: readonly number[], rate: number): Value {
  if (!(rate >= 0 && rate < 1))
    throw new InputError(`Cannot add ${layer}: rate is ${rate}, expected a number in [0, 1)`);
  return rate === 0 ? x : net.op("Mul", [x, net.noise(shape, { kind: "dropout", rate })]);
}
