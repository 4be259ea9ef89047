/** @file Requests to an engine elsewhere that wait for their answers. */
import { restoreError } from "../../base/index.ts";
import type { Answers, FromEngine, Request, ToEngine } from "./messages.ts";

interface Waiting {
  resolve(answer: never): void;
  reject(error: unknown): void;
}

/** Numbers requests and hands each its answer; after a death every request fails with its cause. */
export class PendingAnswers {
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #death: Error | undefined;

  /** Requests without an answer yet. */
  get size(): number {
    return this.#waiting.size;
  }

  get isDead(): boolean {
    return this.#death !== undefined;
  }

  /** Sends a request, unless all is over. @throws {EspalierError} of the class that the engine threw, or the death. */
  ask<K extends Request["kind"]>(
    request: Extract<Request, { kind: K }>,
    send: (message: ToEngine) => void,
  ): Promise<Answers[K]> {
    if (this.#death) return Promise.reject(this.#death);
    const id = this.#count++;
    const answer = new Promise<Answers[K]>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    send({ id, request });
    return answer;
  }

  settle(message: FromEngine): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("code" in message) waiting?.reject(restoreError(message.code, message.message));
    else waiting?.resolve(message.answer as never);
  }

  /** Refuses later requests; those that wait still get their answers. */
  close(cause: Error): void {
    this.#death ??= cause;
  }

  /** Fails what waits and what is asked later; the first cause counts. */
  die(cause: Error): void {
    this.#death ??= cause;
    for (const { reject } of this.#waiting.values()) reject(this.#death);
    this.#waiting.clear();
  }
}
