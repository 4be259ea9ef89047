/** @file One worker process, as its parent sees it. */
import { type ChildProcess, fork } from "node:child_process";
import {
  AbortedError,
  EngineError,
  type ErrorCode,
  restoreError,
  unexpectedIoError,
  type Values,
} from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import type { Estimate } from "../estimator.ts";
import type { FromWorker, ToWorker, TrialRequest } from "./messages.ts";
import { isFromOutside, WorkerKilledError } from "./worker-killed.ts";

export interface TrialCallbacks {
  report(step: number, values: Values): Promise<"continue" | "stop">;
  /** Told of what happened on the way and changes no result. */
  note?(message: string): void;
  readonly signal: AbortSignal;
}

/** Runs trials in a process of its own, one at a time. */
export class WorkerProcess {
  readonly #process: ChildProcess;
  readonly #known = new Set<string>();
  /** The end of what the trial wrote to the error stream: the runtime's reason when it aborts the process. */
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
    // An error between two trials must not end the parent; the next trial finds the process dead.
    this.#process.on("error", () => undefined);
  }

  /** False from the moment it was told to end or is seen to have ended. */
  get isAlive(): boolean {
    const { exitCode, signalCode, connected, killed } = this.#process;
    return exitCode === null && signalCode === null && connected && !killed;
  }

  /**
   * Runs a trial; an abort or a failing report kills the process.
   *
   * @throws {WorkerKilledError} if the process was killed from outside.
   */
  run(request: TrialRequest, dataset: Dataset, { report, signal }: TrialCallbacks): Promise<Estimate> {
    this.#lastWords = "";
    return new Promise((resolve, reject) => {
      const child = this.#process;
      const settle = (action: () => void): void => {
        child.off("message", onMessage).off("close", onClose).off("error", onError);
        signal.removeEventListener("abort", onAbort);
        action();
      };
      const fail = (error: unknown): void => {
        child.kill("SIGKILL");
        settle(() => reject(error));
      };
      const onMessage = (message: FromWorker): void => {
        if (message.kind === "done") settle(() => resolve(message.estimate));
        else if (message.kind === "failed") settle(() => reject(trialError(message.code, message.message)));
        else report(message.step, message.values).then((decision) => this.#send({ kind: "decision", decision }), fail);
      };
      const onClose = (code: number | null, by: string | null): void => settle(() => reject(this.#death(code, by)));
      const onError = (cause: Error): void =>
        fail(
          unexpectedIoError(cause) ??
            new EngineError(`Cannot run trial: its worker process failed: ${cause.message}`, { cause }),
        );
      const onAbort = (): void =>
        fail(new AbortedError("Cannot finish trial: it was aborted", { cause: signal.reason }));
      child.on("message", onMessage).on("close", onClose).on("error", onError);
      signal.addEventListener("abort", onAbort);
      // It could not be started: the reason comes as an error.
      if (child.pid === undefined) return;
      if (!this.isAlive) return onClose(child.exitCode, child.signalCode);
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
      if (!this.isAlive) return resolve();
      this.#process.once("exit", () => resolve());
      this.#process.disconnect();
    });
  }

  #send(message: ToWorker): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #death(code: number | null, by: string | null): Error {
    // Node ends the report of an uncaught error with its own version; the reason stands before it.
    const lines = this.#lastWords.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("Node.js v"));
    const words = (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1))?.trim();
    const how = by === null ? `with exit code ${code}` : `by signal ${by}`;
    const hint = by === "SIGKILL" ? " (out of memory?)" : "";
    const message = `Cannot finish trial: its worker process ended ${how}${hint}${words ? `: ${words}` : ""}`;
    return isFromOutside(by) ? new WorkerKilledError(message) : new EngineError(message);
  }
}

function trialError(code: ErrorCode | undefined, message: string): Error {
  return code ? restoreError(code, message) : new EngineError(message);
}
