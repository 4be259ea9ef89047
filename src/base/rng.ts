/** @file Seeded random numbers that split by label, so that no component's draws depend on another's. */
import { sha256 } from "@noble/hashes/sha2.js";
import { type xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** What `restoreRng` needs to continue a stream exactly: plain JSON. */
export interface RngState {
  readonly path: string;
  readonly words: readonly number[];
}

/** A deterministic stream of random numbers. */
export interface Rng {
  /** Draws a double in [0, 1) with 53 random bits. */
  next(): number;
  /** Draws an integer in [0, below); `below` is a positive safe integer. */
  int(below: number): number;
  /** Draws from the standard normal distribution (Box–Muller, two draws each). */
  normal(): number;
  /** Derives an independent stream from this one's seed path and a label; how much was drawn so far does not matter. */
  split(label: string | number): Rng;
  /** Returns the current state as plain JSON. */
  state(): RngState;
}

/** Creates a stream from a seed. Equal seeds give equal streams on every machine. */
export function createRng(seed: string | number): Rng {
  return fromPath(escaped(seed));
}

/** Continues a stream from `rng.state()`. */
export function restoreRng(state: RngState): Rng {
  return new XoroshiroRng(state.path, xoroshiro128plusFromState(state.words));
}

function fromPath(path: string): Rng {
  // The seed words come from a hash so that nearby seeds and labels give unrelated streams.
  const digest = new DataView(sha256(new TextEncoder().encode(path)).buffer);
  const words = [0, 4, 8, 12].map((offset) => digest.getInt32(offset));
  return new XoroshiroRng(path, xoroshiro128plusFromState(words));
}

/** A label that holds no slash of its own, so that different labels never lead to the same path. */
function escaped(label: string | number): string {
  return String(label).replaceAll("%", "%25").replaceAll("/", "%2F");
}

class XoroshiroRng implements Rng {
  readonly #path: string;
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  constructor(path: string, generator: ReturnType<typeof xoroshiro128plus>) {
    this.#path = path;
    this.#generator = generator;
  }

  next(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  int(below: number): number {
    if (!Number.isSafeInteger(below) || below < 1) {
      throw new RangeError(`Cannot draw an integer: below is ${below}, expected a positive integer`);
    }
    return Math.floor(this.next() * below);
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  split(label: string | number): Rng {
    return fromPath(`${this.#path}/${escaped(label)}`);
  }

  state(): RngState {
    return { path: this.#path, words: [...this.#generator.getState()] };
  }
}

/** Returns a shuffled copy (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}

/** Draws one item uniformly. @throws {RangeError} if `items` is empty. */
export function pick<T>(items: readonly T[], rng: Rng): T {
  return items[rng.int(items.length)] as T;
}
