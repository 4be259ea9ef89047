/** @file Images [N, C, H, W] moved by whole pixels, zeros coming in, or thinned: few long copies instead of one a row. */
import { tensor } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";

type Dims = readonly [number, number, number, number];

/** Rows r + offset in the place of rows r. */
export function shiftedRows(graph: GraphBuilder, x: Value, offset: number): Value {
  if (offset === 0) return x;
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const planes = graph.op("Reshape", [x], { shape: [n * c, height * width] });
  // Past the height all is zero: a shift by the height is as good, and never longer than a plane.
  const shift = Math.max(-height, Math.min(offset, height)) * width;
  return graph.op("Reshape", [graph.op("Pad", [planes], { pads: [0, -shift, 0, shift], value: 0 })], {
    shape: x.type.shape,
  });
}

/** Columns q + offset in the place of columns q. Those that would wrap into another row are masked before all move. */
export function shiftedColumns(graph: GraphBuilder, x: Value, offset: number): Value {
  if (offset === 0) return x;
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  // A whole plane of mask: the runtime multiplies long rows much faster than many short ones.
  const mask = Array.from({ length: height * width }, (_, i) => {
    const column = (i % width) - offset;
    return column >= 0 && column < width ? 1 : 0;
  });
  const planes = graph.op("Reshape", [x], { shape: [n * c, height * width] });
  const masked = graph.op("Mul", [planes, graph.constant(tensor("float32", [height * width], mask))]);
  const shift = Math.max(-width, Math.min(offset, width));
  const moved = graph.op("Pad", [graph.op("Reshape", [masked], { shape: [-1] })], { pads: [-shift, shift], value: 0 });
  return graph.op("Reshape", [moved], { shape: x.type.shape });
}

/**
 * The pixels `first` and every stride further, of an image that strides divide. Rows are cut whole from groups of rows;
 * columns come apart as two-dimensional transpositions: the runtime steps through a tensor much slower than either.
 */
export function everyPixel(
  graph: GraphBuilder,
  x: Value,
  strides: readonly [number, number],
  first: readonly [number, number],
): Value {
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const [rows, columns] = [height / strides[0], width / strides[1]];
  const cut = (value: Value, axis: number, start: number, size: number): Value =>
    graph.op("Slice", [value], { starts: [start], ends: [start + size], axes: [axis], steps: [1] });
  let pixels = x;
  if (strides[0] > 1) {
    const groups = graph.op("Reshape", [pixels], { shape: [n * c * rows, strides[0] * width] });
    pixels = cut(groups, 1, first[0] * width, width);
  }
  if (strides[1] > 1) {
    const groups = graph.op("Reshape", [pixels], { shape: [n * c * rows * columns, strides[1]] });
    const apart = graph.op("Transpose", [groups], { perm: [1, 0] });
    // Cut as a vector: the runtime would cut a matrix first, pixel by pixel, and transpose then.
    const size = n * c * rows * columns;
    pixels = cut(graph.op("Reshape", [apart], { shape: [-1] }), 0, first[1] * size, size);
  }
  return pixels === x ? x : graph.op("Reshape", [pixels], { shape: [n, c, rows, columns] });
}
