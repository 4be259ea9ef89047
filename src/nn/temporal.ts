/** @file Convolutions over sequences [N, T, D]. */
import type { Value } from "../graph/index.ts";
import { checkIntegers, checkRank } from "./check-integers.ts";
import { dropout } from "./dropout.ts";
import { activation, add, linear } from "./layers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

export interface Conv1dOptions {
  readonly channels: number;
  readonly kernel: number;
  /** Steps between the elements a kernel meets. Default 1. */
  readonly dilation?: number;
  /** True lets a step see itself and earlier ones only; false centres the kernel. Default true. */
  readonly causal?: boolean;
}

/** Appends a convolution along time that keeps the length, with bias, He-initialised. x [N,T,D] → [N,T,channels]. */
export function conv1d(net: NetworkBuilder, x: Value, options: Conv1dOptions): Value {
  checkRank("a convolution along time", x.type.shape, ["N", "T", "D"]);
  return fromImage(net, convolved(net, toImage(net, x), options));
}

export interface TemporalBlockOptions extends Conv1dOptions {
  /** Rate of dropout after each convolution. Default 0. */
  readonly dropout?: number;
}

/**
 * Appends relu(x + f(x)) where f is two convolutions along time, each with ReLU and dropout; a linear layer fits x
 * where the number of channels changes. x [N,T,D] → [N,T,channels].
 * Source: Bai, Kolter, Koltun 2018, "An Empirical Evaluation of Generic Convolutional and Recurrent Networks for
 * Sequence Modeling", fig. 1b. Differs: no weight normalisation.
 */
export function temporalBlock(net: NetworkBuilder, x: Value, options: TemporalBlockOptions): Value {
  checkRank("a temporal block", x.type.shape, ["N", "T", "D"]);
  const layer = (image: Value): Value =>
    dropout(net, activation(net, convolved(net, image, options), "relu"), options.dropout ?? 0);
  const branch = fromImage(net, layer(layer(toImage(net, x))));
  const shortcut = x.type.shape[2] === options.channels ? x : linear(net, x, options.channels);
  return activation(net, add(net, [shortcut, branch]), "relu");
}

/** [N,T,D] → [N,D,1,T] */
function toImage(net: NetworkBuilder, x: Value): Value {
  const [, length, width] = x.type.shape as readonly [number, number, number];
  return net.op("Reshape", [net.op("Transpose", [x], { perm: [0, 2, 1] })], { shape: [0, width, 1, length] });
}

/** [N,D,1,T] → [N,T,D] */
function fromImage(net: NetworkBuilder, image: Value): Value {
  const [, width, , length] = image.type.shape as readonly [number, number, number, number];
  const rows = net.op("Reshape", [image], { shape: [0, width, length] });
  return net.op("Transpose", [rows], { perm: [0, 2, 1] });
}

function convolved(net: NetworkBuilder, image: Value, options: Conv1dOptions): Value {
  const { channels, kernel, dilation = 1, causal = true } = options;
  checkIntegers("a convolution along time", 1, { channels, kernel, dilation });
  const reach = dilation * (kernel - 1);
  const before = causal ? reach : Math.ceil(reach / 2);
  const width = image.type.shape[1] as number;
  const weight = net.parameter([channels, width, 1, kernel], { kind: "he", fanIn: width * kernel }, "conv");
  const bias = net.parameter([channels], { kind: "constant", value: 0 }, "bias");
  return net.op("Conv", [image, weight, bias], {
    kernelShape: [1, kernel],
    strides: [1, 1],
    pads: [0, before, 0, reach - before],
    dilations: [1, dilation],
    group: 1,
  });
}
