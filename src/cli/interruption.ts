/** @file Ctrl-C: the first asks the work to stop and be stored, the second ends the process at once. */
import { exitCodes } from "./exit-codes.ts";

/** While it lives, SIGINT and SIGTERM abort its signal instead of ending the process. */
export class Interruption implements Disposable {
  readonly #abort: AbortController = new AbortController();
  readonly #onFirst: () => void;
  readonly #handle = (): void => this.#interrupt();

  /** @param onFirst  Called with the first signal, to tell the user. */
  constructor(onFirst: () => void) {
    this.#onFirst = onFirst;
    process.on("SIGINT", this.#handle).on("SIGTERM", this.#handle);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  [Symbol.dispose](): void {
    process.off("SIGINT", this.#handle).off("SIGTERM", this.#handle);
  }

  #interrupt(): void {
    if (this.#abort.signal.aborted) process.exit(exitCodes.interrupted);
    this.#abort.abort();
    this.#onFirst();
  }
}
