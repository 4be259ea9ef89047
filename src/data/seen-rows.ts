/** @file Which examples a model saw, in bounded space: hashes of their contents, so that order and split do not matter. */

/** Kept in the metadata of a model; see `seenRows`. */
export interface SeenRows {
  /** Examples seen in training and in choosing the model. */
  readonly count: number;
  /** Hashes up to this one are listed: all of them, or the lowest ones as a sample. */
  readonly limit: number;
  /** Ascending hashes of 48 bits, 12 hex digits each, without repetition. */
  readonly hashes: string;
}

/** What is needed to hash an example. */
export interface Rows {
  /** Row-major; cells of a table in the order of the model's columns, categories by its lists. */
  readonly examples: Uint8Array | Float32Array | Float64Array;
  /** Class indices or quantities, in the order of the model's labels. */
  readonly targets: Int32Array | Float32Array | Float64Array;
  readonly count: number;
}

/** 24 kB at most. */
const MOST_HASHES = 2048;
const GREATEST_HASH = 2 ** 48 - 1;

/** Lists the examples by hash, or the lowest hashes where there are too many: those are a fair sample. */
export function seenRows(rows: Rows, parts: readonly Int32Array[]): SeenRows {
  const hash = rowHasher(rows);
  // Sorted as numbers in place: a set of millions would take more memory than the examples.
  const sorted = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const part of parts) for (const index of part) sorted[count++] = hash(index);
  sorted.sort();
  const hashes = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const kept = Array.from(hashes.subarray(0, MOST_HASHES));
  return {
    count,
    limit: kept.length < hashes.length ? (kept.at(-1) as number) : GREATEST_HASH,
    hashes: kept.map((value) => value.toString(16).padStart(12, "0")).join(""),
  };
}

/**
 * Counts how many of some examples were seen.
 *
 * @returns `looked` examples could be looked up: all, or those whose hashes belong to the sample; `seen` of them were found.
 */
export function countSeen(
  { limit, hashes }: SeenRows,
  rows: Rows,
  indices: Int32Array,
): { readonly looked: number; readonly seen: number } {
  const hash = rowHasher(rows);
  const known = new Set(Array.from(hashes.match(/.{12}/g) ?? [], (digits) => Number.parseInt(digits, 16)));
  let looked = 0;
  let seen = 0;
  for (const index of indices) {
    const value = hash(index);
    if (value > limit) continue;
    looked++;
    if (known.has(value)) seen++;
  }
  return { looked, seen };
}

/**
 * Returns what hashes example `index` with its target to 48 bits. Numbers count by their value, be they float32 or
 * float64; every missing cell is the same. Two lanes of 32 bits, multiplied by odd numbers and mixed as MurmurHash3 ends
 * (Appleby 2011): not for keeping secrets.
 */
function rowHasher({ examples, targets, count }: Rows): (index: number) => number {
  const size = examples.length / count;
  const outputs = targets.length / count;
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  let [a, b] = [0, 0];
  const addWord = (word: number): void => {
    a = Math.imul(a ^ word, 0x85ebca6b);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0xc2b2ae35);
    b ^= b >>> 13;
  };
  const addNumber = (value: number): void => {
    double[0] = Number.isNaN(value) ? Number.NaN : value + 0; // -0 and 0 are equal
    addWord(words[0] as number);
    addWord(words[1] as number);
  };
  const addBytes = (bytes: Uint8Array, start: number, end: number): void => {
    for (let i = start; i < end; i += 4) {
      let word = 0;
      for (let k = Math.min(i + 4, end) - 1; k >= i; k--) word = (word << 8) | (bytes[k] as number);
      addWord(word);
    }
  };
  return (index) => {
    [a, b] = [0x9e3779b9, 0x7f4a7c15];
    const start = index * size;
    if (examples instanceof Uint8Array) addBytes(examples, start, start + size);
    else for (let i = start; i < start + size; i++) addNumber(examples[i] as number);
    for (let k = 0; k < outputs; k++) addNumber(targets[index * outputs + k] as number);
    return (mixed(a ^ mixed(b)) >>> 0) * 2 ** 16 + (mixed(b ^ mixed(a)) >>> 16);
  };
}

function mixed(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
