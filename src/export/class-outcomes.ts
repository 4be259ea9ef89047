/** @file Outcomes of a classification: counts by true and predicted class, and the worst mistakes. */
import { wilsonInterval } from "../base/index.ts";
import type { ClassMistake, ClassOutcomes, ConfusedPair, LabelledExamples, OutcomeRecorder } from "./outcomes.ts";
import { thumbnails } from "./thumbnail.ts";

const MOST_CLASSES = 100;
const MOST_PAIRS = 20;
const MOST_MISTAKES = 12;

type Found = Omit<ClassMistake, "image">;

export class ClassRecorder implements OutcomeRecorder {
  readonly #dataset: LabelledExamples;
  readonly #classes: number;
  /** By true class times the number of classes plus predicted class: with many classes most never occur. */
  readonly #counts = new Map<number, number>();
  readonly #totals: Float64Array;
  /** Worst first. */
  readonly #mistakes: Found[] = [];
  #examples = 0;
  #correct = 0;
  #undecided = 0;

  constructor(dataset: LabelledExamples) {
    this.#dataset = dataset;
    this.#classes = dataset.task.outputs;
    this.#totals = new Float64Array(this.#classes);
  }

  add(outputs: ArrayLike<number>, indices: Int32Array): void {
    indices.forEach((example, row) => {
      this.#addOne(outputs, row * this.#classes, example);
    });
  }

  result(): ClassOutcomes | null {
    const [examples, correct] = [this.#examples, this.#correct];
    if (examples === 0) return null;
    const interval = wilsonInterval(correct, examples);
    const images = thumbnails(
      this.#dataset,
      this.#mistakes.map(({ example }) => example),
    );
    const isKept = this.#classes <= MOST_CLASSES;
    return {
      kind: "classification",
      examples,
      correct,
      interval: { metric: "accuracy", value: correct / examples, ...interval, method: "Wilson" },
      labels: isKept ? this.#dataset.task.labels : [],
      counts: isKept ? this.#matrix() : null,
      undecided: this.#undecided,
      pairs: this.#pairs(),
      mistakes: this.#mistakes.map((mistake, i) => ({ ...mistake, image: images?.[i] ?? null })),
    };
  }

  #addOne(logits: ArrayLike<number>, offset: number, example: number): void {
    const truth = this.#dataset.targets[example] as number;
    this.#examples++;
    this.#totals[truth] = (this.#totals[truth] as number) + 1;
    const { best, probability, truthProbability, loss } = readRow(logits, offset, this.#classes, truth);
    if (best === null) {
      this.#undecided++;
    } else {
      const cell = truth * this.#classes + best;
      this.#counts.set(cell, (this.#counts.get(cell) ?? 0) + 1);
    }
    if (best === truth) {
      this.#correct++;
      return;
    }
    const { labels } = this.#dataset.task;
    this.#keep({
      example,
      name: this.#dataset.names?.[example] ?? null,
      truth: labels[truth] as string,
      predicted: best === null ? null : (labels[best] as string),
      ...{ probability, truthProbability, loss },
    });
  }

  /** Keeps the worst; of equals those that came first. */
  #keep(mistake: Found): void {
    const mistakes = this.#mistakes;
    let place = mistakes.length;
    while (place > 0 && lossOf(mistakes[place - 1] as Found) < lossOf(mistake)) place--;
    if (place >= MOST_MISTAKES) return;
    mistakes.splice(place, 0, mistake);
    mistakes.length = Math.min(mistakes.length, MOST_MISTAKES);
  }

  #matrix(): number[][] {
    const classes = Array.from({ length: this.#classes }, (_, i) => i);
    return classes.map((truth) =>
      classes.map((predicted) => this.#counts.get(truth * classes.length + predicted) ?? 0),
    );
  }

  #pairs(): ConfusedPair[] {
    const { labels } = this.#dataset.task;
    return [...this.#counts]
      .map(([cell, count]) => ({
        cell,
        count,
        truth: Math.floor(cell / this.#classes),
        predicted: cell % this.#classes,
      }))
      .filter(({ truth, predicted }) => truth !== predicted)
      .sort((a, b) => b.count - a.count || a.cell - b.cell)
      .slice(0, MOST_PAIRS)
      .map(({ count, truth, predicted }) => ({
        truth: labels[truth] as string,
        predicted: labels[predicted] as string,
        count,
        of: this.#totals[truth] as number,
      }));
  }
}

/** No finite loss is the worst there is. */
function lossOf({ loss }: Found): number {
  return loss ?? Number.POSITIVE_INFINITY;
}

interface Row {
  /** The class predicted, the first of equals; null where an output is NaN, as in the score. */
  readonly best: number | null;
  readonly probability: number | null;
  readonly truthProbability: number | null;
  readonly loss: number | null;
}

function readRow(logits: ArrayLike<number>, offset: number, classes: number, truth: number): Row {
  let best: number | null = 0;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    const logit = logits[offset + k] as number;
    if (Number.isNaN(logit)) return { best: null, probability: null, truthProbability: null, loss: null };
    if (logit > greatest) [best, greatest] = [k, logit];
  }
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += Math.exp((logits[offset + k] as number) - greatest);
  const loss = Math.log(sum) + greatest - (logits[offset + truth] as number);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { best, probability: orNull(1 / sum), truthProbability: orNull(Math.exp(-loss)), loss: orNull(loss) };
}
