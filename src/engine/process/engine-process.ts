/** @file The process of a process engine, as its owner sees it. */
import { type ChildProcess, fork } from "node:child_process";
import { EngineError, ModelError } from "../../base/index.ts";
import type { NodeEngineOptions } from "../node-engine.ts";
import type { Answers, Request } from "../remote/messages.ts";
import { PendingAnswers } from "../remote/pending-answers.ts";
import type { Connection } from "../remote/remote-engine.ts";
import type { FromProcess, ToProcess } from "./messages.ts";

/** Milliseconds in which a process must have started, however busy the machine. */
const START_MS = 60_000;

/** A process that keeps its owner alive only while it owes answers, and never outlives it. */
export class EngineProcess implements Connection {
  readonly #process: ChildProcess;
  readonly #answers = new PendingAnswers();
  readonly #exit: Promise<void>;
  readonly #timeoutMs: number;
  readonly #kill = (): void => {
    this.#process.kill("SIGKILL");
  };
  #timer: NodeJS.Timeout | undefined;
  #isReady = false;
  /** True once it was given a model from elsewhere, which is then what ended it. */
  #isForeign = false;
  /** The end of what it wrote to the error stream: the runtime's reason when it aborts the process. */
  #lastWords = "";

  constructor(options: NodeEngineOptions, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#process = startProcess();
    this.#setRef(false);
    process.on("exit", this.#kill);
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-500);
    });
    this.#process.on("message", (message: FromProcess) => this.#receive(message));
    this.#process.on("error", (cause) => this.#die(`its process failed: ${cause.message}`, cause));
    this.#exit = new Promise((resolve) => {
      this.#process.once("close", (code, signal) => {
        process.off("exit", this.#kill);
        this.#die(describeEnd(code, signal, this.#lastWords));
        resolve();
      });
    });
    this.#send({ options });
  }

  /** Of the process; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  ask<K extends Request["kind"]>(request: Extract<Request, { kind: K }>): Promise<Answers[K]> {
    if (request.kind === "compile-model") this.#isForeign = true;
    return this.#answers.ask<K>(request, (message) => {
      this.#setRef(true);
      if (this.#answers.size === 1) this.#await();
      this.#send(message);
    });
  }

  async end(): Promise<void> {
    if (!this.#answers.isDead) {
      const ended = this.ask<"end">({ kind: "end" });
      this.#answers.close(new EngineError("Cannot use engine: it was disposed of, expected a living one"));
      await ended.catch(() => undefined);
    }
    this.#setRef(true);
    await this.#exit;
  }

  #receive(message: FromProcess): void {
    if ("sign" in message) this.#isReady = true;
    else this.#answers.settle(message);
    if (this.#answers.size > 0) this.#await();
    else {
      clearTimeout(this.#timer);
      this.#setRef(false);
    }
  }

  /** Gives the process its time from now on. */
  #await(): void {
    clearTimeout(this.#timer);
    const ms = this.#isReady ? this.#timeoutMs : Math.max(this.#timeoutMs, START_MS);
    this.#timer = setTimeout(() => {
      this.#die(`it gave no answer within ${ms / 1000} s`);
      this.#kill();
    }, ms);
  }

  #die(how: string, cause?: Error): void {
    clearTimeout(this.#timer);
    const text = `Cannot run model: ${how}, expected an answer`;
    this.#answers.die(this.#isForeign ? new ModelError(text, { cause }) : new EngineError(text, { cause }));
  }

  #send(message: ToProcess): void {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #setRef(isOwing: boolean): void {
    const handles = [this.#process, this.#process.channel, this.#process.stderr as unknown as ChildProcess | null];
    for (const handle of handles) {
      if (isOwing) handle?.ref();
      else handle?.unref();
    }
  }
}

function startProcess(): ChildProcess {
  // Run from sources (tests, development) the process needs the TypeScript loader that its owner had.
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = new URL(fromSource ? "./entry.ts" : "./entry.js", import.meta.url);
  return fork(entry, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: fromSource ? ["--import", "tsx"] : [],
  });
}

function describeEnd(code: number | null, signal: string | null, lastWords: string): string {
  const words = lastWords
    .split("\n")
    .findLast((line) => line.trim() !== "" && !line.startsWith("Node.js v"))
    ?.trim();
  const how = signal === null ? `with exit code ${code}` : `by signal ${signal}`;
  const hint = signal === "SIGKILL" ? " (out of memory?)" : "";
  return `its process ended ${how}${hint}${words ? `: ${words}` : ""}`;
}
