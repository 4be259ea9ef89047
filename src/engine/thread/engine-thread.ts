/** @file The thread of a thread engine, as its owner sees it: requests and their answers. */
import { Worker } from "node:worker_threads";
import { EngineError, restoreError } from "../../base/index.ts";
import type { Answers, FromThread, Request, ThreadData, ToThread } from "./messages.ts";

interface Waiting {
  resolve(answer: never): void;
  reject(error: unknown): void;
}

/** A thread that keeps the process alive only while it owes answers. */
export class EngineThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exit: Promise<void>;
  #count = 0;
  #death: EngineError | undefined;

  constructor(options: ThreadData) {
    this.#worker = startWorker(options);
    this.#worker.unref();
    this.#worker.on("message", (message: FromThread) => this.#settle(message));
    this.#worker.on("error", (cause: Error) => this.#die(`its thread failed: ${cause.message}`, cause));
    this.#exit = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        this.#die(`its thread ended with exit code ${code}`);
        resolve();
      });
    });
  }

  /**
   * Asks for something and waits for the answer.
   *
   * @param transfer  Buffers of the request that the thread takes over.
   * @throws {EspalierError} of the class the thread threw; {EngineError} if the thread has ended.
   */
  ask<K extends Request["kind"]>(
    request: Extract<Request, { kind: K }>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answers[K]> {
    if (this.#death) return Promise.reject(this.#death);
    const id = this.#count++;
    const answer = new Promise<Answers[K]>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    if (this.#waiting.size === 1) this.#worker.ref();
    this.#worker.postMessage({ id, request } satisfies ToThread, transfer);
    return answer;
  }

  /** Lets the thread finish what it was asked for, and waits until it has ended. */
  async end(): Promise<void> {
    if (!this.#death) {
      const ended = this.ask<"end">({ kind: "end" });
      this.#death = new EngineError("Cannot use engine: it was disposed of, expected a living one");
      await ended;
    }
    this.#worker.ref();
    await this.#exit;
  }

  #settle(message: FromThread): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ("code" in message) waiting?.reject(restoreError(message.code, message.message));
    else waiting?.resolve(message.answer as never);
  }

  #die(how: string, cause?: Error): void {
    this.#death ??= new EngineError(`Cannot use engine: ${how}, expected a living one`, { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#death);
    this.#waiting.clear();
  }
}

function startWorker(workerData: ThreadData): Worker {
  if (!import.meta.url.endsWith(".ts")) return new Worker(new URL("./entry.js", import.meta.url), { workerData });
  // Run from sources (tests, development) the thread needs a TypeScript loader, which it does not take from its owner.
  const entry = new URL("./entry.ts", import.meta.url).href;
  const load = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
  return new Worker(load, { eval: true, workerData, execArgv: [] });
}
