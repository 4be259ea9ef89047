/** @file Means of repeated measurements of many things, kept in few numbers. */

/** Quantities measured once or more for each row; rows may come in any order and grow in number. */
export class RunMeans {
  readonly #quantities: number;
  #counts = new Uint32Array(0);
  #sums = new Float64Array(0);
  #firsts = new Float32Array(0);

  constructor(quantities: number) {
    this.#quantities = quantities;
  }

  /** Adds one measurement of each quantity. */
  add(row: number, values: readonly number[]): void {
    this.#reserve(row + 1);
    const count = this.#counts[row] as number;
    const start = row * this.#quantities;
    for (const [i, value] of values.entries()) {
      this.#sums[start + i] = (this.#sums[start + i] as number) + value;
      if (count === 0) this.#firsts[start + i] = value;
    }
    this.#counts[row] = count + 1;
  }

  /** The mean of a quantity for each of so many rows; NaN where it was not measured. */
  means(quantity: number, rows: number): Float32Array {
    this.#reserve(rows);
    return Float32Array.from(
      { length: rows },
      (_, row) => (this.#sums[row * this.#quantities + quantity] as number) / (this.#counts[row] as number),
    );
  }

  /** The first measurement of a quantity for each of so many rows; NaN where there is none. */
  firsts(quantity: number, rows: number): Float32Array {
    this.#reserve(rows);
    return Float32Array.from({ length: rows }, (_, row) =>
      this.#counts[row] === 0 ? Number.NaN : (this.#firsts[row * this.#quantities + quantity] as number),
    );
  }

  #reserve(rows: number): void {
    if (rows <= this.#counts.length) return;
    const capacity = Math.max(1024, rows, 2 * this.#counts.length);
    this.#counts = grown(this.#counts, new Uint32Array(capacity));
    this.#sums = grown(this.#sums, new Float64Array(capacity * this.#quantities));
    this.#firsts = grown(this.#firsts, new Float32Array(capacity * this.#quantities));
  }
}

function grown<T extends Uint32Array | Float32Array | Float64Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
