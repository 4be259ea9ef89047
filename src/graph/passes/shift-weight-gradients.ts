/**
 * @file Weight gradients of convolutions that keep the size of their input. A tap is a row shift of x and a column shift of
 * dy, so K + K copies replace K².
 */
import { tensor } from "../../tensor/index.ts";
import type { GraphBuilder, Value } from "../builder.ts";
import { slide, type Window } from "../ops/index.ts";
import { shiftedColumns, shiftedRows } from "./shift-planes.ts";

type Dims = readonly [number, number, number, number];

/** Up to so many pixels, one product over the whole batch is faster than one a sample. */
const SMALL_PLANE = 128;

/** True for windows of stride 1 with odd kernels, centred on their pixel. */
export function keepsSize(x: Value, window: Window): boolean {
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

/** dw for a window that keeps the size of x. */
export function shiftedProducts(graph: GraphBuilder, x: Value, dy: Value, window: Window): Value {
  const [, , height, width] = x.type.shape as unknown as Dims;
  return height * width <= SMALL_PLANE ? byBatch(graph, x, dy, window) : bySample(graph, x, dy, window);
}

/** Products of [C · K, H · W] with [O, H · W] a sample, summed over the batch. */
function bySample(graph: GraphBuilder, x: Value, dy: Value, window: Window): Value {
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
  const taps = offsetsOf(window, 1).map((offset) => {
    // What x moves one way, dy moves the other.
    const shiftedDy = graph.op("Reshape", [shiftedColumns(graph, dy, -offset)], { shape: [n, o, height * width] });
    const products = graph.op("FusedMatMul", [shiftedX, shiftedDy], { transB: 1 });
    return graph.op("ReduceSum", [products], { axes: [0], keepdims: 1 });
  });
  const stacked = graph.op("Reshape", [graph.op("Concat", taps, { axis: 0 })], { shape: [columns, c, rows, o] });
  return graph.op("Transpose", [stacked], { perm: [3, 1, 2, 0] });
}

/** Products of [K · C, N · H · W] with [O, N · H · W]: channels go first, so that shifted copies follow each other whole. */
function byBatch(graph: GraphBuilder, x: Value, dy: Value, window: Window): Value {
  const [n, c, height, width] = x.type.shape as unknown as Dims;
  const o = dy.type.shape[1] as number;
  const [rows, columns] = window.kernel;
  const pixels = n * height * width;
  const channelsFirst = (value: Value): Value => graph.op("Transpose", [value], { perm: [1, 0, 2, 3] });
  const xFirst = channelsFirst(x);
  const shifted = offsetsOf(window, 0).map((offset) => shiftedRows(graph, xFirst, offset));
  const stackedX = graph.op("Reshape", [graph.op("Concat", shifted, { axis: 0 })], { shape: [rows * c, pixels] });
  const dyFirst = channelsFirst(dy);
  const taps = offsetsOf(window, 1).map((offset) => {
    const shiftedDy = graph.op("Reshape", [shiftedColumns(graph, dyFirst, -offset)], { shape: [o, pixels] });
    return graph.op("Gemm", [stackedX, shiftedDy], { transB: 1 });
  });
  const stacked = graph.op("Reshape", [graph.op("Concat", taps, { axis: 0 })], { shape: [columns, rows, c, o] });
  return graph.op("Transpose", [stacked], { perm: [3, 2, 1, 0] });
}

/** How far each tap of an axis is from the centre. */
function offsetsOf({ kernel, dilations }: Window, axis: 0 | 1): number[] {
  return Array.from({ length: kernel[axis] }, (_, i) => (i - (kernel[axis] - 1) / 2) * dilations[axis]);
}
