/** @file The trials of a run that are under way: estimated side by side, duplicates waiting for their originals. */
import type { Json } from "../base/index.ts";
import type { TrialOutcome, TrialRecord } from "../storage/index.ts";
import { endBefore } from "./end-before.ts";
import { type Ledger, workOf } from "./ledger.ts";
import type { StudyLease } from "./study-lease.ts";
import { budgetOf, type Trial } from "./trial.ts";
import type { RunOutcome, TrialContext } from "./trial-context.ts";
import { runTrial } from "./trial-runner.ts";

export interface RunningTrialsOptions<A extends Json> {
  readonly context: TrialContext<A>;
  readonly ledger: Ledger;
  readonly lease: StudyLease;
  /**
   * Called for each finished trial after the ledger has it, in the order they finished, with the error it failed with
   * here; may throw to end the run.
   */
  readonly onFinished: (trial: TrialRecord, cause: unknown) => void;
  /** Called with what storage, strategy or `onFinished` threw. */
  readonly onError: (error: unknown) => void;
}

export class RunningTrials<A extends Json> {
  readonly #options: RunningTrialsOptions<A>;
  /** By number; the promises never reject. */
  readonly #running = new Map<number, { readonly work: string; readonly ended: Promise<void> }>();
  /** Errors of failed trials by number, until they are collected. */
  readonly #causes = new Map<number, unknown>();
  #collecting: Promise<void> = Promise.resolve();

  constructor(options: RunningTrialsOptions<A>) {
    this.#options = options;
  }

  get size(): number {
    return this.#running.size;
  }

  has(number: number): boolean {
    return this.#running.has(number);
  }

  /** Starts the work on a trial that was claimed. */
  start(trial: Trial<A>): void {
    const { lease, onError } = this.#options;
    lease.hold(trial.number);
    const ended = this.#work(trial)
      // Only then is it no longer running, so that a duplicate finds an architecture either running or measured.
      .then(() => this.collect())
      .catch(onError)
      .finally(() => {
        lease.drop(trial.number);
        this.#running.delete(trial.number);
      });
    this.#running.set(trial.number, { work: workOf(trial), ended });
  }

  async nextEnd(): Promise<void> {
    await Promise.race([...this.#running.values()].map(({ ended }) => ended));
  }

  async allEnded(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  /** Enters the trials that finished since the last time, one call after the other. */
  collect(): Promise<void> {
    const { context, ledger, onFinished } = this.#options;
    const next = this.#collecting.then(async () => {
      for (const record of await context.storage.finishedSince(context.study, ledger.finished)) {
        ledger.add(record);
        const cause = this.#causes.get(record.number);
        this.#causes.delete(record.number);
        onFinished(record, cause);
      }
    });
    this.#collecting = next.catch(() => {});
    return next;
  }

  async #work(trial: Trial<A>): Promise<void> {
    const { context, ledger } = this.#options;
    await this.#originalEnded(trial);
    if (context.signal.aborted) return;
    const original = ledger.measured(trial);
    if (original) {
      context.emit({ type: "duplicate", number: trial.number, duplicateOf: original.number });
      const { values, number } = original;
      return this.#finish(trial, { state: "complete", values, seconds: 0, duplicateOf: number });
    }
    const result = (await endBefore(context, trial)) ?? (await this.#estimate(trial));
    if (!result) return;
    if (result.outcome.state === "failed") this.#causes.set(trial.number, result.cause);
    await this.#finish(trial, result.outcome);
  }

  #estimate(trial: Trial<A>): Promise<RunOutcome | undefined> {
    const { context, ledger } = this.#options;
    const { number, architecture, origin, attempts } = trial;
    const budget = budgetOf(context.spec, trial);
    context.emit({ type: "trial-started", number, architecture, origin, attempt: attempts, budget });
    return runTrial(context, trial, ledger.lineOf(trial));
  }

  /** Waits until the architecture is measured or no earlier trial of it is under way. */
  async #originalEnded(trial: Trial<A>): Promise<void> {
    while (!this.#options.ledger.measured(trial)) {
      const earlier = [...this.#running].find(([number, { work }]) => number < trial.number && work === workOf(trial));
      if (!earlier) return;
      await earlier[1].ended;
    }
  }

  async #finish({ number }: Trial<A>, outcome: TrialOutcome): Promise<void> {
    const { storage, study, worker, emit } = this.#options.context;
    if (await storage.finishTrial(study, number, worker, outcome)) return;
    this.#causes.delete(number);
    emit({ type: "trial-lost", number });
  }
}
