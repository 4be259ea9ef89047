/** @file What a run knows of the study's trials: a view of the storage, brought up to date result by result. */
import type { Values } from "../base/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { Lineage, type TrainingLine } from "./lineage.ts";

/**
 * So many trials in a row of architectures tried before end a search: with strategies that avoid repeats this does not
 * happen by chance before the space is all but used up.
 */
export const REPEAT_LIMIT = 100;

/** A complete trial whose result may be taken over. */
export interface Measured {
  readonly number: number;
  readonly values: Values;
}

export class Ledger {
  /** Trials of the study, finished or not. */
  total: number;
  complete = 0;
  pruned = 0;
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
  readonly #lineage = new Lineage();

  /**
   * @param trials  Every trial stored, in any order.
   * @param cursor  As stored with the strategy's snapshot.
   */
  constructor(trials: readonly TrialRecord[], cursor: number) {
    this.total = trials.length;
    this.cursor = cursor;
    const finished = trials.filter((trial) => trial.finishOrder !== null);
    for (const trial of finished.sort((a, b) => orderOf(a) - orderOf(b))) this.add(trial);
  }

  /** Number of finished trials, which is the `finishOrder` of the last. */
  get finished(): number {
    return this.complete + this.pruned + this.failed;
  }

  get unfinished(): number {
    return this.total - this.finished;
  }

  /** Enters the next finished trial. */
  add(trial: TrialRecord): void {
    this[trial.state as "complete" | "pruned" | "failed"]++;
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

  /** True where every architecture of the space is measured, or the strategy has found only tried ones for long. */
  isExhausted(spaceSize: bigint | "infinite"): boolean {
    if (this.#repeatsInARow >= REPEAT_LIMIT) return true;
    return spaceSize !== "infinite" && BigInt(this.#full) >= spaceSize;
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
