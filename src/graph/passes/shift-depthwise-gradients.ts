/**
 * @file Weight gradients of depthwise convolutions, dw[c,i,j] = Σ dy[n,c,r,q] · x[n,c,r·s+i·d-p,q·s+j·d-p], as sums of
 * products of shifted images: K + K shifts serve all K² taps.
 */
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";
import type { Target } from "../target.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";
import { everyPixel, shiftedColumns, shiftedRows } from "./shift-planes.ts";

type Dims = readonly [number, number, number, number];

/**
 * Replaces weight gradients of depthwise convolutions that give a pixel for each stride of their input, where the target
 * sums slowly: `fuseChannelSums` has a faster way for the sums. Others are for `lower`.
 */
export function shiftDepthwiseGradients(graph: Graph, target: Target): Graph {
  if (!target.sumsSlowly) return graph;
  return rewrite(
    mapBranches(graph, (branch) => shiftDepthwiseGradients(branch, target)),
    (node, [x, dy], builder) => {
      if (node.op !== "ConvWeightGradient" || !x || !dy) return undefined;
      const window = windowOf(node.attributes);
      return fits(x, dy, window) ? [sumsOfTaps(builder, x, dy, window)] : undefined;
    },
  );
}

function fits(x: Value, dy: Value, { group, strides }: Window): boolean {
  const [, channels, height, width] = x.type.shape as unknown as Dims;
  const [, outputs, outHeight, outWidth] = dy.type.shape as unknown as Dims;
  const depthwise = group === channels && group === outputs;
  return depthwise && height === outHeight * strides[0] && width === outWidth * strides[1];
}

/** A value that taps have in common is written once for each, and left to `eliminateCommonSubexpressions`. */
function sumsOfTaps(graph: GraphBuilder, x: Value, dy: Value, window: Window): Value {
  const channels = dy.type.shape[1] as number;
  const taps: Value[] = [];
  for (let i = 0; i < window.kernel[0]; i++) {
    for (let j = 0; j < window.kernel[1]; j++) {
      const [row, column] = [placeOf(window, 0, i), placeOf(window, 1, j)];
      const phase = everyPixel(graph, x, window.strides, [row.phase, column.phase]);
      const product = graph.op("Mul", [
        shiftedRows(graph, phase, row.shift),
        // Moving dy the other way instead of x keeps it to one copy a column.
        shiftedColumns(graph, dy, -column.shift),
      ]);
      const sums = graph.op("ReduceSum", [product], { axes: [0, 2, 3], keepdims: 0 });
      taps.push(graph.op("Reshape", [sums], { shape: [channels, 1] }));
    }
  }
  return graph.op("Reshape", [graph.op("Concat", taps, { axis: 1 })], { shape: [channels, 1, ...window.kernel] });
}

/** The pixel a tap meets first: pixel `phase` of a stride, `shift` strides on. */
function placeOf({ strides, dilations, pads }: Window, axis: 0 | 1, tap: number): { phase: number; shift: number } {
  const offset = tap * dilations[axis] - pads[axis];
  const shift = Math.floor(offset / strides[axis]);
  return { phase: offset - shift * strides[axis], shift };
}
