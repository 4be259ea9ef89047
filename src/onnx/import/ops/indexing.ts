/** @file Readers of what picks or places elements by indices. */
import type { Value } from "../../../graph/index.ts";
import { type Shape, sizeOf, stridesOf } from "../../../tensor/index.ts";
import { gather as gatherKnown } from "../fold/layout.ts";
import type { ImportNode } from "../import-node.ts";
import { type Known, known, numbersOf } from "../known.ts";
import { countTo, type Reader, type Readers, scalarOf, smallInputs } from "../reader.ts";
import { isKnown } from "../scope.ts";
import { cast } from "./elementwise.ts";

const gather: Reader = (node) => {
  const axis = node.int("axis", 0);
  const [x, indices] = smallInputs(node) ?? [];
  const folded = x && indices && gatherKnown(x, indices, axis);
  if (folded) return [folded];
  checkIndices(node, 1, axis);
  return node.direct("Gather", [node.value(0), node.value(1)], node.gives("axis") ? { axis } : {});
};

/** Known indices beyond the data end the runtime's run, or worse; they are refused here. */
function checkIndices(node: ImportNode, input: number, axis: number): void {
  const indices = node.bound(input);
  const shape = node.shapeOf(0);
  const size = shape[node.axis(axis, shape.length)] as number;
  if (!isKnown(indices)) return;
  const wrong = numbersOf(indices).find((index) => index < -size || index >= size);
  if (wrong !== undefined) node.fail(`has index ${wrong} along axis ${axis}`, `one within [${-size}, ${size})`);
}

const gatherElements: Reader = (node) => {
  const axis = node.int("axis", 0);
  checkIndices(node, 1, axis);
  return node.direct("GatherElements", node.values(), node.gives("axis") ? { axis } : {});
};

const scatterElements: Reader = (node) => {
  const axis = node.int("axis", 0);
  checkIndices(node, 1, axis);
  const reduction = node.since >= 16 && node.gives("reduction") ? node.text("reduction") : undefined;
  if (reduction !== undefined && reduction !== "none" && reduction !== "add")
    node.fail(`has attribute reduction = ${reduction}`, "none or add");
  return node.direct("ScatterElements", node.values(), {
    ...(node.gives("axis") && { axis }),
    ...(reduction !== undefined && { reduction }),
  });
};

/** Depth and the values off and on must be known; indices below zero count from the end. */
const oneHot: Reader = (node) => {
  const { graph } = node;
  const depth = node.number(1, "depth") as number;
  const values = node.known(2, "values") as Known;
  const [off, on] = numbersOf(values) as [number, number];
  const given = node.value(0);
  const rank = given.type.shape.length + 1;
  const isOwn = given.type.dtype === "int64" && values.dtype === "float32" && off === 0 && on === 1 && rank > 1;
  const indices = cast(node, given, "int64");
  const axis = node.int("axis", -1);
  if (isOwn && node.gives("axis")) return node.direct("OneHot", [indices], { axis, depth });
  if (isOwn) return node.direct("OneHot", [indices], { depth });
  const { dtype } = values;
  if (dtype !== "float32" && dtype !== "int64" && dtype !== "int32") node.fail(`has values of ${dtype}`, "numbers");
  const at = node.axis(axis, rank);
  if (!(depth >= 1)) node.fail(`has depth ${depth}`, "1 or more");
  const places = known("int64", [depth, ...Array(rank - 1 - at).fill(1)], countTo(depth));
  const shape = [...given.type.shape.slice(0, at), 1, ...given.type.shape.slice(at)];
  const wrapped = graph.op("Reshape", [fromStart(node, indices, depth)], { shape });
  const isHit = graph.op("Equal", [wrapped, node.constant(places)]);
  return [graph.op("Where", [isHit, scalarOf(node, dtype, on), scalarOf(node, dtype, off)])];
};

/** Indices below zero counted from the end. */
function fromStart(node: ImportNode, indices: Value, size: number): Value {
  const { graph } = node;
  const isBelow = graph.op("Less", [indices, scalarOf(node, "int64", 0)]);
  return graph.op("Where", [isBelow, graph.op("Add", [indices, scalarOf(node, "int64", size)]), indices]);
}

/** Tuples of indices as one index into all axes they speak of, made one. */
function flatIndex(node: ImportNode, sizes: Shape): Value {
  const { graph } = node;
  const bound = node.bound(1);
  const strides = stridesOf(sizes);
  const shape = node.shapeOf(1);
  if (isKnown(bound)) {
    const numbers = numbersOf(bound);
    const flat = countTo(numbers.length / sizes.length).map((tuple) =>
      sizes.reduce((sum, size, i) => {
        const index = numbers[tuple * sizes.length + i] as number;
        if (index < -size || index >= size) node.fail(`has index ${index}`, `one within [${-size}, ${size})`);
        return sum + (index < 0 ? index + size : index) * (strides[i] as number);
      }, 0),
    );
    return node.constant(known("int64", shape.slice(0, -1), flat));
  }
  const parts = graph.node("Split", [node.value(1)], { axis: shape.length - 1, sizes: sizes.map(() => 1) });
  const terms = parts.map((part, i) =>
    graph.op("Mul", [fromStart(node, part, sizes[i] as number), scalarOf(node, "int64", strides[i] as number)]),
  );
  const flat = terms.reduce((a, b) => graph.op("Add", [a, b]));
  return graph.op("Reshape", [flat], { shape: shape.slice(0, -1) });
}

/** Slices of the data by tuples of indices; leading batch axes go with those of the indices. */
const gatherNd: Reader = (node) => {
  const { graph } = node;
  const [x, tuples] = [node.value(0), node.shapeOf(1)];
  const { shape } = x.type;
  const batch = node.since >= 12 ? node.int("batch_dims", 0) : 0;
  const depth = tuples.at(-1) ?? 0;
  if (batch < 0 || batch >= tuples.length || depth < 1 || batch + depth > shape.length)
    node.fail(`reads [${shape}] by tuples [${tuples}] with batch_dims ${batch}`, "tuples within its axes");
  const count = sizeOf(shape.slice(0, batch));
  const sizes = shape.slice(batch, batch + depth);
  const rest = shape.slice(batch + depth);
  let flat = flatIndex(node, sizes);
  if (batch > 0) {
    const starts = countTo(count).map((i) => i * sizeOf(sizes));
    const apart = graph.op("Reshape", [flat], { shape: [count, -1] });
    flat = graph.op("Add", [apart, node.constant(known("int64", [count, 1], starts))]);
  }
  const rows = graph.op("Reshape", [x], { shape: [count * sizeOf(sizes), ...rest] });
  const picked = graph.op("Gather", [rows, flat], { axis: 0 });
  return [graph.op("Reshape", [picked], { shape: [...tuples.slice(0, -1), ...rest] })];
};

/** Slices of the data written by tuples of indices, as rows of all that the tuples do not speak of. */
const scatterNd: Reader = (node) => {
  const { graph } = node;
  const [x, updates, tuples] = [node.value(0), node.value(2), node.shapeOf(1)];
  const { shape } = x.type;
  const reduction = node.since >= 16 ? node.word("reduction", ["none", "add"], "none") : "none";
  const depth = tuples.at(-1) ?? 0;
  if (depth < 1 || depth > shape.length) node.fail(`writes [${shape}] by tuples [${tuples}]`, "tuples within its axes");
  if (x.type.dtype !== "float32") node.fail(`writes ${x.type.dtype}`, "float32");
  const [sizes, rest] = [shape.slice(0, depth), shape.slice(depth)];
  const [rows, length, count] = [sizeOf(sizes), sizeOf(rest), sizeOf(tuples.slice(0, -1))];
  const column = graph.op("Reshape", [flatIndex(node, sizes)], { shape: [count, 1] });
  const indices = graph.op("Expand", [column], { shape: [count, length] });
  const flat = [x, updates].map((value, i) =>
    graph.op("Reshape", [value], { shape: [i === 0 ? rows : count, length] }),
  ) as [Value, Value];
  const written = graph.op("ScatterElements", [flat[0], indices, flat[1]], { axis: 0, reduction });
  return [graph.op("Reshape", [written], { shape: [...shape] })];
};

/** Sums of all elements up to each: a product with a triangle of ones. */
const cumSum: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const { shape, dtype } = x.type;
  const axis = node.axis(node.number(1, "axis") as number, shape.length);
  const [exclusive, reverse] = [node.flag("exclusive"), node.flag("reverse")];
  if (dtype !== "float32") node.fail(`adds up ${dtype}`, "float32");
  const size = shape[axis] as number;
  node.scope.spend(size * size);
  const ones = countTo(size).flatMap((from) =>
    countTo(size).map((to) =>
      Number(exclusive ? (reverse ? from > to : from < to) : reverse ? from >= to : from <= to),
    ),
  );
  const triangle = node.constant(known("float32", [size, size], ones));
  const perm = countTo(shape.length).filter((i) => i !== axis);
  perm.push(axis);
  const back = countTo(shape.length).map((i) => perm.indexOf(i));
  const last = graph.op("Transpose", [x], { perm });
  const flat = graph.op("Reshape", [last], { shape: [-1, size] });
  const sums = graph.op("Reshape", [graph.op("MatMul", [flat, triangle])], { shape: last.type.shape });
  return [graph.op("Transpose", [sums], { perm: back })];
};

/** Elements of an axis up to which each is compared with each. */
const MOST_RANKED = 1024;

/** The k greatest or least of an axis, in order, and their places; of equal ones the first comes first. */
const topK: Reader = (node) => {
  const { graph } = node;
  const k = (node.since < 10 ? node.int("k") : node.number(1, "k")) as number;
  const largest = node.since < 11 || node.flag("largest", true);
  if (node.since >= 11) node.flag("sorted", true);
  const x = node.value(0);
  const { shape, dtype } = x.type;
  const axis = node.axis(node.int("axis", -1), shape.length);
  const size = shape[axis] as number;
  if (dtype !== "float32") node.fail(`compares ${dtype}`, "float32");
  if (k < 1 || k > size) node.fail(`takes ${k} of ${size}`, `1 to ${size}`);
  const places = k === 1 ? extremePlace(node, x, axis, largest) : rankedPlaces(node, x, axis, k, largest);
  return [graph.op("GatherElements", [x, places], { axis }), places];
};

function extremePlace({ graph }: ImportNode, x: Value, axis: number, largest: boolean): Value {
  return graph.op("ArgMax", [largest ? x : graph.op("Neg", [x])], { axis, keepdims: 1 });
}

/** The rank of an element is the number of those that come before it; the place of a rank is where it stands. */
function rankedPlaces(node: ImportNode, x: Value, axis: number, k: number, largest: boolean): Value {
  const { graph } = node;
  const { shape } = x.type;
  const size = shape[axis] as number;
  if (size > MOST_RANKED) node.fail(`orders ${size} elements`, `${MOST_RANKED} at most`);
  const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
  const ones = after.map(() => 1);
  const own = graph.op("Reshape", [x], { shape: [...before, size, 1, ...after] });
  const other = graph.op("Reshape", [x], { shape: [...before, 1, size, ...after] });
  const isEarlier = countTo(size).flatMap((i) => countTo(size).map((j) => Number(j < i)));
  const earlier = node.constant(known("bool", [size, size, ...ones], isEarlier));
  const isAhead = graph.op(largest ? "Greater" : "Less", [other, own]);
  const isTied = graph.op("And", [graph.op("Equal", [other, own]), earlier]);
  const ahead = graph.op("Cast", [graph.op("Or", [isAhead, isTied])], { to: "float32" });
  const rank = graph.op("ReduceSum", [ahead], { axes: [axis + 1], keepdims: 0 });
  const apart = graph.op("Reshape", [rank], { shape: [...before, 1, size, ...after] });
  const wanted = node.constant(known("float32", [k, 1, ...ones], countTo(k)));
  const hits = graph.op("Cast", [graph.op("Equal", [apart, wanted])], { to: "float32" });
  return graph.op("ArgMax", [hits], { axis: axis + 1, keepdims: 0 });
}

/** Indices of all elements that are not zero; their number must be known. */
const nonZero: Reader = (node) => {
  const x = node.known(0, "elements") as Known;
  const strides = stridesOf(x.shape);
  const places = numbersOf(x).flatMap((value, flat) => (value === 0 ? [] : [flat]));
  const rows = strides.map((stride, axis) =>
    places.map((flat) => Math.floor(flat / stride) % (x.shape[axis] as number)),
  );
  return [known("int64", [x.shape.length, places.length], rows.flat())];
};

export const indexingReaders: Readers = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  ScatterElements: scatterElements,
  Scatter: scatterElements,
  ScatterND: scatterNd,
  OneHot: oneHot,
  CumSum: cumSum,
  TopK: topK,
  NonZero: nonZero,
};
