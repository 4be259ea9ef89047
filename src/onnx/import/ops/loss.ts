/** @file Readers of the losses of classification. */
import type { Value } from "../../../graph/index.ts";
import type { ImportNode } from "../import-node.ts";
import { type Reader, type Readers, scalarOf } from "../reader.ts";
import { cast } from "./elementwise.ts";

/** -weight · log p of each example's class; ignored classes count for nothing. */
function negativeLogLikelihood(node: ImportNode, logs: Value, target: Value, weight: Value | undefined): Value {
  const { graph } = node;
  const reduction = node.word("reduction", ["mean", "sum", "none"], "mean");
  const { shape } = logs.type;
  const [n, , ...rest] = shape as [number, number, ...number[]];
  const ignored = node.int("ignore_index");
  const classes = cast(node, target, "int64");
  const isIgnored = ignored === undefined ? undefined : graph.op("Equal", [classes, scalarOf(node, "int64", ignored)]);
  const safe = isIgnored ? graph.op("Where", [isIgnored, scalarOf(node, "int64", 0), classes]) : classes;
  const column = graph.op("Reshape", [safe], { shape: [n, 1, ...rest] });
  const picked = graph.op("Reshape", [graph.op("GatherElements", [logs, column], { axis: 1 })], {
    shape: [n, ...rest],
  });
  const losses = graph.op("Neg", [picked]);
  const ones = graph.filled([n, ...rest], 1);
  const given = weight ? graph.op("Gather", [weight, safe], { axis: 0 }) : ones;
  const weights = isIgnored ? graph.op("Where", [isIgnored, graph.scalar(0), given]) : given;
  const weighted = weight || isIgnored ? graph.op("Mul", [losses, weights]) : losses;
  if (reduction === "none") return weighted;
  const sum = (value: Value): Value => graph.op("ReduceSum", [value], { keepdims: 0 });
  if (reduction === "sum") return sum(weighted);
  return graph.op("Div", [sum(weighted), sum(weights)]);
}

const nll: Reader = (node) => [negativeLogLikelihood(node, node.value(0), node.value(1), node.optional(2))];

const softmaxCrossEntropy: Reader = (node) => {
  const logs = node.graph.op("LogSoftmax", [node.value(0)], { axis: 1 });
  return [negativeLogLikelihood(node, logs, node.value(1), node.optional(2)), logs];
};

export const lossReaders: Readers = {
  NegativeLogLikelihoodLoss: nll,
  SoftmaxCrossEntropyLoss: softmaxCrossEntropy,
};
