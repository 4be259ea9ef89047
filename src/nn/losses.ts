/** @file Losses as graph builders: each appends a scalar, the mean over the batch. */
import type { GraphBuilder, Value } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";

/** Averages all elements into one float32 scalar. */
function meanOf(graph: GraphBuilder, value: Value): Value {
  return graph.op("ReduceMean", [value], { keepdims: 0 });
}

/**
 * Appends softmax cross-entropy.
 *
 * @param logits  [batch, classes].
 * @param labels  int64 [batch], in [0, classes).
 * @param smoothing  Share of the target spread evenly over all classes, in [0, 1) (Szegedy et al. 2016).
 */
export function crossEntropy(graph: GraphBuilder, logits: Value, labels: Value, smoothing = 0): Value {
  const [batch, classes] = logits.type.shape as readonly [number, number];
  const logProbabilities = graph.op("LogSoftmax", [logits], { axis: -1 });
  const oneHot = graph.op("OneHot", [labels], { axis: -1, depth: classes });
  const hit = graph.op("ReduceSum", [graph.op("Mul", [oneHot, logProbabilities])], { keepdims: 0 });
  const negated = graph.op("Mul", [hit, graph.scalar(-(1 - smoothing) / batch)]);
  if (smoothing === 0) return negated;
  const all = graph.op("ReduceSum", [logProbabilities], { keepdims: 0 });
  return graph.op("Add", [negated, graph.op("Mul", [all, graph.scalar(-smoothing / (batch * classes))])]);
}

/** Appends the mean squared error of two float32 values of equal shape. */
export function meanSquaredError(graph: GraphBuilder, prediction: Value, target: Value): Value {
  const difference = graph.op("Sub", [prediction, target]);
  const sum = graph.op("ReduceSumSquare", [difference], { keepdims: 0 });
  return graph.op("Mul", [sum, graph.scalar(1 / sizeOf(difference.type.shape))]);
}

/** Appends the mean absolute error of two float32 values of equal shape. */
export function meanAbsoluteError(graph: GraphBuilder, prediction: Value, target: Value): Value {
  return meanOf(graph, graph.op("Abs", [graph.op("Sub", [prediction, target])]));
}

/** Appends how many rows of the logits have their greatest value at the label, as a float32 scalar. */
export function correctCount(graph: GraphBuilder, logits: Value, labels: Value): Value {
  const predicted = graph.op("ArgMax", [logits], { axis: -1, keepdims: 0 });
  const hits = graph.op("Cast", [graph.op("Equal", [predicted, labels])], { to: "float32" });
  return graph.op("ReduceSum", [hits], { keepdims: 0 });
}
