/** @file What a run knows of the study's trials: a view of the storage, brought up to date result by result. */
import type { Constraint, Values } from "../base/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { Lineage, type TrainingLine } from "./lineage.ts";
import { endedOutside } from "./trial.ts";

/**
 * So many trials in a row of architectures tried before end a search: with strategies that avoid repeats this does not
 * happen by chance before the space is all but used up.
 */
export const REPEAT_LIMIT = 100;

/**
 * So many trials in a row that were outside the constraints before anything was paid for them end a search: of a space
 * in which one architecture in a hundred is within, that happens once in 20,000 searches.
 */
export const OUTSIDE_LIMIT = 1000;

/** A complete trial whose result may be taken over. */
export interface Measured {
  readonly number: number;
  readonly values: Values;
}

export class Ledger {
  /** Trials of the study, finished or not. */
  total: number;
  complete = 0;
  /** Without those outside. */
  pruned = 0;
  /** Ended before anything was paid for them, as what was known broke a constraint. */
  outside = 0;
  failed = 0;
  duplicates = 0;
  /** `finishOrder` of the last result the strategy was told. */
  cursor: number;
  /** The trial that measured an architecture, by its work. */
  readonly #measured = new Map<string, Measured>();
  /** Results the strategy was not told, in the order they finished. */
  readonly #untold: TrialRecord[] = [];
  /** Networks measured with the whole budget. */
  #full = 0;
  /** The work of all finished trials, failed and pruned ones too. */
  readonly #tried = new Set<string>();
  #repeatsInARow = 0;
  #outsideInARow = 0;
  /** Keys of what was outside: no estimate is needed to know that it is. */
  readonly #keysOutside = new Set<string>();
  /** Complete trials by number. */
  readonly #complete = new Map<number, Work>();
  readonly #constraints: readonly Constraint[];
  readonly #lineage = new Lineage();

  /**
   * @param trials  Every trial stored, in any order.
   * @param cursor  As stored with the strategy's snapshot.
   */
  constructor(trials: readonly TrialRecord[], cursor: number, constraints: readonly Constraint[] = []) {
    this.#constraints = constraints;
    this.total = trials.length;
    this.cursor = cursor;
    const finished = trials.filter((trial) => trial.finishOrder !== null);
    for (const trial of finished.sort((a, b) => orderOf(a) - orderOf(b))) this.add(trial);
  }

  /** Number of finished trials, which is the `finishOrder` of the last. */
  get finished(): number {
    return this.complete + this.pruned + this.failed + this.outside;
  }

  /** Trials that count for what a search shall have: finished or not, all but those outside. */
  get paid(): number {
    return this.total - this.outside;
  }

  get unfinished(): number {
    return this.total - this.finished;
  }

  /** Enters the next finished trial. */
  add(trial: TrialRecord): void {
    const outside = endedOutside(trial, this.#constraints);
    this[outside ? "outside" : (trial.state as "complete" | "pruned" | "failed")]++;
    this.#outsideInARow = outside ? this.#outsideInARow + 1 : 0;
    if (outside) this.#keysOutside.add(trial.key);
    if (trial.state === "complete") this.#complete.set(trial.number, { key: trial.key, fidelity: trial.fidelity });
    if (trial.duplicateOf !== null) this.duplicates++;
    this.#lineage.add(trial);
    const work = workOf(trial);
    this.#repeatsInARow = this.#tried.has(work) ? this.#repeatsInARow + 1 : 0;
    this.#tried.add(work);
    if (trial.state === "complete" && !this.#measured.has(work)) {
      this.#measured.set(work, { number: trial.number, values: trial.values ?? {} });
      if (trial.fidelity === 1) this.#full++;
    }
    if (orderOf(trial) > this.cursor) this.#untold.push(trial);
  }

  /** The complete trial of this architecture and fidelity. Failed and pruned ones do not count: another seed may do better. */
  measured(trial: Work): Measured | undefined {
    return this.#measured.get(workOf(trial));
  }

  /** A complete trial, by its number. */
  completeTrial(number: number): Work | undefined {
    return this.#complete.get(number);
  }

  /** The trials whose training a trial continues. */
  lineOf(trial: Pick<TrialRecord, "number" | "continues">): TrainingLine {
    return this.#lineage.of(trial);
  }

  /** Takes the next result to tell the strategy, while fewer than `cursor` were told. */
  takeUntold(cursor: number): TrialRecord | undefined {
    if (this.cursor >= cursor) return undefined;
    const next = this.#untold.shift();
    if (next) this.cursor = orderOf(next);
    return next;
  }

  /** True where nothing but what is outside the constraints was found for long. */
  get findsNothingWithin(): boolean {
    return this.#outsideInARow >= OUTSIDE_LIMIT;
  }

  /** True where every architecture of the space is measured or known to be outside the constraints, or the strategy has found only tried ones for long. */
  isExhausted(spaceSize: bigint | "infinite"): boolean {
    if (this.#repeatsInARow >= REPEAT_LIMIT) return true;
    return spaceSize !== "infinite" && BigInt(this.#full + this.#keysOutside.size) >= spaceSize;
  }
}

/** What a trial pays for: trials that agree in it measure the same. */
export type Work = Pick<TrialRecord, "key" | "fidelity">;

export function workOf({ key, fidelity }: Work): string {
  return `${fidelity} ${key}`;
}

function orderOf(trial: TrialRecord): number {
  return trial.finishOrder ?? 0;
}
