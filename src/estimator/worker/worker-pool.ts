/** @file A pool of worker processes that train: one dying, or running out of memory, costs its trial alone. */
import { AbortedError, EngineError } from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import type { Estimate } from "../estimator.ts";
import type { TrialRequest } from "./messages.ts";
import { WorkerKilledError } from "./worker-killed.ts";
import { type TrialCallbacks, WorkerProcess } from "./worker-process.ts";

export interface WorkerPoolOptions {
  /** Processes at most; they start when first needed. */
  readonly size: number;
  /** Threads of the runtime in each. */
  readonly threads: number;
}

/** Hands trials to idle worker processes; trials beyond the pool's size wait. */
export class WorkerPool implements AsyncDisposable {
  readonly #options: WorkerPoolOptions;
  readonly #idle: WorkerProcess[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /**
   * Runs a trial in a worker process. Where that is killed from outside, which says nothing of the trial, it is run once
   * more in another, to the same result; a process that its trial brings down fails it.
   *
   * @throws {EspalierError} what the trial failed with; {EngineError} if its process died or the pool was disposed of;
   *   {AbortedError} on abort.
   */
  async run(request: TrialRequest, dataset: Dataset, callbacks: TrialCallbacks): Promise<Estimate> {
    while (this.#running >= this.#options.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await this.#runNow(request, dataset, callbacks);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** Ends idle processes at once, others after their trial. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map((worker) => worker.end()));
  }

  async #runNow(request: TrialRequest, dataset: Dataset, callbacks: TrialCallbacks): Promise<Estimate> {
    if (this.#isClosed) throw new EngineError("Cannot run trial: its workers were disposed of, expected a living pool");
    const { signal } = callbacks;
    if (signal.aborted) throw new AbortedError("Cannot run trial: it was aborted", { cause: signal.reason });
    const told = toldOnce(callbacks);
    try {
      return await this.#runIn(request, dataset, told);
    } catch (error) {
      if (!(error instanceof WorkerKilledError) || signal.aborted || this.#isClosed) throw error;
      callbacks.note?.(`${error.message}; it is tried once more`);
      return await this.#runIn(request, dataset, told);
    }
  }

  async #runIn(request: TrialRequest, dataset: Dataset, callbacks: TrialCallbacks): Promise<Estimate> {
    const worker = this.#takeIdle() ?? new WorkerProcess(this.#options.threads);
    try {
      return await worker.run(request, dataset, callbacks);
    } finally {
      if (this.#isClosed) await worker.end();
      else if (worker.isAlive) this.#idle.push(worker);
    }
  }

  /** A process may have died while it was idle. */
  #takeIdle(): WorkerProcess | undefined {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) if (worker.isAlive) return worker;
    return undefined;
  }
}

/**
 * Callbacks for a trial that may be run twice: a step reported again, which is equal by construction, is not passed on
 * again but decided on as before.
 */
function toldOnce(callbacks: TrialCallbacks): TrialCallbacks {
  const decisions = new Map<number, Promise<"continue" | "stop">>();
  return {
    signal: callbacks.signal,
    report: (step, values) => {
      const decision = decisions.get(step) ?? callbacks.report(step, values);
      decisions.set(step, decision);
      return decision;
    },
  };
}
