/** @file How good the outputs of a model are. */
import type { MetricSpec, Values } from "../base/index.ts";
import type { Dataset, Task } from "../data/index.ts";

/** What `evaluateModel` measures for each kind of task; errors of regression are in the targets' own units. */
export const scoreMetrics: Readonly<Record<Task["kind"], readonly MetricSpec[]>> = {
  classification: [
    { name: "accuracy", unit: "1", goal: "max" },
    { name: "loss", unit: "nat", goal: "min" },
  ],
  regression: [
    { name: "mse", unit: "target²", goal: "min" },
    { name: "mae", unit: "target", goal: "min" },
    { name: "r2", unit: "1", goal: "max" },
  ],
};

/**
 * Scores outputs, row-major [indices.length, task.outputs], against the examples of these indices. Rows that are all
 * distributions (a model that ends in softmax) count as probabilities, others as logits.
 */
export function score(outputs: Float32Array, indices: Int32Array, { task, targets }: Dataset): Values {
  const rows = Array.from(indices, (index, i) => ({
    index,
    row: outputs.subarray(i * task.outputs, (i + 1) * task.outputs),
  }));
  return task.kind === "classification"
    ? classificationScores(rows, targets)
    : regressionScores(rows, targets, task.outputs);
}

interface Row {
  readonly index: number;
  readonly row: Float32Array;
}

function classificationScores(rows: readonly Row[], targets: Dataset["targets"]): Values {
  const probabilities = rows.every(({ row }) => isDistribution(row));
  let hits = 0;
  let loss = 0;
  for (const { index, row } of rows) {
    const label = targets[index] as number;
    if (greatest(row) === label) hits++;
    loss -= probabilities ? Math.log(row[label] as number) : logSoftmax(row, label);
  }
  return { accuracy: hits / rows.length, loss: loss / rows.length };
}

/** Coefficient of determination: 1 - squared error / variance per target, averaged over targets that vary. */
function regressionScores(rows: readonly Row[], targets: Dataset["targets"], outputs: number): Values {
  let squared = 0;
  let absolute = 0;
  const explained: number[] = [];
  for (let column = 0; column < outputs; column++) {
    const truth = rows.map(({ index }) => targets[index * outputs + column] as number);
    const centre = truth.reduce((sum, value) => sum + value, 0) / truth.length;
    const errors = rows.map(({ row }, i) => (row[column] as number) - (truth[i] as number));
    const spread = truth.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    const error = errors.reduce((sum, value) => sum + value ** 2, 0);
    squared += error;
    absolute += errors.reduce((sum, value) => sum + Math.abs(value), 0);
    if (spread > 0) explained.push(1 - error / spread);
  }
  const count = rows.length * outputs;
  const r2 = explained.reduce((sum, value) => sum + value, 0) / explained.length;
  return { mse: squared / count, mae: absolute / count, r2 };
}

/** Index of the greatest value, the first of equals; -1 where one is not a number. */
function greatest(row: Float32Array): number {
  return row.indexOf(Math.max(...row));
}

function logSoftmax(row: Float32Array, label: number): number {
  const top = Math.max(...row);
  const sum = row.reduce((total, value) => total + Math.exp(value - top), 0);
  return (row[label] as number) - top - Math.log(sum);
}

function isDistribution(row: Float32Array): boolean {
  const sum = row.reduce((total, value) => total + value, 0);
  return Math.abs(sum - 1) < 1e-3 && row.every((value) => value >= 0);
}
