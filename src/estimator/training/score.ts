/** @file Accuracy and losses from a network's raw outputs, in double precision. */
import { type MetricSpec, mean } from "../../base/index.ts";
import type { Task } from "../../data/index.ts";

/** Values of `scoreMetrics(task)`. */
export type Score = Readonly<Record<string, number>>;

/** What a trained network is scored by: the first is the one to search for. */
export function scoreMetrics(task: Pick<Task, "kind">): readonly MetricSpec[] {
  return task.kind === "classification"
    ? [
        { name: "accuracy", unit: "1", goal: "max" },
        { name: "loss", unit: "nat", goal: "min" },
      ]
    : [
        { name: "r2", unit: "1", goal: "max" },
        { name: "loss", unit: "1", goal: "min" },
      ];
}

type Numbers = Float32Array | Float64Array;

/** Adds up results batch by batch. */
export class Scorer {
  readonly #task: Task;
  #count = 0;
  #correct = 0;
  #loss = 0;
  /** Of each target: the mean so far, the squared distances from it, and the squared errors. */
  readonly #means: Float64Array;
  readonly #spreads: Float64Array;
  readonly #errors: Float64Array;

  constructor(task: Task) {
    this.#task = task;
    this.#means = new Float64Array(task.outputs);
    this.#spreads = new Float64Array(task.outputs);
    this.#errors = new Float64Array(task.outputs);
  }

  /**
   * @param outputs  [rows, task.outputs], rows >= count.
   * @param truth  Class of each row, or targets in the units of the outputs.
   * @param count  Rows to count, from the first.
   */
  add(outputs: Numbers, truth: BigInt64Array | Numbers, count: number): void {
    for (let row = 0; row < count; row++) {
      const offset = row * this.#task.outputs;
      this.#count++;
      if (truth instanceof BigInt64Array) this.#addClass(outputs, offset, Number(truth[row]));
      else this.#addTargets(outputs, truth, offset);
    }
  }

  /**
   * Classification: accuracy and mean cross-entropy (nat); a row that holds a NaN has no class and counts as wrong.
   * Regression: mean squared error, and R² averaged over the targets that vary, 0 where none does.
   */
  result(): Score {
    if (this.#task.kind === "classification") {
      return { accuracy: this.#correct / this.#count, loss: this.#loss / this.#count };
    }
    const explained: number[] = [];
    this.#spreads.forEach((spread, k) => {
      if (spread > 0) explained.push(1 - (this.#errors[k] as number) / spread);
    });
    const errors = this.#errors.reduce((sum, error) => sum + error, 0);
    return {
      r2: explained.length === 0 ? 0 : mean(explained),
      loss: errors / (this.#count * this.#task.outputs),
    };
  }

  #addClass(logits: Numbers, offset: number, label: number): void {
    let best = 0;
    let max = Number.NEGATIVE_INFINITY;
    let hasClass = true;
    for (let k = 0; k < this.#task.outputs; k++) {
      const logit = logits[offset + k] as number;
      if (Number.isNaN(logit)) hasClass = false;
      if (logit > max) {
        max = logit;
        best = k;
      }
    }
    let sum = 0;
    for (let k = 0; k < this.#task.outputs; k++) sum += Math.exp((logits[offset + k] as number) - max);
    this.#loss += max + Math.log(sum) - (logits[offset + label] as number);
    if (hasClass && best === label) this.#correct++;
  }

  /** Welford's running mean: sums of squares would cancel where targets hardly vary. */
  #addTargets(outputs: Numbers, targets: Numbers, offset: number): void {
    for (let k = 0; k < this.#task.outputs; k++) {
      const target = targets[offset + k] as number;
      const before = target - (this.#means[k] as number);
      this.#means[k] = (this.#means[k] as number) + before / this.#count;
      this.#spreads[k] = (this.#spreads[k] as number) + before * (target - (this.#means[k] as number));
      this.#errors[k] = (this.#errors[k] as number) + (target - (outputs[offset + k] as number)) ** 2;
    }
  }
}
