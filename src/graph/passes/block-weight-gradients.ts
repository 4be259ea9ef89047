/** @file Weight gradients of depthwise convolutions as one blocked convolution each. */
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";
import type { Target } from "../target.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

type Dims = readonly [number, number, number, number];

/** Replaces weight gradients of depthwise convolutions whose planes fill blocks; those of dense ones are for `lower`. */
export function blockWeightGradients(graph: Graph, target: Target): Graph {
  const { block } = target;
  if (!block) return graph;
  const blocked = mapBranches(graph, (branch) => blockWeightGradients(branch, target));
  return rewrite(blocked, (node, [x, dy], builder) => {
    if (node.op !== "ConvWeightGradient" || !x || !dy) return undefined;
    const gradient = depthwiseGradient(builder, x, dy, windowOf(node.attributes), block);
    return gradient && [gradient];
  });
}

/**
 * Convolves every plane of x with its plane of dy as the filter, strides and dilations exchanged, and adds up the samples.
 *
 * @returns dw, or undefined where the convolution is not depthwise, planes do not fill blocks, or dy does not reach the
 *   end of x.
 */
function depthwiseGradient(graph: GraphBuilder, x: Value, dy: Value, window: Window, block: number): Value | undefined {
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const [, outputs, outHeight, outWidth] = dy.type.shape as unknown as Dims;
  const { kernel, strides, pads, dilations, group } = window;
  const end = (axis: 0 | 1, size: number, outSize: number): number =>
    (kernel[axis] - 1) * dilations[axis] + (outSize - 1) * strides[axis] + 1 - size - pads[axis];
  const ends = [end(0, height, outHeight), end(1, width, outWidth)] as const;
  if (group !== c || outputs !== c || (n * c) % block !== 0 || ends[0] < 0 || ends[1] < 0) return undefined;

  // Where channels fill blocks, planes of one sample are blocked as those of n samples, and that may be there already.
  const planes = (value: Value, ...size: readonly number[]): Value => {
    const whole = { shape: [1, n * c, ...size] };
    return c % block === 0
      ? graph.op("Reshape", [graph.op("ReorderInput", [value], { block })], whole)
      : graph.op("ReorderInput", [graph.op("Reshape", [value], whole)], { block });
  };
  // The order of blocked depthwise filters is that of a blocked tensor of one sample.
  const filters = graph.op("Reshape", [planes(dy, outHeight, outWidth)], { shape: [n * c, 1, outHeight, outWidth] });
  const taps = graph.op("BlockedConv", [planes(x, height, width), filters], {
    kernelShape: [outHeight, outWidth],
    strides: dilations,
    dilations: strides,
    pads: [pads[0], pads[1], ...ends],
    group: n * c,
    block,
  });
  const perSample = graph.op("Reshape", [graph.op("ReorderOutput", [taps], { block, channels: n * c })], {
    shape: [n, c, ...kernel],
  });
  const summed = graph.op("ReduceSum", [perSample], { axes: [0], keepdims: 0 });
  return graph.op("Reshape", [summed], { shape: [c, 1, ...kernel] });
}
