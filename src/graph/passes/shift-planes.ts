/** @file Images [N, C, H, W] moved by whole pixels, zeros coming in: few long copies instead of one a row. */
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
