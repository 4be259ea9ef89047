/**
 * @file Weight gradient of a convolution by portable operations: dw[o,c,i,j] = Σ dy[n,o,r,q] · x[n,c,r·s+i·d-p,q·s+j·d-p].
 * Each function below is one way to gather the pixels that meet a tap; the last is right for every window.
 */
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import type { OpNode } from "../graph.ts";
import { slide, type Window, windowOf } from "../ops/index.ts";

type Dims = readonly [number, number, number, number];

/** Replaces ConvWeightGradient(x, dy) by other operations. */
export function lowerConvWeightGradient(node: OpNode, [x, dy]: readonly Value[], graph: GraphBuilder): Value {
  const window = windowOf(node.attributes);
  const values = { x: x as Value, dy: dy as Value, window };
  if (window.group !== 1) return byTaps(graph, values);
  const padded = window.pads.some((pad) => pad > 0);
  if (window.kernel[0] === 1 && window.kernel[1] === 1 && !padded) return byProduct(graph, values);
  if (keepsSize(values.x, window)) return byShifts(graph, values);
  return byPixelGather(graph, values);
}

interface Operands {
  readonly x: Value;
  readonly dy: Value;
  readonly window: Window;
}

function keepsSize(x: Value, window: Window): boolean {
  const centred = ([0, 1] as const).every((axis) => {
    const reach = (window.kernel[axis] - 1) * window.dilations[axis];
    return reach % 2 === 0 && window.pads[axis] === reach / 2 && window.pads[(axis + 2) as 2 | 3] === reach / 2;
  });
  const [height, width] = slide(x.type.shape, window);
  return (
    centred &&
    window.kernel[0] % 2 === 1 &&
    window.kernel[1] % 2 === 1 &&
    height === x.type.shape[2] &&
    width === x.type.shape[3]
  );
}

/** 1x1: one matrix product a sample, summed over the batch. */
function byProduct(graph: GraphBuilder, { x, dy, window }: Operands): Value {
  const [n, o, height, width] = dy.type.shape as unknown as Dims;
  const c = x.type.shape[1] as number;
  const strided = window.strides[0] !== 1 || window.strides[1] !== 1;
  const pixels = strided ? tapOf(graph, x, window, 0, 0, height, width) : x;
  const flatX = graph.op("Reshape", [pixels], { shape: [n, c, height * width] });
  const flatDy = graph.op("Reshape", [dy], { shape: [n, o, height * width] });
  const products = graph.op("FusedMatMul", [flatDy, flatX], { transB: 1 });
  return graph.op("Reshape", [graph.op("ReduceSum", [products], { axes: [0], keepdims: 0 })], { shape: [o, c, 1, 1] });
}

/**
 * Stride 1, size kept: a tap is a row shift of x and a column shift of dy, so K + K copies replace K². Columns of dy
 * that would wrap into the next row are masked first, so that one flat shift moves them all.
 */
function byShifts(graph: GraphBuilder, { x, dy, window }: Operands): Value {
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const o = dy.type.shape[1] as number;
  const [rows, columns] = window.kernel;
  const top = window.pads[0];
  const paddedX = graph.op("Pad", [x], { pads: [0, 0, top, 0, 0, 0, top, 0], value: 0 });
  const rowIndices = Array.from(
    { length: rows * height },
    (_, k) => (k % height) + Math.floor(k / height) * window.dilations[0],
  );
  const gathered = graph.op("Gather", [paddedX, graph.constant(tensor("int64", [rows * height], rowIndices))], {
    axis: 2,
  });
  const shiftedX = graph.op("Reshape", [gathered], { shape: [n, c * rows, height * width] });
  const taps = Array.from({ length: columns }, (_, j) => {
    const offset = (j - (columns - 1) / 2) * window.dilations[1];
    const shiftedDy = graph.op("Reshape", [shiftColumns(graph, dy, offset)], { shape: [n, o, height * width] });
    const products = graph.op("FusedMatMul", [shiftedX, shiftedDy], { transB: 1 });
    return graph.op("ReduceSum", [products], { axes: [0], keepdims: 1 });
  });
  const stacked = graph.op("Reshape", [graph.op("Concat", taps, { axis: 0 })], { shape: [columns, c, rows, o] });
  return graph.op("Transpose", [stacked], { perm: [3, 1, 2, 0] });
}

/** Moves every row of dy by `offset` columns, zeros coming in; the result is flat. */
function shiftColumns(graph: GraphBuilder, dy: Value, offset: number): Value {
  if (offset === 0) return dy;
  const [n, o, height, width] = dy.type.shape as unknown as Dims;
  // A whole plane of mask: the runtime multiplies long rows much faster than many short ones.
  const mask = Array.from({ length: height * width }, (_, i) => {
    const column = (i % width) + offset;
    return column >= 0 && column < width ? 1 : 0;
  });
  const planes = graph.op("Reshape", [dy], { shape: [n * o, height * width] });
  const masked = graph.op("Mul", [planes, graph.constant(tensor("float32", [height * width], mask))]);
  // Past the width all is masked: a shift by the width is as good, and never longer than dy.
  const shift = Math.max(-width, Math.min(offset, width));
  return graph.op("Pad", [graph.op("Reshape", [masked], { shape: [-1] })], { pads: [shift, -shift], value: 0 });
}

/** Any window of one group: all pixels a tap meets, gathered from a channels-last copy with one zero pixel for padding. */
function byPixelGather(graph: GraphBuilder, { x, dy, window }: Operands): Value {
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const [, o, outHeight, outWidth] = dy.type.shape as unknown as Dims;
  const taps = window.kernel[0] * window.kernel[1];
  const channelsLast = graph.op("Reshape", [graph.op("Transpose", [x], { perm: [0, 2, 3, 1] })], {
    shape: [n, height * width, c],
  });
  const withZero = graph.op("Pad", [channelsLast], { pads: [0, 0, 0, 0, 1, 0], value: 0 });
  const indices = graph.constant(pixelIndices(height, width, outHeight, outWidth, window));
  const pixels = graph.op("Reshape", [graph.op("Gather", [withZero, indices], { axis: 1 })], {
    shape: [n, outHeight * outWidth, taps * c],
  });
  const flatDy = graph.op("Reshape", [dy], { shape: [n, o, outHeight * outWidth] });
  const summed = graph.op("ReduceSum", [graph.op("MatMul", [flatDy, pixels])], { axes: [0], keepdims: 0 });
  const byTap = graph.op("Reshape", [summed], { shape: [o, taps, c] });
  return graph.op("Reshape", [graph.op("Transpose", [byTap], { perm: [0, 2, 1] })], {
    shape: [o, c, ...window.kernel],
  });
}

function pixelIndices(height: number, width: number, outHeight: number, outWidth: number, window: Window): Tensor {
  const [rows, columns] = window.kernel;
  const indices: number[] = [];
  for (let r = 0; r < outHeight; r++) {
    for (let q = 0; q < outWidth; q++) {
      for (let tap = 0; tap < rows * columns; tap++) {
        const y = r * window.strides[0] + Math.floor(tap / columns) * window.dilations[0] - window.pads[0];
        const z = q * window.strides[1] + (tap % columns) * window.dilations[1] - window.pads[1];
        const inside = y >= 0 && y < height && z >= 0 && z < width;
        indices.push(inside ? y * width + z : height * width);
      }
    }
  }
  return tensor("int64", [indices.length], indices);
}

/** Any window, any groups: one strided slice of the padded x a tap. */
function byTaps(graph: GraphBuilder, { x, dy, window }: Operands): Value {
  const [n, c] = x.type.shape as unknown as Dims;
  const [, o, height, width] = dy.type.shape as unknown as Dims;
  const groups = window.group;
  const padded = window.pads.some((pad) => pad > 0)
    ? graph.op("Pad", [x], {
        pads: [0, 0, window.pads[0], window.pads[1], 0, 0, window.pads[2], window.pads[3]],
        value: 0,
      })
    : x;
  const depthwise = c === groups && o === groups;
  const flatDy = graph.op("Reshape", [dy], { shape: [n, groups, o / groups, height * width] });
  const taps: Value[] = [];
  for (let i = 0; i < window.kernel[0]; i++) {
    for (let j = 0; j < window.kernel[1]; j++) {
      const pixels = tapOf(graph, padded, window, i, j, height, width);
      if (depthwise) {
        const sums = graph.op("ReduceSum", [graph.op("Mul", [dy, pixels])], { axes: [0, 2, 3], keepdims: 0 });
        taps.push(graph.op("Reshape", [sums], { shape: [o, 1, 1] }));
        continue;
      }
      const flatX = graph.op("Reshape", [pixels], { shape: [n, groups, c / groups, height * width] });
      const products = graph.op("FusedMatMul", [flatDy, flatX], { transB: 1 });
      const sums = graph.op("ReduceSum", [products], { axes: [0], keepdims: 0 });
      taps.push(graph.op("Reshape", [sums], { shape: [o, c / groups, 1] }));
    }
  }
  return graph.op("Reshape", [graph.op("Concat", taps, { axis: 2 })], { shape: [o, c / groups, ...window.kernel] });
}

/** The pixels of (padded) x that tap (i, j) meets, [N, C, height, width]. */
function tapOf(
  graph: GraphBuilder,
  x: Value,
  window: Window,
  i: number,
  j: number,
  height: number,
  width: number,
): Value {
  const starts = [i * window.dilations[0], j * window.dilations[1]] as const;
  return graph.op("Slice", [x], {
    starts,
    ends: [starts[0] + (height - 1) * window.strides[0] + 1, starts[1] + (width - 1) * window.strides[1] + 1],
    axes: [2, 3],
    steps: window.strides,
  });
}
