/** @file Blocks of convolutions that several spaces build their networks from. Images are [N, C, H, W]. */
import type { Value } from "../graph/index.ts";
import { activation, batchNorm, type ConvOptions, concat, conv2d, type NetworkBuilder } from "../nn/index.ts";

/** ReLU, convolution, batch normalisation. */
export function reluConvBn(net: NetworkBuilder, x: Value, options: ConvOptions): Value {
  return batchNorm(net, conv2d(net, activation(net, x, "relu"), options));
}

/** Convolution, batch normalisation, ReLU. */
export function convBnRelu(net: NetworkBuilder, x: Value, options: ConvOptions): Value {
  return activation(net, batchNorm(net, conv2d(net, x, options)), "relu");
}

/**
 * ReLU, then two pointwise convolutions with `stride`, each making half of the channels, the second of the image moved
 * by one pixel, then batch normalisation. Sides of odd length halve upwards; what lies beyond the image is zero.
 *
 * Source: Liu, Simonyan, Yang 2019, "DARTS", code `FactorizedReduce`. Differs: takes sides of odd length.
 */
export function factorizedReduce(net: NetworkBuilder, x: Value, channels: number, stride: number): Value {
  const positive = activation(net, x, "relu");
  const padded = net.op("Pad", [positive], { pads: [0, 0, 0, 0, 0, 0, 1, 1], value: 0 });
  const moved = net.op("Slice", [padded], { starts: [1, 1], ends: [2 ** 31 - 1, 2 ** 31 - 1], axes: [2, 3] });
  const half = channels >> 1;
  const halves = [
    conv2d(net, positive, { channels: half, kernel: 1, stride }),
    conv2d(net, moved, { channels: channels - half, kernel: 1, stride }),
  ];
  return batchNorm(net, concat(net, halves, 1));
}

/** What a window of 2x2 with stride 2 needs at the end of each axis, so that sides of odd length halve upwards. */
export function halvingPads(x: Value): readonly number[] {
  const [, , height, width] = x.type.shape as readonly [number, number, number, number];
  return [0, 0, height % 2, width % 2];
}
