/** @file Outcomes of a regression: predictions beside the truth, and the largest errors. */
import { bootstrapInterval, createRng, mean, standardDeviation } from "../base/index.ts";
import type { LabelledExamples, OutcomeRecorder, ScoreInterval, TargetMistake, TargetOutcomes } from "./outcomes.ts";

const MOST_TARGETS = 4;
const MOST_POINTS = 400;
const MOST_MISTAKES = 12;
const RESAMPLES = 1000;
/** Numbers drawn for the resamples in all, and how few resamples that may leave. */
const MOST_DRAWS = 2e7;
const LEAST_RESAMPLES = 100;

export class TargetRecorder implements OutcomeRecorder {
  readonly #dataset: LabelledExamples;
  readonly #examples: number[] = [];
  /** By target, in the order of the examples. */
  readonly #truths: number[][];
  readonly #predictions: number[][];

  constructor(dataset: LabelledExamples) {
    this.#dataset = dataset;
    this.#truths = dataset.task.labels.map(() => []);
    this.#predictions = dataset.task.labels.map(() => []);
  }

  add(outputs: ArrayLike<number>, indices: Int32Array): void {
    const width = this.#truths.length;
    indices.forEach((example, row) => {
      this.#examples.push(example);
      for (let k = 0; k < width; k++) {
        this.#truths[k]?.push(this.#dataset.targets[example * width + k] as number);
        this.#predictions[k]?.push(outputs[row * width + k] as number);
      }
    });
  }

  result(): TargetOutcomes | null {
    const examples = this.#examples.length;
    if (examples === 0) return null;
    return {
      kind: "regression",
      examples,
      interval: this.#interval(),
      targets: this.#dataset.task.labels.slice(0, MOST_TARGETS).map((name, k) => ({ name, points: this.#points(k) })),
      mistakes: this.#mistakes(),
    };
  }

  /** The coefficient of determination, averaged over the targets that vary, over resamples of the examples. */
  #interval(): ScoreInterval | null {
    const count = this.#examples.length;
    // About the mean: sums of squares would cancel where targets hardly vary.
    const centered = this.#truths.map((truths) => {
      const center = mean(truths);
      return Float64Array.from(truths, (truth) => truth - center);
    });
    const errors = this.#truths.map((truths, k) =>
      Float64Array.from(truths, (truth, i) => (truth - (this.#predictions[k]?.[i] as number)) ** 2),
    );
    const statistic = (positions: Int32Array): number => {
      const explained = centered.map((truths, k) => explainedBy(truths, errors[k] as Float64Array, positions));
      return mean(explained.filter((value) => value !== null));
    };
    const value = statistic(Int32Array.from({ length: count }, (_, i) => i));
    const draws = count * centered.length;
    const resamples = Math.max(LEAST_RESAMPLES, Math.min(RESAMPLES, Math.floor(MOST_DRAWS / draws)));
    const { low, high } = bootstrapInterval(count, resamples, createRng("test score"), statistic);
    if (![value, low, high].every(Number.isFinite)) return null;
    return { metric: "r2", value, low, high, method: "bootstrap" };
  }

  #points(target: number): [number, number][] {
    const truths = this.#truths[target] as number[];
    const points = truths.map((truth, i): [number, number] => [truth, this.#predictions[target]?.[i] as number]);
    const step = Math.max(1, points.length / MOST_POINTS);
    return Array.from({ length: Math.min(points.length, MOST_POINTS) }, (_, i) => points[Math.floor(i * step)]).filter(
      (point) => point?.every(Number.isFinite),
    ) as [number, number][];
  }

  #mistakes(): TargetMistake[] {
    const { names, task } = this.#dataset;
    return task.labels
      .flatMap((target, k) => {
        const truths = this.#truths[k] as number[];
        const spread = standardDeviation(truths) || 1;
        return truths.map((truth, i) => {
          const predicted = this.#predictions[k]?.[i] as number;
          const size = Math.abs(predicted - truth) / spread;
          return { i, target, truth, predicted, size: Number.isFinite(size) ? size : Number.POSITIVE_INFINITY };
        });
      })
      .sort((a, b) => (a.size === b.size ? a.i - b.i : b.size - a.size))
      .slice(0, MOST_MISTAKES)
      .map(({ i, target, truth, predicted }) => {
        const example = this.#examples[i] as number;
        const isNumber = Number.isFinite(predicted);
        return { example, name: names?.[example] ?? null, target, truth, predicted: isNumber ? predicted : null };
      });
  }
}

/** Null where the target does not vary among these examples. */
function explainedBy(centered: Float64Array, errors: Float64Array, positions: Int32Array): number | null {
  let [sum, squares, error] = [0, 0, 0];
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] as number;
    const value = centered[position] as number;
    sum += value;
    squares += value * value;
    error += errors[position] as number;
  }
  const spread = squares - (sum * sum) / positions.length;
  return spread > 0 ? 1 - error / spread : null;
}
