/**
 * @file Weight gradient of a convolution by portable operations, for every window and any groups:
 * dw[o,c,i,j] = Σ dy[n,o,r,q] · x[n,c,r·s+i·d-p,q·s+j·d-p], one strided slice of the padded x a tap.
 */
import type { GraphBuilder, Value } from "../builder.ts";
import type { OpNode } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";

type Dims = readonly [number, number, number, number];

/** Replaces ConvWeightGradient(x, dy) by other operations. `gatherWeightGradients` has faster ones for most windows. */
export function lowerConvWeightGradient(node: OpNode, inputs: readonly Value[], graph: GraphBuilder): Value {
  const window = windowOf(node.attributes);
  const [x, dy] = inputs as [Value, Value];
  const [n, c] = x.type.shape as unknown as Dims;
  const [, o, height, width] = dy.type.shape as unknown as Dims;
  const { group, pads } = window;
  const padded = pads.some((pad) => pad > 0)
    ? graph.op("Pad", [x], { pads: [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]], value: 0 })
    : x;
  const depthwise = c === group && o === group;
  const flatDy = graph.op("Reshape", [dy], { shape: [n, group, o / group, height * width] });
  const taps: Value[] = [];
  for (let i = 0; i < window.kernel[0]; i++) {
    for (let j = 0; j < window.kernel[1]; j++) {
      const pixels = pixelsOfTap(graph, padded, window, [i, j], [height, width]);
      if (depthwise) {
        const sums = graph.op("ReduceSum", [graph.op("Mul", [dy, pixels])], { axes: [0, 2, 3], keepdims: 0 });
        taps.push(graph.op("Reshape", [sums], { shape: [o, 1, 1] }));
        continue;
      }
      const flatX = graph.op("Reshape", [pixels], { shape: [n, group, c / group, height * width] });
      const products = graph.op("FusedMatMul", [flatDy, flatX], { transB: 1 });
      const sums = graph.op("ReduceSum", [products], { axes: [0], keepdims: 0 });
      taps.push(graph.op("Reshape", [sums], { shape: [o, c / group, 1] }));
    }
  }
  return graph.op("Reshape", [graph.op("Concat", taps, { axis: 2 })], { shape: [o, c / group, ...window.kernel] });
}

/** The pixels of (padded) x that tap (i, j) meets, [N, C, height, width]. */
export function pixelsOfTap(
  graph: GraphBuilder,
  x: Value,
  { dilations, strides }: Window,
  [i, j]: readonly [number, number],
  [height, width]: readonly [number, number],
): Value {
  const starts = [i * dilations[0], j * dilations[1]] as const;
  return graph.op("Slice", [x], {
    starts,
    ends: [starts[0] + (height - 1) * strides[0] + 1, starts[1] + (width - 1) * strides[1] + 1],
    axes: [2, 3],
    steps: strides,
  });
}
