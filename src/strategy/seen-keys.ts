/** @file Remembers which architectures were proposed or told, so that searches spend no trial twice. */
import { hashJson, type Json } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";

/** Keys kept: plenty for the budgets where a repeat hurts, and a bound on the size of snapshots. */
const capacity = 500;

/** A set of the latest 500 keys, as short hashes. */
export class SeenKeys {
  readonly #hashes: Set<string>;

  constructor(hashes: readonly string[] = []) {
    if (!Array.isArray(hashes)) throw new TypeError("the keys seen are no list");
    this.#hashes = new Set(hashes);
  }

  add(key: string): void {
    const hash = shortHash(key);
    this.#hashes.delete(hash);
    this.#hashes.add(hash);
    for (const oldest of this.#hashes) {
      if (this.#hashes.size <= capacity) break;
      this.#hashes.delete(oldest);
    }
  }

  has(key: string): boolean {
    return this.#hashes.has(shortHash(key));
  }

  toJson(): readonly string[] {
    return [...this.#hashes];
  }
}

/**
 * Draws up to `tries` times until an architecture is new, notes it as seen and returns it; where all draws were seen
 * (a small or exhausted space) the last one, so that a search never hangs. One try means: take what comes.
 */
export function drawUnseen<A extends Json>(space: SearchSpace<A>, seen: SeenKeys, tries: number, draw: () => A): A {
  let arch = draw();
  for (let i = 1; i < tries && seen.has(space.key(arch)); i++) arch = draw();
  seen.add(space.key(arch));
  return arch;
}

function shortHash(key: string): string {
  // 64 bits; a collision would only cost one more draw.
  return hashJson(key).slice(0, 16);
}
