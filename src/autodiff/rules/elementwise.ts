/** @file Rules of element-wise operations. At kinks the derivative is that of the side away from zero gradient's: relu'(0) = 0. */
import { type ElementwiseOp, type GraphBuilder, numberOf, type Value } from "../../graph/index.ts";
import { indicator, unaryRule, unbroadcast, type VjpRule, type VjpRules } from "../vjp-rule.ts";

const greater = (graph: GraphBuilder, x: Value, bound: number): Value => graph.op("Greater", [x, graph.scalar(bound)]);

/** Indicator of low < x < high. */
function between(graph: GraphBuilder, x: Value, low: number, high: number): Value {
  return indicator(graph, graph.op("And", [greater(graph, x, low), graph.op("Less", [x, graph.scalar(high)])]));
}

/** A rule for a broadcasting operation of two inputs; each gradient is built only where needed. */
function binaryRule(
  left: (graph: GraphBuilder, dy: Value, a: Value, b: Value, y: Value) => Value,
  right: (graph: GraphBuilder, dy: Value, a: Value, b: Value, y: Value) => Value,
): VjpRule {
  return ({ graph, inputs, outputs, cotangents, needed }) => {
    const [a, b] = inputs as [Value, Value];
    const [dy, y] = [cotangents[0] as Value, outputs[0] as Value];
    return [
      needed[0] ? unbroadcast(graph, left(graph, dy, a, b, y), a.type.shape) : undefined,
      needed[1] ? unbroadcast(graph, right(graph, dy, a, b, y), b.type.shape) : undefined,
    ];
  };
}

const mul = (graph: GraphBuilder, a: Value, b: Value): Value => graph.op("Mul", [a, b]);
const neg = (graph: GraphBuilder, x: Value): Value => graph.op("Neg", [x]);

const unaryRules = {
  Relu: unaryRule((g, _x, y, dy) => mul(g, dy, indicator(g, greater(g, y, 0)))),
  Sigmoid: unaryRule((g, _x, y, dy) => mul(g, dy, mul(g, y, g.op("Sub", [g.scalar(1), y])))),
  Tanh: unaryRule((g, _x, y, dy) => mul(g, dy, g.op("Sub", [g.scalar(1), mul(g, y, y)]))),
  Exp: unaryRule((g, _x, y, dy) => mul(g, dy, y)),
  Log: unaryRule((g, x, _y, dy) => g.op("Div", [dy, x])),
  Sqrt: unaryRule((g, _x, y, dy) => g.op("Div", [mul(g, dy, g.scalar(0.5)), y])),
  Neg: unaryRule((g, _x, _y, dy) => neg(g, dy)),
  Reciprocal: unaryRule((g, _x, y, dy) => neg(g, mul(g, dy, mul(g, y, y)))),
  Abs: unaryRule((g, x, _y, dy) => mul(g, dy, g.op("Sign", [x]))),
  Erf: unaryRule((g, x, _y, dy) => {
    const bell = g.op("Exp", [neg(g, mul(g, x, x))]);
    return mul(g, dy, mul(g, bell, g.scalar(2 / Math.sqrt(Math.PI))));
  }),
  Softplus: unaryRule((g, x, _y, dy) => mul(g, dy, g.op("Sigmoid", [x]))),
  HardSigmoid: unaryRule((g, _x, y, dy, attributes) =>
    mul(g, dy, mul(g, between(g, y, 0, 1), g.scalar(numberOf(attributes, "alpha", 0.2)))),
  ),
  HardSwish: unaryRule((g, x, _y, dy) => {
    const gate = g.op("HardSigmoid", [x], { alpha: 1 / 6, beta: 0.5 });
    const slope = mul(g, mul(g, x, g.scalar(1 / 6)), between(g, x, -3, 3));
    return mul(g, dy, g.op("Add", [gate, slope]));
  }),
  LeakyRelu: unaryRule((g, x, _y, dy, attributes) =>
    g.op("Where", [greater(g, x, 0), dy, mul(g, dy, g.scalar(numberOf(attributes, "alpha", 0.01)))]),
  ),
  Elu: unaryRule((g, x, y, dy, attributes) => {
    const slope = g.op("Add", [y, g.scalar(numberOf(attributes, "alpha", 1))]);
    return g.op("Where", [greater(g, x, 0), dy, mul(g, dy, slope)]);
  }),
  Sin: unaryRule((g, x, _y, dy) => mul(g, dy, g.op("Cos", [x]))),
  Cos: unaryRule((g, x, _y, dy) => neg(g, mul(g, dy, g.op("Sin", [x])))),
  Identity: unaryRule((_g, _x, _y, dy) => dy),
  StopGradient: "no-gradient",
  Sign: "no-gradient",
  Floor: "no-gradient",
  IsNaN: "no-gradient",
  Not: "no-gradient",
  Cast: ({ inputs, cotangents }) => [inputs[0]?.type.dtype === "float32" ? cotangents[0] : undefined],
} as const satisfies Partial<VjpRules<ElementwiseOp>>;

const broadcastRules = {
  Add: binaryRule(
    (_g, dy) => dy,
    (_g, dy) => dy,
  ),
  Sub: binaryRule((_g, dy) => dy, neg),
  Mul: binaryRule(
    (g, dy, _a, b) => mul(g, dy, b),
    (g, dy, a) => mul(g, dy, a),
  ),
  Div: binaryRule(
    (g, dy, _a, b) => g.op("Div", [dy, b]),
    (g, dy, _a, b, y) => neg(g, g.op("Div", [mul(g, dy, y), b])),
  ),
  /** For bases >= 0 where the exponent's gradient is needed. */
  Pow: binaryRule(
    (g, dy, a, b) => mul(g, dy, mul(g, b, g.op("Pow", [a, g.op("Sub", [b, g.scalar(1)])]))),
    (g, dy, a, _b, y) => mul(g, dy, mul(g, y, g.op("Log", [a]))),
  ),
  /** Where both are equal the first takes the gradient. */
  Max: binaryRule(
    (g, dy, a, b) => mul(g, dy, indicator(g, g.op("GreaterOrEqual", [a, b]))),
    (g, dy, a, b) => mul(g, dy, indicator(g, g.op("Less", [a, b]))),
  ),
  Min: binaryRule(
    (g, dy, a, b) => mul(g, dy, indicator(g, g.op("LessOrEqual", [a, b]))),
    (g, dy, a, b) => mul(g, dy, indicator(g, g.op("Greater", [a, b]))),
  ),
  Sum: ({ graph, inputs, cotangents, needed }) =>
    inputs.map((input, i) => (needed[i] ? unbroadcast(graph, cotangents[0] as Value, input.type.shape) : undefined)),
  Where: ({ graph, inputs, cotangents, needed }) => {
    const [condition, a, b] = inputs as [Value, Value, Value];
    const dy = cotangents[0] as Value;
    return [
      undefined,
      needed[1] ? unbroadcast(graph, graph.op("Where", [condition, dy, graph.scalar(0)]), a.type.shape) : undefined,
      needed[2] ? unbroadcast(graph, graph.op("Where", [condition, graph.scalar(0), dy]), b.type.shape) : undefined,
    ];
  },
  Equal: "no-gradient",
  Greater: "no-gradient",
  GreaterOrEqual: "no-gradient",
  Less: "no-gradient",
  LessOrEqual: "no-gradient",
  And: "no-gradient",
  Or: "no-gradient",
} as const satisfies Partial<VjpRules<ElementwiseOp>>;

export const elementwiseRules: VjpRules<ElementwiseOp> = { ...unaryRules, ...broadcastRules };
