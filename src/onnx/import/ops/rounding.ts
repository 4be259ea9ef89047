/** @file Readers of rounding, of tests for what is no number, and of hyperbolic functions. */
import type { GraphBuilder, Value } from "../../../graph/index.ts";
import { scalar } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import { type Reader, type Readers, scalarOf } from "../reader.ts";
import { unaryReader } from "./elementwise.ts";

const floor = (graph: GraphBuilder, x: Value): Value => graph.op("Floor", [x]);

/** Opposites by subtraction, which the table has for every float. */
function opposite(node: ImportNode, x: Value): Value {
  return x.type.dtype === "float32"
    ? node.graph.op("Neg", [x])
    : node.graph.op("Sub", [scalarOf(node, x.type.dtype, 0), x]);
}

const ceil = (node: ImportNode, x: Value): Value => opposite(node, floor(node.graph, opposite(node, x)));

/** The nearest whole number, of two the even one: the floor of x + 1/2 unless that went up from an even number. */
function round(graph: GraphBuilder, x: Value): Value {
  const below = floor(graph, x);
  const rest = graph.op("Sub", [x, below]);
  const half = graph.op("Mul", [below, graph.scalar(0.5)]);
  const isOdd = graph.op("Not", [graph.op("Equal", [half, floor(graph, half)])]);
  const isHalf = graph.op("Equal", [rest, graph.scalar(0.5)]);
  const goesUp = graph.op("Or", [graph.op("Greater", [rest, graph.scalar(0.5)]), graph.op("And", [isHalf, isOdd])]);
  return graph.op("Add", [below, graph.op("Cast", [goesUp], { to: "float32" })]);
}

const isInfinite: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const infinite = (sign: number): Value =>
    graph.op("Equal", [x, graph.constant(scalar(sign * Number.POSITIVE_INFINITY))]);
  const [positive, negative] = [node.flag("detect_positive", true), node.flag("detect_negative", true)];
  if (positive && negative) return [graph.op("Or", [infinite(1), infinite(-1)])];
  if (positive || negative) return [infinite(positive ? 1 : -1)];
  return [graph.op("And", [graph.op("Greater", [x, graph.scalar(0)]), graph.op("Less", [x, graph.scalar(0)])])];
};

/** (exp(x) ± exp(-x)) / 2 */
function halfSum(graph: GraphBuilder, x: Value, op: "Add" | "Sub"): Value {
  const both = [graph.op("Exp", [x]), graph.op("Exp", [graph.op("Neg", [x])])];
  return graph.op("Mul", [graph.op(op, both), graph.scalar(0.5)]);
}

/** Near zero, where the difference of two exponentials would be mostly rounding, by the first terms of the series. */
function sinh(graph: GraphBuilder, x: Value): Value {
  const square = graph.op("Mul", [x, x]);
  const series = [42, 20, 6].reduce(
    (sum, divisor) =>
      graph.op("Add", [graph.op("Mul", [graph.op("Mul", [square, graph.scalar(1 / divisor)]), sum]), graph.scalar(1)]),
    graph.scalar(1),
  );
  const isSmall = graph.op("Less", [graph.op("Abs", [x]), graph.scalar(0.5)]);
  return graph.op("Where", [isSmall, graph.op("Mul", [x, series]), halfSum(graph, x, "Sub")]);
}

export const roundingReaders: Readers = {
  Floor: unaryReader("Floor", (node, x) => node.direct("Floor", [x], {})),
  Ceil: unaryReader("Ceil", (node, x) => [ceil(node, x)]),
  Round: unaryReader("Round", ({ graph }, x) => [round(graph, x)]),
  Sin: unaryReader("Sin", (node, x) => node.direct("Sin", [x], {})),
  Cos: unaryReader("Cos", (node, x) => node.direct("Cos", [x], {})),
  Tan: unaryReader("Tan", ({ graph }, x) => [graph.op("Div", [graph.op("Sin", [x]), graph.op("Cos", [x])])]),
  Sinh: unaryReader("Sinh", ({ graph }, x) => [sinh(graph, x)]),
  Cosh: unaryReader("Cosh", ({ graph }, x) => [halfSum(graph, x, "Add")]),
  IsNaN: unaryReader("IsNaN", (node, x) => node.direct("IsNaN", [x], {})),
  IsInf: isInfinite,
};
