/** @file The results an estimate is made of: all of them, or where they are many the best and the latest. */
import type { Json } from "../../base/index.ts";
import type { Archive, Entry } from "../archive.ts";
import type { Split } from "./split.ts";

/**
 * Reads an archive as it grows, and keeps so many results as an estimate is made of at most: what a proposal costs does
 * not grow with the archive then. Follows from the archive alone, however often it is read.
 */
export class BoundedResults<A extends Json> {
  readonly #archive: Archive<A>;
  readonly #most: number;
  readonly #choose: (entries: readonly Entry<A>[], count: number) => readonly Entry<A>[];
  /** Entries of the archive that were read. */
  #read = 0;
  #usableRead = 0;
  /** Results that did not fail, known here or not. */
  #finished = 0;
  #latest: Entry<A>[] = [];
  #contenders: Entry<A>[] = [];

  /** @param split  Tells which results are the best. */
  constructor(archive: Archive<A>, most: number, split: Split) {
    this.#archive = archive;
    this.#most = most;
    this.#choose = (entries, count) => split(entries, count, 0).entries;
  }

  /** Number of results that did not fail. */
  get finished(): number {
    this.#update();
    return this.#finished;
  }

  /** The latest that did not fail, in the order told. */
  get latest(): readonly Entry<A>[] {
    this.#update();
    return this.#latest.slice(-this.#most);
  }

  /** Results to choose the good ones from, in the order told; each of the best third of `most` is among them. */
  get contenders(): readonly Entry<A>[] {
    this.#update();
    return this.#contenders;
  }

  #update(): void {
    const { entries } = this.#archive;
    for (; this.#read < entries.length; this.#read++) {
      const entry = entries[this.#read] as Entry<A>;
      if (entry.state === "failed") continue;
      this.#finished++;
      this.#latest.push(entry);
      if (this.#latest.length >= 2 * this.#most) this.#latest = this.#latest.slice(-this.#most);
    }
    const usable = this.#archive.usable();
    for (; this.#usableRead < usable.length; this.#usableRead++) {
      this.#contenders.push(usable[this.#usableRead] as Entry<A>);
      if (this.#contenders.length <= this.#most) continue;
      const best = new Set(this.#choose(this.#contenders, Math.ceil(this.#most / 3)));
      this.#contenders = this.#contenders.filter((entry) => best.has(entry));
    }
  }
}
