/** @file The thread of a thread engine, as its owner sees it. */
import { Worker } from "node:worker_threads";
import { EngineError } from "../../base/index.ts";
import type { NodeEngineOptions } from "../node-engine.ts";
import type { Answers, FromEngine, Request } from "../remote/messages.ts";
import { PendingAnswers } from "../remote/pending-answers.ts";
import type { Connection } from "../remote/remote-engine.ts";

/** A thread that keeps the process alive only while it owes answers. */
export class EngineThread implements Connection {
  readonly #worker: Worker;
  readonly #answers = new PendingAnswers();
  readonly #exit: Promise<void>;

  constructor(options: NodeEngineOptions) {
    this.#worker = startWorker(options);
    this.#worker.unref();
    this.#worker.on("message", (message: FromEngine) => {
      this.#answers.settle(message);
      if (this.#answers.size === 0) this.#worker.unref();
    });
    this.#worker.on("error", (cause: Error) => this.#answers.die(death(`its thread failed: ${cause.message}`, cause)));
    this.#exit = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#answers.die(death(`its thread ended with exit code ${code}`));
        resolve();
      });
    });
  }

  ask<K extends Request["kind"]>(
    request: Extract<Request, { kind: K }>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answers[K]> {
    return this.#answers.ask<K>(request, (message) => {
      this.#worker.ref();
      this.#worker.postMessage(message, transfer);
    });
  }

  async end(): Promise<void> {
    if (!this.#answers.isDead) {
      const ended = this.ask<"end">({ kind: "end" });
      this.#answers.close(new EngineError("Cannot use engine: it was disposed of, expected a living one"));
      await ended;
    }
    this.#worker.ref();
    await this.#exit;
  }
}

function death(how: string, cause?: Error): EngineError {
  return new EngineError(`Cannot use engine: ${how}, expected a living one`, { cause });
}

function startWorker(workerData: NodeEngineOptions): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./entry.js", import.meta.url), { workerData });
  // Run from sources (tests, development) the thread needs a TypeScript loader, which it does not take from its owner.
  const entry = new URL("./entry.ts", import.meta.url).href;
  const load = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
  return new Worker(load, { eval: true, workerData, execArgv: [] });
}
