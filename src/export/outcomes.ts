/** @file What a network did example by example, kept small enough to be stored with its scores: what it mixes up, and where it errs most. */
import type { Interval } from "../base/index.ts";
import type { Dataset } from "../data/index.ts";

/** Examples with what is true of them, as the network takes them. */
export type LabelledExamples = Pick<Dataset, "task" | "examples" | "targets" | "names">;

/** The score of some examples as an estimate of that of all there are, with 95 % confidence. */
export interface ScoreInterval extends Interval {
  readonly metric: "accuracy" | "r2";
  readonly value: number;
  readonly method: "Wilson" | "bootstrap";
}

/** Examples of one class that were taken for another one. */
export interface ConfusedPair {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
  /** Examples of the class `truth`. */
  readonly of: number;
}

export interface ClassMistake {
  /** Position in the data set, from 0. */
  readonly example: number;
  /** Where the example came from, such as its file; null where that is not known. */
  readonly name: string | null;
  readonly truth: string;
  /** Null where the outputs were no numbers. */
  readonly predicted: string | null;
  /** What the network gave the class it predicted, and the true one; null where the outputs were no numbers. */
  readonly probability: number | null;
  readonly truthProbability: number | null;
  /** Cross-entropy in nat; null where it is not finite. */
  readonly loss: number | null;
  /** A small PNG picture in base64; null where the example is no image. */
  readonly image: string | null;
}

export interface ClassOutcomes {
  readonly kind: "classification";
  readonly examples: number;
  readonly correct: number;
  readonly interval: ScoreInterval;
  /** Names of the classes in the order of `counts`; none where that is null. */
  readonly labels: readonly string[];
  /** Examples by true class (rows) and predicted class (columns); null with more than 100 classes. */
  readonly counts: readonly (readonly number[])[] | null;
  /** Examples whose outputs were no numbers; in no column of `counts`. */
  readonly undecided: number;
  /** Those mixed up most, at most 20, most examples first. */
  readonly pairs: readonly ConfusedPair[];
  /** Wrong predictions of the highest loss, at most 12. */
  readonly mistakes: readonly ClassMistake[];
}

export interface TargetMistake {
  readonly example: number;
  readonly name: string | null;
  /** Name of the target. */
  readonly target: string;
  readonly truth: number;
  /** Null where it is not finite. */
  readonly predicted: number | null;
}

export interface TargetOutcomes {
  readonly kind: "regression";
  readonly examples: number;
  /** Null where no target varies, or predictions are not finite. */
  readonly interval: ScoreInterval | null;
  /** Up to four targets, each with up to 400 examples spread evenly over all, as pairs of truth and prediction. */
  readonly targets: readonly {
    readonly name: string;
    readonly points: readonly (readonly [truth: number, predicted: number])[];
  }[];
  /** The largest errors, measured in standard deviations of their target, at most 12. */
  readonly mistakes: readonly TargetMistake[];
}

/** Plain JSON of bounded size. */
export type Outcomes = ClassOutcomes | TargetOutcomes;

/** Takes outputs as they are computed, in any portions. */
export interface OutcomeRecorder {
  /**
   * @param outputs  Logits, or predictions in the targets' own units, row-major [indices.length, task.outputs]; more rows
   *   may follow, which are not looked at.
   */
  add(outputs: ArrayLike<number>, indices: Int32Array): void;
  /** @returns Null where nothing was added. */
  result(): Outcomes | null;
}
