/** @file Normalisation of each example by its own statistics: the same in training and inference. */
import type { Value } from "../graph/index.ts";
import { checkDivides, checkRank } from "./check-integers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

/** (x - mean) / sqrt(variance + 1e-5) along one axis. */
function standardized(net: NetworkBuilder, x: Value, axis: number): Value {
  const mean = (value: Value): Value => net.op("ReduceMean", [value], { axes: [axis], keepdims: 1 });
  const centred = net.op("Sub", [x, mean(x)]);
  const variance = mean(net.op("Mul", [centred, centred]));
  return net.op("Div", [centred, net.op("Sqrt", [net.op("Add", [variance, net.scalar(1e-5)])])]);
}

function scaledAndShifted(net: NetworkBuilder, x: Value, shape: readonly number[]): Value {
  const gamma = net.parameter(shape, { kind: "constant", value: 1 }, "gamma");
  const beta = net.parameter(shape, { kind: "constant", value: 0 }, "beta");
  return net.op("Add", [net.op("Mul", [x, gamma]), beta]);
}

/** Appends layer normalisation over the last axis (Ba, Kiros, Hinton 2016), eps 1e-5. x [...,D]. */
export function layerNorm(net: NetworkBuilder, x: Value): Value {
  return scaledAndShifted(net, standardized(net, x, -1), [x.type.shape.at(-1) as number]);
}

/**
 * Appends normalisation of `groups` equal parts of the channels, each over its channels, height and width (Wu, He
 * 2018), eps 1e-5. x [N,C,H,W].
 */
export function groupNorm(net: NetworkBuilder, x: Value, groups: number): Value {
  checkRank("group normalisation", x.type.shape, ["N", "C", "H", "W"]);
  const [, channels, height, width] = x.type.shape as readonly [number, number, number, number];
  checkDivides("group normalisation", "groups", groups, channels);
  const parts = standardized(net, net.op("Reshape", [x], { shape: [0, groups, -1] }), 2);
  const images = net.op("Reshape", [parts], { shape: [0, channels, height, width] });
  return scaledAndShifted(net, images, [channels, 1, 1]);
}

/** Appends normalisation of each channel over height and width (Ulyanov et al. 2016), eps 1e-5. x [N,C,H,W]. */
export function instanceNorm(net: NetworkBuilder, x: Value): Value {
  return groupNorm(net, x, x.type.shape[1] as number);
}
