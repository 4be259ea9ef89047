/** @file The loop of a run: ask, claim, estimate, finish, tell; every step stored before the next. */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type ErrorCode, EspalierError, type Json } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { checkProposals } from "./check-answers.ts";
import type { EndReason, Progress, StudySummary } from "./events.ts";
import type { Ledger } from "./ledger.ts";
import { RunningTrials } from "./running-trials.ts";
import { resultsBefore } from "./schedule.ts";
import type { StudyLease } from "./study-lease.ts";
import { type Trial, toObservation, toTrial } from "./trial.ts";
import type { TrialContext } from "./trial-context.ts";

/** A run stops where all trials so far failed, at each multiple of this: the mistake is then not the architectures'. */
const FAILURE_LIMIT = 5;

/** How long to wait before looking again for trials that workers elsewhere have not ended. */
const POLL_MS = 1000;

export interface LoopOptions<A extends Json> extends Omit<TrialContext<A>, "signal" | "worker"> {
  readonly space: SearchSpace<A>;
  readonly ledger: Ledger;
  readonly lease: StudyLease;
  readonly leaseMs: number;
  /** Trials the study shall have in the end. */
  readonly trials: number;
  readonly timeMs: number;
  readonly workers: number;
  /** The caller's wish to stop. */
  readonly signal: AbortSignal;
  /** Aborted with an error that the run has to end with. */
  readonly failed: AbortSignal;
}

/** One run of a study under a lease. */
export class StudyLoop<A extends Json> {
  readonly #options: LoopOptions<A>;
  readonly #ledger: Ledger;
  readonly #running: RunningTrials<A>;
  readonly #stop: AbortController = new AbortController();
  readonly #signal: AbortSignal;
  readonly #startMs: number = performance.now();
  readonly #finishedBefore: number;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: LoopOptions<A>) {
    this.#options = options;
    this.#ledger = options.ledger;
    this.#finishedBefore = options.ledger.finished - options.ledger.outside;
    const { storage, study, spec, estimator, strategy, emit, lease, ledger, failed } = options;
    this.#signal = AbortSignal.any([options.signal, failed, this.#stop.signal]);
    setMaxListeners(0, this.#signal); // every estimate under way listens
    failed.addEventListener("abort", () => this.#fail(failed.reason), { once: true });
    this.#running = new RunningTrials({
      context: { storage, study, spec, estimator, strategy, emit, worker: lease.worker, signal: this.#signal },
      ledger,
      lease,
      onFinished: (record, cause) => this.#onFinished(record, cause),
      onError: (error) => this.#fail(error),
    });
  }

  /** Runs until an end is reached and nothing is under way any more. */
  async run(): Promise<StudySummary> {
    try {
      while (!this.#failure) {
        await this.#ask();
        await this.#claim();
        if (this.#running.size > 0) await this.#running.nextEnd();
        else if (this.#canStart() && this.#ledger.unfinished > 0) await this.#waitForOthers();
        else break;
      }
    } catch (error) {
      this.#fail(error);
    }
    await this.#running.allEnded();
    if (this.#failure) throw this.#failure.error;
    return this.#summary();
  }

  async #ask(): Promise<void> {
    const { trials, workers, space, strategy, storage, study } = this.#options;
    const ledger = this.#ledger;
    while (this.#canStart() && ledger.paid < trials && ledger.unfinished < workers) {
      if (ledger.isExhausted(space.size) || ledger.findsNothingWithin) return;
      this.#tell(resultsBefore(ledger.total, workers));
      const bounds = { strategy: this.#options.spec.strategy.name, space, count: 1 };
      const added = checkProposals({ ...bounds, complete: (number) => ledger.completeTrial(number) }, strategy.ask(1));
      await storage.addTrials(study, added, { cursor: ledger.cursor, snapshot: strategy.snapshot("apart") });
      ledger.total += added.length;
    }
  }

  /** Tells the strategy results, one by one in the order they finished, until it knows so many. */
  #tell(count: number): void {
    for (let next = this.#ledger.takeUntold(count); next; next = this.#ledger.takeUntold(count)) {
      this.#options.strategy.tell([toObservation(this.#toTrial(next), this.#options.spec)]);
    }
  }

  async #claim(): Promise<void> {
    const { storage, study, workers, leaseMs, lease } = this.#options;
    while (this.#running.size < workers && this.#canStart()) {
      const record = await storage.claimTrial(study, lease.worker, leaseMs);
      if (!record) return;
      // It may be one of our own whose lease ended while the process was suspended; claiming it has renewed it.
      if (!this.#running.has(record.number)) this.#running.start(this.#toTrial(record));
    }
  }

  #onFinished(record: TrialRecord, cause: unknown): void {
    this.#options.emit({ type: "trial-finished", trial: this.#toTrial(record), progress: this.#progress() });
    const { failed, finished, outside } = this.#ledger;
    if (record.state !== "failed" || failed < finished - outside || failed % FAILURE_LIMIT !== 0) return;
    const code: ErrorCode = cause instanceof EspalierError ? cause.code : "engine";
    const message =
      `Cannot go on with study "${this.#options.study}": all ${failed} trials so far failed, expected one to ` +
      `complete; the last said: ${record.error}`;
    throw new EspalierError(code, message, { cause });
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop.abort(error);
  }

  async #waitForOthers(): Promise<void> {
    await sleep(POLL_MS, undefined, { signal: this.#signal }).catch(() => {});
    await this.#running.collect();
  }

  #canStart(): boolean {
    return this.#endReason() === undefined;
  }

  /** Why no trial may start any more, whatever is left to do. Once there, it stays. */
  #endReason(): EndReason | undefined {
    if (this.#signal.aborted) return "aborted";
    return performance.now() - this.#startMs >= this.#options.timeMs ? "time" : undefined;
  }

  #toTrial(record: TrialRecord): Trial<A> {
    return toTrial(record, this.#options.space, this.#options.spec.constraints);
  }

  #progress(): Progress {
    const finished = this.#ledger.finished - this.#ledger.outside;
    const { trials, timeMs } = this.#options;
    const elapsedMs = performance.now() - this.#startMs;
    const paceMs = elapsedMs / Math.max(1, finished - this.#finishedBefore);
    const remainingMs = Math.max(0, Math.min((trials - finished) * paceMs, timeMs - elapsedMs));
    return { finished, target: Number.isFinite(trials) ? trials : null, elapsedMs, remainingMs };
  }

  #summary(): StudySummary {
    const { complete, pruned, failed, outside, duplicates, unfinished, paid } = this.#ledger;
    const hasAll = paid >= this.#options.trials && unfinished === 0;
    const last = this.#ledger.findsNothingWithin ? "infeasible" : "exhausted";
    const reason = hasAll ? "trials" : (this.#endReason() ?? last);
    return {
      reason,
      complete,
      pruned,
      failed,
      outside,
      duplicates,
      unfinished,
      elapsedMs: performance.now() - this.#startMs,
    };
  }
}
