/** @file Which trials are parts of one training. */
import type { TrialRecord } from "../storage/index.ts";

/** Where a trial stands in its training. */
export interface TrainingLine {
  /** The trial the training began with, whose random stream is that of all its parts. */
  readonly first: number;
  /** The trial that trained the part before; absent for the first. */
  readonly before?: number;
}

/** Knows the finished trials, as far as their training did not begin with them. */
export class Lineage {
  readonly #later = new Map<number, Pick<TrialRecord, "duplicateOf" | "continues">>();

  add({ number, duplicateOf, continues }: Pick<TrialRecord, "number" | "duplicateOf" | "continues">): void {
    if (duplicateOf !== null || continues !== null) this.#later.set(number, { duplicateOf, continues });
  }

  of({ number, continues }: Pick<TrialRecord, "number" | "continues">): TrainingLine {
    if (continues === null) return { first: number };
    // A duplicate trained nothing: its original did.
    const before = this.#later.get(continues)?.duplicateOf ?? continues;
    const { first } = this.of({ number: before, continues: this.#later.get(before)?.continues ?? null });
    return { first, before };
  }
}
