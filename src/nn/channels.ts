/** @file Layers that weigh and mix the channels of images [N,C,H,W]. */
import type { Value } from "../graph/index.ts";
import { checkDivides, checkIntegers } from "./check-integers.ts";
import { activation, globalAveragePool, linear } from "./layers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

export interface SqueezeExciteOptions {
  /** Channels of the inner layer. Default: a quarter of x's, at least one. */
  readonly hidden?: number;
}

/**
 * Scales each channel by a gate in (0, 1) computed from the means of all channels (Hu, Shen, Sun 2018, eqs. 2-4).
 * x [N,C,H,W].
 */
export function squeezeExcite(net: NetworkBuilder, x: Value, options: SqueezeExciteOptions = {}): Value {
  const channels = x.type.shape[1] as number;
  const { hidden = Math.max(1, channels >> 2) } = options;
  checkIntegers("squeeze and excitation", 1, { hidden });
  const squeezed = activation(net, linear(net, globalAveragePool(net, x), hidden), "relu");
  const gates = activation(net, linear(net, squeezed, channels), "sigmoid");
  return net.op("Mul", [x, net.op("Reshape", [gates], { shape: [0, channels, 1, 1] })]);
}

/** Takes the channels of `groups` equal parts in turn, so that the next grouped convolution mixes them (Zhang et al. 2018). */
export function channelShuffle(net: NetworkBuilder, x: Value, groups: number): Value {
  const [, channels, height, width] = x.type.shape as readonly [number, number, number, number];
  checkDivides("a channel shuffle", "groups", groups, channels);
  const parts = net.op("Reshape", [x], { shape: [0, groups, channels / groups, height * width] });
  const mixed = net.op("Transpose", [parts], { perm: [0, 2, 1, 3] });
  return net.op("Reshape", [mixed], { shape: [0, channels, height, width] });
}
