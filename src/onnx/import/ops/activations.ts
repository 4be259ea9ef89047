/** @file Readers of activations and softmax, written with the table's operations. */
import type { GraphBuilder, Value } from "../../../graph/index.ts";
import { sizeOf } from "../../../tensor/index.ts";
import type { ImportNode } from "../import-node.ts";
import { productsAround, type Reader, type Readers } from "../reader.ts";

/** A formula of one float value. */
const formula =
  (compute: (graph: GraphBuilder, x: Value, node: ImportNode) => Value): Reader =>
  (node) => [compute(node.graph, node.value(0), node)];

const times = (graph: GraphBuilder, x: Value, factor: number): Value => graph.op("Mul", [x, graph.scalar(factor)]);
const plus = (graph: GraphBuilder, x: Value, term: number): Value => graph.op("Add", [x, graph.scalar(term)]);

const softsign = formula((graph, x) => graph.op("Div", [x, plus(graph, graph.op("Abs", [x]), 1)]));

const selu = formula((graph, x, node) => {
  const [alpha, gamma] = [node.float("alpha", 1.6732632), node.float("gamma", 1.050701)];
  return times(graph, graph.op("Elu", [x], { alpha }), gamma);
});

/** max(0, x) + min(0, alpha (exp(x / alpha) - 1)) */
const celu = formula((graph, x, node) => {
  const alpha = node.float("alpha", 1);
  if (alpha <= 0) node.fail(`has attribute alpha = ${alpha}`, "a positive number");
  return times(graph, graph.op("Elu", [times(graph, x, 1 / alpha)]), alpha);
});

const thresholdedRelu = formula((graph, x, node) => {
  const isAbove = graph.op("Greater", [x, graph.scalar(node.float("alpha", 1))]);
  return graph.op("Where", [isAbove, x, graph.scalar(0)]);
});

const shrink = formula((graph, x, node) => {
  if (x.type.dtype !== "float32") node.fail(`is of ${x.type.dtype}`, "float32");
  const [lambd, bias] = [node.float("lambd", 0.5), node.float("bias", 0)];
  const isAbove = graph.op("Greater", [x, graph.scalar(lambd)]);
  const isBelow = graph.op("Less", [x, graph.scalar(-lambd)]);
  const below = graph.op("Where", [isBelow, plus(graph, x, bias), graph.scalar(0)]);
  return graph.op("Where", [isAbove, plus(graph, x, -bias), below]);
});

const mish = formula((graph, x) => graph.op("Mul", [x, graph.op("Tanh", [graph.op("Softplus", [x])])]));

const swish = formula((graph, x, node) =>
  graph.op("Mul", [x, graph.op("Sigmoid", [times(graph, x, node.float("alpha", 1))])]),
);

const gelu = formula((graph, x, node) => {
  const half = times(graph, x, 0.5);
  if (node.word("approximate", ["none", "tanh"], "none") === "none") {
    return graph.op("Mul", [half, plus(graph, graph.op("Erf", [times(graph, x, Math.SQRT1_2)]), 1)]);
  }
  const cubed = graph.op("Mul", [graph.op("Mul", [x, x]), x]);
  const inner = graph.op("Add", [x, times(graph, cubed, 0.044715)]);
  return graph.op("Mul", [half, plus(graph, graph.op("Tanh", [times(graph, inner, Math.sqrt(2 / Math.PI))]), 1)]);
});

/** The slope of negative values; before opset 7 one a channel, of rank 1. */
const prelu: Reader = (node) => {
  const [x, slope] = [node.value(0), node.value(1)];
  const { graph } = node;
  if (x.type.dtype !== "float32") node.fail(`is of ${x.type.dtype}`, "float32");
  const isOfChannels = node.opset < 7 && slope.type.shape.length === 1 && sizeOf(slope.type.shape) > 1;
  const aligned = isOfChannels
    ? graph.op("Reshape", [slope], { shape: [-1, ...Array(Math.max(x.type.shape.length - 2, 0)).fill(1)] })
    : slope;
  return [graph.op("Where", [graph.op("Less", [x, graph.scalar(0)]), graph.op("Mul", [x, aligned]), x])];
};

/** Along one axis; before opset 13 over all axes from the given one on. */
const softmax =
  (op: "Softmax" | "LogSoftmax"): Reader =>
  (node) => {
    if (node.opset >= 13) {
      return node.direct(op, [node.value(0)], node.gives("axis") ? { axis: node.int("axis", -1) } : {});
    }
    const x = node.value(0);
    const axis = node.axis(node.int("axis", 1), x.type.shape.length + 1);
    return [overRest(node, x, axis, (flat) => node.graph.op(op, [flat], { axis: 1 }))];
  };

/** Ones at the first maximum, zeros elsewhere. */
const hardmax: Reader = (node) => {
  const { graph } = node;
  const x = node.value(0);
  const rank = x.type.shape.length;
  const pick = (value: Value, axis: number): Value => {
    const index = graph.op("ArgMax", [value], { axis, keepdims: 0 });
    return graph.op("OneHot", [index], { axis, depth: value.type.shape[axis] as number });
  };
  if (node.opset >= 13) return [pickOrOne(x, node.axis(node.int("axis", -1), rank))];
  return [overRest(node, x, node.axis(node.int("axis", 1), rank + 1), (flat) => pick(flat, 1))];

  /** OneHot wants an axis beside its own. */
  function pickOrOne(value: Value, axis: number): Value {
    if (rank > 1) return pick(value, axis);
    const row = graph.op("Reshape", [value], { shape: [1, -1] });
    return graph.op("Reshape", [pick(row, 1)], { shape: value.type.shape });
  }
};

/** Applies an operation to [before, rest], the axes from `axis` on as one. */
function overRest(node: ImportNode, x: Value, axis: number, apply: (flat: Value) => Value): Value {
  const { shape } = x.type;
  if (axis === 1 && shape.length === 2) return apply(x);
  const flat = node.graph.op("Reshape", [x], { shape: productsAround(shape, axis) });
  return node.graph.op("Reshape", [apply(flat)], { shape });
}

export const activationReaders: Readers = {
  PRelu: prelu,
  Selu: selu,
  Celu: celu,
  ThresholdedRelu: thresholdedRelu,
  Shrink: shrink,
  Softsign: softsign,
  Mish: mish,
  Swish: swish,
  Gelu: gelu,
  Softmax: softmax("Softmax"),
  LogSoftmax: softmax("LogSoftmax"),
  Hardmax: hardmax,
};
