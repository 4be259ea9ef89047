/** @file Readers of reductions and arg-reductions. */
import type { GraphBuilder, OpType, Value } from "../../../graph/index.ts";
import { reduce } from "../fold/layout.ts";
import type { ImportNode } from "../import-node.ts";
import { isSmall, known } from "../known.ts";
import { countTo, type Reader, type Readers } from "../reader.ts";
import { isKnown } from "../scope.ts";

type Merge = (elements: readonly (number | bigint)[]) => number | bigint;
/** What reduces a float value over axes. */
type Emit = (graph: GraphBuilder, x: Value, axes: readonly number[], keepdims: number, node: ImportNode) => Value;

/** Elements along an axis up to which they are merged one by one. */
const LONGEST_CHAIN = 4096;

interface Reduction {
  /** Present where the table has it for floats. */
  readonly op?: OpType;
  readonly emit: Emit;
  /** How integers are merged two by two; absent where only floats are read. */
  readonly pairwise?: "Add" | "Mul" | "Max" | "Min";
}

const table =
  (op: OpType): Emit =>
  (graph, x, axes, keepdims) =>
    graph.op(op, [x], { axes, keepdims });

/** Names the axes of ONNX's forms: attribute or input; none means all, or nothing at all where that is asked for. */
function reader(name: string, { op, emit, pairwise }: Reduction): Reader {
  return (node) => {
    const given = node.operand("axes", 1);
    const keepdims = node.int("keepdims", 1);
    const takesNone = node.gives("noop_with_empty_axes") && node.flag("noop_with_empty_axes");
    const rank = node.shapeOf(0).length;
    const axes = given && given.length > 0 ? node.axes(given, rank) : takesNone ? [] : countTo(rank);
    const x = node.bound(0);
    const merge = merges[name];
    if (isKnown(x) && isSmall(x.shape) && merge && pairwise && x.data.length > 0) {
      const merged = reduce(x, axes, keepdims !== 0, merge);
      return [merged];
    }
    const value = node.value(0);
    const { graph } = node;
    if (value.type.dtype !== "float32") {
      if (value.type.dtype === "bool") return [ofBools(node, value, axes, keepdims)];
      if (!pairwise) return node.fail(`reduces ${value.type.dtype}`, "float32");
      return [shaped(graph, chain(node, value, axes, pairwise), value, axes, keepdims)];
    }
    if (axes.length === 0) return [nothingReduced(graph, name, value)];
    if (!op) return [emit(graph, value, axes, keepdims, node)];
    // As the model says it, so that what was written is read back.
    const said = given && given.length > 0 ? { axes: given } : {};
    return node.direct(op, [value], { ...said, ...(node.gives("keepdims") && { keepdims }) });
  };
}

const merges: Readonly<Record<string, Merge>> = {
  ReduceSum: (elements) => elements.reduce((a, b) => (typeof a === "bigint" ? a + (b as bigint) : a + (b as number))),
  ReduceProd: (elements) => elements.reduce((a, b) => (typeof a === "bigint" ? a * (b as bigint) : a * (b as number))),
  ReduceMax: (elements) => elements.reduce((a, b) => (a > b ? a : b)),
  ReduceMin: (elements) => elements.reduce((a, b) => (a < b ? a : b)),
};

/** What a reduction of no axis does to each element. */
function nothingReduced(graph: GraphBuilder, name: string, x: Value): Value {
  switch (name) {
    case "ReduceL1":
    case "ReduceL2":
      return graph.op("Abs", [x]);
    case "ReduceSumSquare":
      return graph.op("Mul", [x, x]);
    case "ReduceLogSum":
      return graph.op("Log", [x]);
    default:
      return x;
  }
}

/** Merges what stands along axes slice by slice: for what the runtime has no kernel of floats only. */
function chain(node: ImportNode, x: Value, axes: readonly number[], op: OpType): Value {
  const { graph } = node;
  return axes.reduce((value, axis) => {
    const size = value.type.shape[axis] as number;
    if (size > LONGEST_CHAIN) node.fail(`merges ${size} elements one by one`, `${LONGEST_CHAIN} at most`);
    if (size === 1) return value;
    const parts = graph.node("Split", [value], { axis, sizes: Array(size).fill(1) });
    return parts.reduce((a, b) => graph.op(op, [a, b]));
  }, x);
}

/** The result with the reduced axes kept as 1, or without them. */
function shaped(graph: GraphBuilder, merged: Value, x: Value, axes: readonly number[], keepdims: number): Value {
  if (keepdims) return merged;
  return graph.op("Reshape", [merged], { shape: x.type.shape.filter((_, axis) => !axes.includes(axis)) });
}

/** The greatest and the least of bools. */
function ofBools(node: ImportNode, x: Value, axes: readonly number[], keepdims: number): Value {
  const { graph } = node;
  const floats = graph.op("Cast", [x], { to: "float32" });
  const emit = node.op === "ReduceMax" ? table("ReduceMax") : least;
  if (axes.length === 0) return x;
  return graph.op("Cast", [emit(graph, floats, axes, keepdims, node)], { to: "bool" });
}

const least: Emit = (graph, x, axes, keepdims) =>
  graph.op("Neg", [graph.op("ReduceMax", [graph.op("Neg", [x])], { axes, keepdims })]);

/** Moved by the greatest, so that no exponential overflows. */
const logSumExp: Emit = (graph, x, axes, keepdims) => {
  const greatest = graph.op("ReduceMax", [x], { axes, keepdims: 1 });
  const sum = graph.op("ReduceSum", [graph.op("Exp", [graph.op("Sub", [x, greatest])])], { axes, keepdims: 1 });
  return shaped(graph, graph.op("Add", [graph.op("Log", [sum]), greatest]), x, axes, keepdims);
};

const product: Emit = (graph, x, axes, keepdims, node) => shaped(graph, chain(node, x, axes, "Mul"), x, axes, keepdims);

/** The place of the greatest or least; of equal ones the first, or the last where asked for. */
const argReader =
  (sign: 1 | -1): Reader =>
  (node) => {
    const { graph } = node;
    const given = node.value(0);
    if (given.type.dtype !== "float32") node.fail(`compares ${given.type.dtype}`, "float32");
    const [axis, keepdims] = [node.int("axis", 0), node.int("keepdims", 1)];
    const takesLast = node.gives("select_last_index") && node.flag("select_last_index");
    if (sign === 1 && !takesLast)
      return node.direct("ArgMax", [given], {
        ...(node.gives("axis") && { axis }),
        ...(node.gives("keepdims") && { keepdims }),
      });
    const x = sign === 1 ? given : graph.op("Neg", [given]);
    if (!takesLast) return [graph.op("ArgMax", [x], { axis, keepdims })];
    const size = x.type.shape[node.axis(axis, x.type.shape.length)] as number;
    const backwards = graph.op("Slice", [x], {
      starts: [size - 1],
      ends: [Number.MIN_SAFE_INTEGER],
      axes: [axis],
      steps: [-1],
    });
    const place = graph.op("ArgMax", [backwards], { axis, keepdims });
    return [graph.op("Sub", [node.constant(known("int64", [], [size - 1])), place])];
  };

export const reductionReaders: Readers = {
  ReduceSum: reader("ReduceSum", { op: "ReduceSum", emit: table("ReduceSum"), pairwise: "Add" }),
  ReduceMean: reader("ReduceMean", { op: "ReduceMean", emit: table("ReduceMean") }),
  ReduceMax: reader("ReduceMax", { op: "ReduceMax", emit: table("ReduceMax"), pairwise: "Max" }),
  ReduceMin: reader("ReduceMin", { emit: least, pairwise: "Min" }),
  ReduceProd: reader("ReduceProd", { emit: product, pairwise: "Mul" }),
  ReduceSumSquare: reader("ReduceSumSquare", { op: "ReduceSumSquare", emit: table("ReduceSumSquare") }),
  ReduceL1: reader("ReduceL1", {
    emit: (graph, x, axes, keepdims) => graph.op("ReduceSum", [graph.op("Abs", [x])], { axes, keepdims }),
  }),
  ReduceL2: reader("ReduceL2", {
    emit: (graph, x, axes, keepdims) => graph.op("Sqrt", [graph.op("ReduceSumSquare", [x], { axes, keepdims })]),
  }),
  ReduceLogSum: reader("ReduceLogSum", {
    emit: (graph, x, axes, keepdims) => graph.op("Log", [graph.op("ReduceSum", [x], { axes, keepdims })]),
  }),
  ReduceLogSumExp: reader("ReduceLogSumExp", { emit: logSumExp }),
  ArgMax: argReader(1),
  ArgMin: argReader(-1),
};
