/** @file How good the outputs of a model are, by the same scorer as in training. */
import type { MetricSpec, Values } from "../base/index.ts";
import type { Dataset, Task } from "../data/index.ts";
import { Scorer, scoreMetrics } from "../estimator/index.ts";
import type { LabelledExamples, Outcomes } from "./outcomes.ts";
import { recordOutcomes } from "./record-outcomes.ts";

/** What `evaluateModel` measures: as in training, but errors of regression are in the targets' own units. */
export function evaluationMetrics(task: Task): readonly MetricSpec[] {
  if (task.kind === "classification") return scoreMetrics(task);
  return [
    { name: "mse", unit: "target²", goal: "min" },
    { name: "mae", unit: "target", goal: "min" },
    { name: "r2", unit: "1", goal: "max" },
  ];
}

/** What a model gave: float64 where float32 does not hold the targets. */
export type Outputs = Float32Array | Float64Array;

/**
 * Scores outputs, row-major [indices.length, task.outputs], against the examples of these indices. Rows that are all
 * distributions (a model that ends in softmax) count as probabilities, others as logits.
 */
export function score(
  outputs: Outputs,
  indices: Int32Array,
  { task, targets }: Pick<Dataset, "task" | "targets">,
): Values {
  const scorer = new Scorer(task);
  if (task.kind === "classification") {
    const labels = BigInt64Array.from(indices, (index) => BigInt(targets[index] as number));
    scorer.add(toLogits(outputs, task.outputs), labels, indices.length);
    return scorer.result();
  }
  const truth = gatherTargets(targets, indices, task.outputs);
  scorer.add(outputs, truth, indices.length);
  const { loss: mse, r2 } = scorer.result() as { loss: number; r2: number };
  return { mse, mae: meanAbsoluteError(outputs, truth), r2 };
}

/** What outputs come to example by example; they are understood as in `score`. There must be at least one. */
export function outcomes(outputs: Outputs, indices: Int32Array, data: LabelledExamples): Outcomes {
  const { task } = data;
  const recorder = recordOutcomes(data);
  recorder.add(task.kind === "classification" ? toLogits(outputs, task.outputs) : outputs, indices);
  return recorder.result() as Outcomes;
}

/** Distributions as logits; others are taken for logits. */
function toLogits(outputs: Outputs, width: number): Float32Array | Float64Array {
  return areDistributions(outputs, width) ? outputs.map(Math.log) : outputs;
}

function gatherTargets(targets: Dataset["targets"], indices: Int32Array, outputs: number): Float64Array {
  const gathered = new Float64Array(indices.length * outputs);
  indices.forEach((index, i) => {
    gathered.set(targets.subarray(index * outputs, (index + 1) * outputs), i * outputs);
  });
  return gathered;
}

function meanAbsoluteError(outputs: Outputs, truth: Float64Array): number {
  return (
    truth.reduce((sum: number, target: number, i: number) => sum + Math.abs(target - (outputs[i] as number)), 0) /
    truth.length
  );
}

function areDistributions(outputs: Outputs, width: number): boolean {
  for (let start = 0; start < outputs.length; start += width) {
    let sum = 0;
    for (let i = start; i < start + width; i++) {
      const value = outputs[i] as number;
      if (!(value >= 0)) return false;
      sum += value;
    }
    if (!(Math.abs(sum - 1) < 1e-3)) return false;
  }
  return true;
}
