/** @file Accuracy and losses from a network's raw outputs, in double precision. */
import type { MetricSpec } from "../../base/index.ts";
import type { Task } from "../../data/index.ts";

/** Values of `scoreMetrics(task)`. */
export type Score = Readonly<Record<string, number>>;

/** What a trained network is scored by: the first is the one to search for. */
export function scoreMetrics(task: Task): readonly MetricSpec[] {
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

/** Adds up results batch by batch. */
export class Scorer {
  readonly #task: Task;
  #count = 0;
  #correct = 0;
  #loss = 0;
  #targetSum: number[];
  #targetSquares: number[];
  #errorSquares: number[];

  constructor(task: Task) {
    this.#task = task;
    this.#targetSum = new Array(task.outputs).fill(0);
    this.#targetSquares = new Array(task.outputs).fill(0);
    this.#errorSquares = new Array(task.outputs).fill(0);
  }

  /**
   * @param outputs  [rows, task.outputs], rows >= count.
   * @param truth  Class of each row, or standardised targets like the outputs.
   * @param count  Rows to count, from the first.
   */
  add(outputs: Float32Array, truth: BigInt64Array | Float32Array, count: number): void {
    for (let row = 0; row < count; row++) {
      const offset = row * this.#task.outputs;
      if (truth instanceof BigInt64Array) this.#addClass(outputs, offset, Number(truth[row]));
      else this.#addTargets(outputs, truth, offset);
    }
    this.#count += count;
  }

  /** Classification: accuracy and mean cross-entropy (nat). Regression: R² averaged over targets and mean squared error. */
  result(): Score {
    if (this.#task.kind === "classification") {
      return { accuracy: this.#correct / this.#count, loss: this.#loss / this.#count };
    }
    const r2 = this.#errorSquares.map((error, i) => {
      const total = (this.#targetSquares[i] as number) - (this.#targetSum[i] as number) ** 2 / this.#count;
      return total > 0 ? 1 - error / total : 0;
    });
    const squares = this.#errorSquares.reduce((sum, error) => sum + error, 0);
    return {
      r2: r2.reduce((sum, value) => sum + value, 0) / r2.length,
      loss: squares / (this.#count * this.#task.outputs),
    };
  }

  #addClass(logits: Float32Array, offset: number, label: number): void {
    let best = 0;
    let max = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < this.#task.outputs; k++) {
      const logit = logits[offset + k] as number;
      if (logit > max) {
        max = logit;
        best = k;
      }
    }
    let sum = 0;
    for (let k = 0; k < this.#task.outputs; k++) sum += Math.exp((logits[offset + k] as number) - max);
    this.#loss += max + Math.log(sum) - (logits[offset + label] as number);
    if (best === label) this.#correct++;
  }

  #addTargets(outputs: Float32Array, targets: Float32Array, offset: number): void {
    for (let k = 0; k < this.#task.outputs; k++) {
      const target = targets[offset + k] as number;
      this.#targetSum[k] = (this.#targetSum[k] as number) + target;
      this.#targetSquares[k] = (this.#targetSquares[k] as number) + target ** 2;
      this.#errorSquares[k] = (this.#errorSquares[k] as number) + (target - (outputs[offset + k] as number)) ** 2;
    }
  }
}
