/** @file Layers that enlarge images [N,C,H,W]. */
import { InputError } from "../base/index.ts";
import type { Value } from "../graph/index.ts";
import { checkDivides, checkIntegers } from "./check-integers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

export interface ConvTransposeOptions {
  readonly channels: number;
  readonly kernel: number;
  /** Factor of height and width by the default padding. Default 1. */
  readonly stride?: number;
  /** Divides both channel counts. Default 1. */
  readonly groups?: number;
  readonly bias?: boolean;
  /** Rows and columns cut from each side of the result; default makes it exactly `stride` times as large. */
  readonly padding?: number;
  /** Rows and columns added at the bottom and right, less than the stride. Default 0 where `padding` is given. */
  readonly outputPadding?: number;
}

/**
 * Appends a transposed convolution, the adjoint of a strided one. x [N,C,H,W] → [N,channels,H',W'] with
 * H' = (H - 1) stride + kernel - 2 padding + outputPadding. Weights [C, channels / groups, kernel, kernel].
 */
export function convTranspose2d(net: NetworkBuilder, x: Value, options: ConvTransposeOptions): Value {
  const { channels, kernel, stride = 1, groups = 1, bias = false } = options;
  const layer = "a transposed convolution";
  checkIntegers(layer, 1, { channels, kernel, stride });
  const inputs = x.type.shape[1] as number;
  checkDivides(layer, "groups", groups, inputs);
  checkDivides(layer, "groups", groups, channels);
  const half = Math.max(0, Math.ceil((kernel - stride) / 2));
  const padding = options.padding ?? half;
  const outputPadding = options.outputPadding ?? (options.padding === undefined ? stride - kernel + 2 * half : 0);
  checkIntegers(layer, 0, { padding, outputPadding });
  if (outputPadding >= stride)
    throw new InputError(
      `Cannot add ${layer}: outputPadding is ${outputPadding}, expected less than the stride ${stride}`,
    );
  // Each output meets about kernel² / stride² positions of the input.
  const fanIn = Math.max(1, (inputs / groups) * (kernel / stride) ** 2);
  const weight = net.parameter([inputs, channels / groups, kernel, kernel], { kind: "he", fanIn }, "conv");
  const y = net.op("ConvTranspose", [x, weight], {
    kernelShape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    outputPadding: [outputPadding, outputPadding],
    group: groups,
  });
  return bias ? net.op("Add", [y, net.parameter([channels, 1, 1], { kind: "constant", value: 0 }, "bias")]) : y;
}

/** Repeats every pixel `factor` times along height and width. */
export function upsample(net: NetworkBuilder, x: Value, factor: number): Value {
  checkIntegers("upsampling", 1, { factor });
  return factor === 1 ? x : net.op("Resize", [x], { scales: [factor, factor] });
}
