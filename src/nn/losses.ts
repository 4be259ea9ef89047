/** @file Losses as graph builders: each appends a scalar, the mean over the batch. */
import { InputError } from "../base/index.ts";
import type { GraphBuilder, Value } from "../graph/index.ts";
import { sizeOf, tensor } from "../tensor/index.ts";

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

/**
 * Appends the Huber loss, the mean of d² / 2 where the difference d is within `delta` and of delta (|d| - delta / 2)
 * beyond (Huber 1964), of two float32 values of equal shape.
 */
export function huberLoss(graph: GraphBuilder, prediction: Value, target: Value, delta = 1): Value {
  needPositive("the Huber loss", "delta", delta);
  const distance = graph.op("Abs", [graph.op("Sub", [prediction, target])]);
  const near = graph.op("Min", [distance, graph.scalar(delta)]);
  const excess = graph.op("Sub", [distance, graph.op("Mul", [near, graph.scalar(0.5)])]);
  return meanOf(graph, graph.op("Mul", [near, excess]));
}

/**
 * Appends the quantile ("pinball") loss, whose least value is at the target's quantiles (Koenker, Bassett 1978).
 *
 * @param prediction  [..., quantiles]: column i predicts `quantiles[i]`.
 * @param target  Broadcasts to the prediction, such as [..., 1].
 * @param quantiles  Each in (0, 1).
 */
export function quantileLoss(
  graph: GraphBuilder,
  prediction: Value,
  target: Value,
  quantiles: readonly number[],
): Value {
  if (quantiles.length !== prediction.type.shape.at(-1) || quantiles.some((q) => !(q > 0 && q < 1)))
    throw new InputError(
      `Cannot add the quantile loss: quantiles are [${quantiles}], expected ${prediction.type.shape.at(-1)} numbers in (0, 1)`,
    );
  const row = (values: readonly number[]): Value => graph.constant(tensor("float32", [values.length], values));
  const shortfall = graph.op("Sub", [target, prediction]);
  const below = graph.op("Mul", [shortfall, row(quantiles)]);
  const above = graph.op("Mul", [shortfall, row(quantiles.map((q) => q - 1))]);
  return meanOf(graph, graph.op("Max", [below, above]));
}

/** Appends the cross-entropy of independent yes-no answers: log(1 + e^x) - x t, finite for all logits x. Targets t, float32 of equal shape, in [0, 1]. */
export function binaryCrossEntropy(graph: GraphBuilder, logits: Value, targets: Value): Value {
  return meanOf(graph, graph.op("Sub", [graph.op("Softplus", [logits]), graph.op("Mul", [logits, targets])]));
}

/**
 * Appends temperature² · KL(softmax(teacher / temperature) ‖ softmax(student / temperature)), the mean over rows; the
 * square keeps gradients of one size whatever the temperature. No gradient passes to the teacher.
 *
 * @param student  Logits [batch, classes].
 * @param teacher  Logits [batch, classes].
 * Source: Hinton, Vinyals, Dean 2015, section 2.
 */
export function distillationLoss(graph: GraphBuilder, student: Value, teacher: Value, temperature: number): Value {
  needPositive("the distillation loss", "temperature", temperature);
  const softened = (logits: Value): Value =>
    graph.op("LogSoftmax", [graph.op("Mul", [logits, graph.scalar(1 / temperature)])], { axis: -1 });
  const expected = softened(graph.op("StopGradient", [teacher]));
  const difference = graph.op("Sub", [expected, softened(student)]);
  const sum = graph.op("ReduceSum", [graph.op("Mul", [graph.op("Exp", [expected]), difference])], { keepdims: 0 });
  return graph.op("Mul", [sum, graph.scalar(temperature ** 2 / (student.type.shape[0] as number))]);
}

function needPositive(loss: string, name: string, value: number): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new InputError(`Cannot add ${loss}: ${name} is ${value}, expected a positive number`);
}

/** Appends how many rows of the logits have their greatest value at the label, as a float32 scalar. */
export function correctCount(graph: GraphBuilder, logits: Value, labels: Value): Value {
  const predicted = graph.op("ArgMax", [logits], { axis: -1, keepdims: 0 });
  const hits = graph.op("Cast", [graph.op("Equal", [predicted, labels])], { to: "float32" });
  return graph.op("ReduceSum", [hits], { keepdims: 0 });
}
