/** @file Worker processes that train: one dying, or running out of memory, costs its trial alone. */
import { type ChildProcess, fork } from "node:child_process";
import { AbortedError, EngineError, type ErrorCode, EspalierError, type Values } from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import type { Estimate } from "../estimator.ts";
import type { FromWorker, ToWorker, TrialRequest } from "./messages.ts";

export interface WorkerPoolOptions {
  /** Processes at most; they start when first needed. */
  readonly size: number;
  /** Threads of the runtime in each. */
  readonly threads: number;
}

export interface TrialCallbacks {
  report(step: number, values: Values): Promise<"continue" | "stop">;
  readonly signal: AbortSignal;
}

/** Hands trials to idle worker processes; trials beyond the pool's size wait. */
export class WorkerPool implements AsyncDisposable {
  readonly #options: WorkerPoolOptions;
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /**
   * Runs a trial in a worker process.
   *
   * @throws {EspalierError} what the trial failed with; {EngineError} if its process died; {AbortedError} on abort.
   */
  async run(request: TrialRequest, dataset: Dataset, callbacks: TrialCallbacks): Promise<Estimate> {
    while (this.#running >= this.#options.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    const worker = this.#idle.pop() ?? new Worker(this.#options.threads);
    try {
      return await worker.run(request, dataset, callbacks);
    } finally {
      if (worker.alive) this.#idle.push(worker);
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((worker) => worker.end()));
  }
}

class Worker {
  readonly #process: ChildProcess;
  readonly #known = new Set<string>();
  /** Last words on the error stream: the runtime's reason when it aborts the process. */
  #lastWords = "";

  constructor(threads: number) {
    // Run from sources (tests, development) the worker needs the TypeScript loader that its parent had.
    const fromSource = import.meta.url.endsWith(".ts");
    const entry = new URL(fromSource ? "./worker.ts" : "./worker.js", import.meta.url);
    this.#process = fork(entry, [String(threads)], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: fromSource ? ["--import", "tsx"] : [],
    });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-500);
    });
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null && this.#process.connected;
  }

  run(request: TrialRequest, dataset: Dataset, { report, signal }: TrialCallbacks): Promise<Estimate> {
    return new Promise((resolve, reject) => {
      const child = this.#process;
      const settle = (action: () => void): void => {
        child.off("message", onMessage).off("exit", onExit).off("error", onError);
        signal.removeEventListener("abort", onAbort);
        action();
      };
      const onMessage = (message: FromWorker): void => {
        if (message.kind === "done") settle(() => resolve(message.estimate));
        else if (message.kind === "failed") settle(() => reject(trialError(message.code, message.message)));
        else report(message.step, message.values).then((decision) => this.#send({ kind: "decision", decision }), fail);
      };
      const fail = (error: unknown): void => {
        child.kill("SIGKILL");
        settle(() => reject(error));
      };
      const onExit = (code: number | null, by: string | null): void => settle(() => reject(this.#death(code, by)));
      const onError = (cause: Error): void =>
        fail(new EngineError(`Cannot run trial: its worker process failed: ${cause.message}`, { cause }));
      const onAbort = (): void =>
        fail(new AbortedError("Cannot finish trial: it was aborted", { cause: signal.reason }));
      if (signal.aborted) return onAbort();
      child.on("message", onMessage).on("exit", onExit).on("error", onError);
      signal.addEventListener("abort", onAbort);
      if (!this.#known.has(request.dataset)) {
        this.#send({ kind: "dataset", key: request.dataset, dataset });
        this.#known.add(request.dataset);
      }
      this.#send(request);
    });
  }

  /** Asks the process to end and waits until it has. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.alive) return resolve();
      this.#process.once("exit", () => resolve());
      this.#process.disconnect();
    });
  }

  #send(message: ToWorker): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #death(code: number | null, by: string | null): EngineError {
    // Node ends the report of an uncaught error with its own version; the reason stands before it.
    const lines = this.#lastWords.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Node.js v"));
    const words = (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1))?.trim();
    const how = by === null ? `with exit code ${code}` : `by signal ${by}`;
    const hint = by === "SIGKILL" ? " (out of memory?)" : "";
    return new EngineError(`Cannot finish trial: its worker process ended ${how}${hint}${words ? `: ${words}` : ""}`);
  }
}

function trialError(code: ErrorCode | undefined, message: string): Error {
  return code ? new EspalierError(code, message) : new EngineError(message);
}
