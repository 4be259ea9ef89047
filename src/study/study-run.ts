/** @file A run under way: await it for its result, or iterate it for its events. */
import type { StudyEvent } from "./events.ts";

/** Does the work of a run. */
export type RunBody<T, A> = (emit: (event: StudyEvent<A>) => void, signal: AbortSignal) => Promise<T>;

/**
 * A run that starts when it is first awaited or iterated, and is run once however often that happens.
 *
 * `await run` gives its result. `for await (const event of run)` gives its events from then on and throws where the run
 * fails; leaving the loop early aborts the run and waits until it has put its work away.
 */
export class StudyRun<T, A> implements PromiseLike<T>, AsyncIterable<StudyEvent<A>> {
  readonly #body: RunBody<T, A>;
  readonly #abort: AbortController = new AbortController();
  readonly #listeners = new Set<(event: StudyEvent<A>) => void>();
  #result: Promise<T> | undefined;

  constructor(body: RunBody<T, A>) {
    this.#body = body;
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is awaited like a promise, but starts lazily so that no event is lost.
  then<R = T, E = never>(
    onDone?: ((value: T) => R | PromiseLike<R>) | null,
    onError?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#start().then(onDone, onError);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StudyEvent<A>, void, undefined> {
    const queue: StudyEvent<A>[] = [];
    let wake = (): void => {};
    let isDone = false;
    const listen = (event: StudyEvent<A>): void => {
      queue.push(event);
      wake();
    };
    this.#listeners.add(listen);
    const end = (): void => {
      isDone = true;
      wake();
    };
    const result = this.#start();
    result.then(end, end);
    try {
      while (!isDone || queue.length > 0) {
        yield* queue.splice(0);
        if (!isDone && queue.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
      await result;
    } finally {
      this.#listeners.delete(listen);
      if (!isDone) {
        this.#abort.abort();
        await result.catch(() => {});
      }
    }
  }

  #start(): Promise<T> {
    const emit = (event: StudyEvent<A>): void => {
      for (const listener of this.#listeners) listener(event);
    };
    this.#result ??= this.#body(emit, this.#abort.signal);
    return this.#result;
  }
}
