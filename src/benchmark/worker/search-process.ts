/** @file A worker process of a comparison, as its parent sees it. */
import { type ChildProcess, fork } from "node:child_process";
import { EngineError, EspalierError } from "../../base/index.ts";
import type { Trace } from "../trace.ts";
import type { FromWorker, SearchJob, ToWorker } from "./messages.ts";

/** Runs searches in a process of its own, one at a time. */
export class SearchProcess implements Disposable {
  readonly #process: ChildProcess;
  #lastWords = "";

  constructor() {
    // Run from sources (tests, development) the worker needs the TypeScript loader that its parent had.
    const fromSource = import.meta.url.endsWith(".ts");
    const entry = new URL(fromSource ? "./worker.ts" : "./worker.js", import.meta.url);
    this.#process = fork(entry, [], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: fromSource ? ["--import", "tsx"] : [],
    });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-500);
    });
    this.#process.on("error", () => undefined);
  }

  async open(message: Omit<ToWorker & { readonly kind: "open" }, "kind">): Promise<void> {
    await this.#ask({ kind: "open", ...message });
  }

  /** @throws {EspalierError} what the search failed with; {EngineError} if the process died. */
  async run(job: SearchJob): Promise<Trace> {
    const reply = await this.#ask({ kind: "search", ...job });
    return (reply as FromWorker & { readonly kind: "done" }).trace;
  }

  /** Ends the process, whatever it is doing. */
  [Symbol.dispose](): void {
    this.#process.kill("SIGKILL");
  }

  #ask(message: ToWorker): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      const child = this.#process;
      const settle = (action: () => void): void => {
        child.off("message", onMessage).off("close", onClose);
        action();
      };
      const onMessage = (reply: FromWorker): void =>
        settle(() => (reply.kind === "failed" ? reject(errorOf(reply)) : resolve(reply)));
      const onClose = (): void => settle(() => reject(this.#death()));
      child.on("message", onMessage).on("close", onClose);
      if (!child.connected) return onClose();
      child.send(message, () => undefined);
    });
  }

  #death(): EngineError {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode === null ? `with exit code ${exitCode}` : `by signal ${signalCode}`;
    const words = this.#lastWords.split("\n").find((line) => /^\w*Error\b/.test(line));
    return new EngineError(`Cannot finish search: its worker process ended ${how}${words ? `: ${words.trim()}` : ""}`);
  }
}

function errorOf({ code, message }: FromWorker & { readonly kind: "failed" }): Error {
  return code ? new EspalierError(code, message) : new EngineError(`Cannot finish search: ${message}`);
}
