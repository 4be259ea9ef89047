/** @file The losses a training step knows by name. */
import { InputError } from "../base/index.ts";
import type { GraphBuilder, Value } from "../graph/index.ts";
import {
  binaryCrossEntropy,
  correctCount,
  crossEntropy,
  distillationLoss,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
  quantileLoss,
} from "./losses.ts";

/**
 * - "cross-entropy", "distillation": the output holds logits, `labels` int64 [batch] the classes. Distillation also has
 *   the `teacher`'s logits, shaped like the output: (1 - share) cross-entropy + share `distillationLoss`.
 * - "quantile": column i of the output predicts `quantiles[i]` of `targets` [batch, 1].
 * - all others: `targets` float32 shaped like the output; "binary-cross-entropy" takes the output for logits.
 */
export type LossSpec =
  | "cross-entropy"
  | "mse"
  | "mae"
  | "binary-cross-entropy"
  | { readonly kind: "huber"; readonly delta: number }
  | { readonly kind: "quantile"; readonly quantiles: readonly number[] }
  | { readonly kind: "distillation"; readonly temperature: number; readonly share: number };

export interface MeasuredLoss {
  readonly loss: Value;
  /** Rows whose greatest logit is at the label; where there are labels. */
  readonly correct?: Value;
}

/** Appends a loss of the output, and declares the inputs it is measured against. Smoothing is that of `crossEntropy`. */
export function appendTrainingLoss(
  graph: GraphBuilder,
  output: Value,
  spec: LossSpec,
  smoothing?: number,
): MeasuredLoss {
  const { shape } = output.type;
  const targets = (width?: number): Value =>
    graph.input("targets", {
      dtype: "float32",
      shape: width === undefined ? shape : [...shape.slice(0, -1), width],
    });
  switch (spec) {
    case "cross-entropy":
      return classified(graph, output, smoothing);
    case "mse":
      return { loss: meanSquaredError(graph, output, targets()) };
    case "mae":
      return { loss: meanAbsoluteError(graph, output, targets()) };
    case "binary-cross-entropy":
      return { loss: binaryCrossEntropy(graph, output, targets()) };
  }
  switch (spec.kind) {
    case "huber":
      return { loss: huberLoss(graph, output, targets(), spec.delta) };
    case "quantile":
      return { loss: quantileLoss(graph, output, targets(1), spec.quantiles) };
    case "distillation":
      return distilled(graph, output, spec, smoothing);
  }
}

function classified(graph: GraphBuilder, output: Value, smoothing?: number): Required<MeasuredLoss> {
  const labels = graph.input("labels", { dtype: "int64", shape: output.type.shape.slice(0, 1) });
  return { loss: crossEntropy(graph, output, labels, smoothing), correct: correctCount(graph, output, labels) };
}

function distilled(
  graph: GraphBuilder,
  output: Value,
  { temperature, share }: { readonly temperature: number; readonly share: number },
  smoothing?: number,
): MeasuredLoss {
  if (!(share >= 0 && share <= 1))
    throw new InputError(`Cannot add the distillation loss: share is ${share}, expected a number in [0, 1]`);
  const { loss, correct } = classified(graph, output, smoothing);
  const taught = distillationLoss(graph, output, graph.input("teacher", output.type), temperature);
  const weighted = ([value, weight]: readonly [Value, number]): Value => graph.op("Mul", [value, graph.scalar(weight)]);
  const terms = (
    [
      [loss, 1 - share],
      [taught, share],
    ] as const
  ).map(weighted);
  return { loss: graph.op("Add", terms), correct };
}
