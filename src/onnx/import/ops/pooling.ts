/** @file Readers of poolings over any number of axes: maxima and averages over windows are taken axis by axis. */
import type { Value } from "../../../graph/index.ts";
import { type Shape, sizeOf } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import { known } from "../known.ts";
import { countTo, type Reader, type Readers, reshaped, scalarOf, transposed } from "../reader.ts";
import { asImage, readWindow, type WindowAxis, windowAttributes } from "../window.ts";

/** The least float32: padding that no maximum sees. */
const LEAST = -3.4028234663852886e38;

const maxPool: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape } = x.type;
  const axes = readWindow(node, shape);
  const isColumnsFirst = node.gives("storage_order") && node.flag("storage_order");
  const isPlain = axes.length === 2 && !node.gives("auto_pad") && axes.every(({ extra }) => extra === 0);
  if (node.outputs.length > 1) return withPlaces(node, x, axes, isColumnsFirst);
  if (isPlain && axes.every(fitsKernel)) return node.direct("MaxPool", [x], saidAttributes(node, axes));
  return [
    inPairs(node, x, axes, (image, pair) => {
      if (pair.every(fitsKernel)) return graph.op("MaxPool", [image], windowAttributes(pair));
      const { pads, ...rest } = windowAttributes(pair);
      return graph.op("MaxPool", [padded(node, image, pads as number[], LEAST)], rest);
    }),
  ];
};

/** Padding of less than the kernel, which the runtime wants. */
const fitsKernel = ({ begin, end, extra, kernel }: WindowAxis): boolean => Math.max(begin, end + extra) < kernel;

/** The attributes that the model gives, for a node the table has as it is. */
function saidAttributes(node: ImportNode, axes: readonly WindowAxis[]): Record<string, number[]> {
  const { kernelShape = [], strides = [], pads = [], dilations = [] } = windowAttributes(axes);
  return {
    kernelShape,
    ...(node.gives("strides") && { strides }),
    ...(node.gives("pads") && { pads }),
    ...(node.gives("dilations") && { dilations }),
  };
}

/** Maxima with their places in the whole input, row by row, or column by column where asked for. */
function withPlaces(node: ImportNode, x: Value, axes: readonly WindowAxis[], isColumnsFirst: boolean): Value[] {
  const { graph } = node;
  const { shape } = x.type;
  if (axes.length > 2 || !axes.every(fitsKernel))
    node.fail("asks for places of maxima", "one or two axes, pads less than the kernel");
  const isPlain = axes.length === 2 && !isColumnsFirst && !node.gives("auto_pad");
  if (isPlain && axes.every(({ extra }) => extra === 0)) return node.direct("MaxPool", [x], saidAttributes(node, axes));
  const [n, c] = shape as [number, number];
  const image = asImage(node, x);
  const [y, flat] = graph.node("MaxPool", [image], windowAttributes(axes), 2) as [Value, Value];
  const result = [n, c, ...axes.map(({ count }) => count)];
  const places = isColumnsFirst && axes.length === 2 ? byColumns(node, flat, shape) : flat;
  return [y, places].map((value) => reshaped(graph, value, result));
}

function byColumns(node: ImportNode, flat: Value, [, , height, width]: Shape): Value {
  const { graph } = node;
  const number = (value: number): Value => scalarOf(node, "int64", value);
  const [rows, columns] = [number(height as number), number(width as number)];
  const plane = number((height as number) * (width as number));
  const start = graph.op("Mul", [graph.op("Div", [flat, plane]), plane]);
  const within = graph.op("Sub", [flat, start]);
  const row = graph.op("Div", [within, columns]);
  const column = graph.op("Sub", [within, graph.op("Mul", [row, columns])]);
  return graph.op("Add", [start, graph.op("Add", [graph.op("Mul", [column, rows]), row])]);
}

/** Padding counts as zeros where asked for, but what ceil_mode adds never counts. */
const averagePool: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const axes = readWindow(node, x.type.shape);
  const countsPads = node.gives("count_include_pad") && node.flag("count_include_pad");
  const isPlain = axes.length === 2 && !node.gives("auto_pad") && axes.every(({ extra }) => extra === 0);
  if (isPlain && axes.every((axis) => fitsKernel(axis) && axis.dilation === 1)) {
    const { dilations: _, ...said } = saidAttributes(node, axes);
    return node.direct("AveragePool", [x], {
      ...said,
      ...(node.gives("count_include_pad") && { countIncludePad: Number(countsPads) }),
    });
  }
  return [
    inPairs(node, x, axes, (image, pair) => {
      if (pair.every((axis) => axis.dilation === 1 && fitsKernel(axis) && (!countsPads || axis.extra === 0))) {
        const { dilations: _, ...window } = windowAttributes(pair);
        return graph.op("AveragePool", [image], { ...window, countIncludePad: Number(countsPads) });
      }
      return pair.reduce((value, axis, i) => averagedAlong(node, value, axis, firstAxis(pair) + i, countsPads), image);
    }),
  ];
};

/** Averages along one axis as a product with the share that each element has in each window. */
function averagedAlong(node: ImportNode, x: Value, axis: WindowAxis, at: number, countsPads: boolean): Value {
  const { size, kernel, stride, dilation, begin, end, count } = axis;
  node.scope.spend(count * (size + kernel));
  const shares = new Float32Array(size * count);
  for (let window = 0; window < count; window++) {
    const places = countTo(kernel).map((tap) => window * stride - begin + tap * dilation);
    const inside = places.filter((place) => place >= 0 && place < size);
    const counted = countsPads ? places.filter((place) => place >= -begin && place < size + end).length : inside.length;
    for (const place of inside) shares[place * count + window] = 1 / counted;
  }
  return mappedAlong(node, x, at, node.constant({ dtype: "float32", shape: [size, count], data: shares }));
}

/** Multiplies [.., size, ..] by a matrix [size, count] along an axis of a tensor of rank 4: the last or the one before. */
export function mappedAlong(node: ImportNode, x: Value, axis: number, matrix: Value): Value {
  const { graph } = node;
  const rank = x.type.shape.length;
  if (axis === rank - 1) return graph.op("MatMul", [x, matrix]);
  const perm = countTo(rank).map((i) => (i === axis ? rank - 1 : i === rank - 1 ? axis : i));
  const swapped = graph.op("Transpose", [x], { perm });
  return graph.op("Transpose", [graph.op("MatMul", [swapped, matrix])], { perm });
}

/** Where the axes of a pair stand in an image; a single one is its columns. */
const firstAxis = (pair: readonly WindowAxis[]): number => (pair.length === 1 ? 3 : 2);

/** Applies a two-dimensional operation to one or two spatial axes at a time, all others being as batch and channels. */
function inPairs(
  node: ImportNode,
  x: Value,
  axes: readonly WindowAxis[],
  apply: (image: Value, pair: readonly WindowAxis[]) => Value,
): Value {
  const { graph } = node;
  let value = x;
  for (let first = 0; first < axes.length; first += 2) {
    const pair = axes.slice(first, first + 2);
    const { shape } = value.type;
    const [before, after] = [shape.slice(0, first + 2), shape.slice(first + 2 + pair.length)];
    const spatial = pair.map((_, i) => before.length + i);
    const others = countTo(shape.length).filter((axis) => !spatial.includes(axis));
    const order = [...others, ...spatial];
    const image = reshaped(graph, transposed(graph, value, order), [
      sizeOf(before.slice(0, -1)),
      (before.at(-1) as number) * sizeOf(after),
      ...(pair.length === 1 ? [1] : []),
      ...pair.map(({ size }) => size),
    ]);
    const apart = reshaped(graph, apply(image, pair), [...before, ...after, ...pair.map(({ count }) => count)]);
    value = transposed(
      graph,
      apart,
      countTo(order.length).map((axis) => order.indexOf(axis)),
    );
  }
  return value;
}

/** Pads [top, left, bottom, right] of images with a number. */
export function padded(node: ImportNode, image: Value, pads: readonly number[], value: number): Value {
  const [top, left, bottom, right] = pads as [number, number, number, number];
  if (pads.every((pad) => pad === 0)) return image;
  return node.graph.op("Pad", [image], { pads: [0, 0, top, left, 0, 0, bottom, right], value });
}

const globalPool =
  (op: "ReduceMean" | "ReduceMax"): Reader =>
  (node) => {
    const x = node.value(0);
    const rank = x.type.shape.length;
    if (rank < 3) node.fail(`pools shape [${x.type.shape}]`, "rank 3 or more");
    if (op === "ReduceMean" && rank === 4) return node.direct("GlobalAveragePool", [x], {});
    return [node.graph.op(op, [x], { axes: countTo(rank).slice(2), keepdims: 1 })];
  };

/** (Σ |x|^p)^(1/p) over each window. */
const lpPool: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const p = node.since < 2 ? node.float("p", 2) : node.int("p", 2);
  const axes = readWindow(node, x.type.shape);
  if (p < 1) node.fail(`has attribute p = ${p}`, "1 or more");
  const sizes = graph.op("Abs", [x]);
  const powers = p === 1 ? sizes : graph.op("Pow", [sizes, graph.scalar(p)]);
  const sums = inPairs(node, powers, axes, (image, pair) =>
    pair.reduce((value, axis, i) => summedAlong(node, value, axis, firstAxis(pair) + i), image),
  );
  return [p === 1 ? sums : graph.op("Pow", [sums, graph.scalar(1 / p)])];
};

function summedAlong(node: ImportNode, x: Value, axis: WindowAxis, at: number): Value {
  const { size, kernel, stride, dilation, begin, count } = axis;
  node.scope.spend(size * count);
  const hits = countTo(size).flatMap((place) =>
    countTo(count).map((window) => {
      const offset = place + begin - window * stride;
      return Number(offset % dilation === 0 && offset >= 0 && offset / dilation < kernel);
    }),
  );
  return mappedAlong(node, x, at, node.constant(known("float32", [size, count], hits)));
}

export const poolingReaders: Readers = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  LpPool: lpPool,
  GlobalAveragePool: globalPool("ReduceMean"),
  GlobalMaxPool: globalPool("ReduceMax"),
};
