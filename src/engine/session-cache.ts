/** @file Sessions shared by programs of equal graphs, and kept for a while after the last of them. */

export interface CacheLimits {
  /** Sessions at most, those in use included. */
  readonly programs: number;
  /** Bytes they may take together, by estimate. Default 1 GiB. */
  readonly bytes?: number;
}

/** The use of a session, until it is given back. */
export interface Lease<S> {
  readonly session: S;
  /** May be called twice. */
  giveBack(): Promise<void>;
}

interface Entry<S> {
  readonly opened: Promise<S>;
  readonly bytes: number;
  users: number;
}

/**
 * Keeps sessions by key, the last used longest. One in use is never released; where the limits are passed, idle ones
 * are, at once and the oldest first.
 */
export class SessionCache<S> {
  readonly #limits: Required<CacheLimits>;
  readonly #release: (session: S) => Promise<void>;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry<S>>();
  #isClosed = false;

  constructor({ programs, bytes = 2 ** 30 }: CacheLimits, release: (session: S) => Promise<void>) {
    this.#limits = { programs, bytes };
    this.#release = release;
  }

  /**
   * Returns the session of this key; one that is being opened is waited for.
   *
   * @param bytes  What the session takes.
   * @param open  Called where there is none; what it throws is thrown, and nothing kept.
   */
  async lease(key: string, bytes: number, open: () => Promise<S>): Promise<Lease<S>> {
    const entry = this.#entries.get(key) ?? { opened: open(), bytes, users: 0 };
    entry.users++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    let session: S;
    try {
      session = await entry.opened;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
    await this.#shrink();
    return { session, giveBack: once(() => this.#giveBack(entry)) };
  }

  /** Releases idle sessions now, and the others when their last user gives them back. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#shrink();
  }

  async #giveBack(entry: Entry<S>): Promise<void> {
    entry.users--;
    await this.#shrink();
  }

  async #shrink(): Promise<void> {
    const released: Promise<void>[] = [];
    let bytes = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of this.#entries) {
      const fits = this.#entries.size <= this.#limits.programs && bytes <= this.#limits.bytes;
      if (fits && !this.#isClosed) break;
      if (entry.users > 0) continue;
      this.#entries.delete(key);
      bytes -= entry.bytes;
      released.push(entry.opened.then(this.#release));
    }
    await Promise.all(released);
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= action();
    return done;
  };
}
