/** @file How far predictions were off. */

/** Errors of one objective at one moment. */
interface ErrorSum {
  readonly moment: number;
  readonly objective: number;
  readonly count: number;
  /** Sum of the squares. */
  readonly squares: number;
}

export type StoredErrors = readonly ErrorSum[];

/** Sums of squared errors by the moment of the prediction and by objective. Plain JSON by `toJson`. */
export class ForecastErrors {
  readonly #sums: Map<string, ErrorSum>;

  constructor(stored: StoredErrors = []) {
    this.#sums = new Map(stored.map((sum) => [keyOf(sum.moment, sum.objective), sum]));
  }

  add(moment: number, objective: number, error: number): void {
    const key = keyOf(moment, objective);
    const { count, squares } = this.#sums.get(key) ?? { count: 0, squares: 0 };
    this.#sums.set(key, { moment, objective, count: count + 1, squares: squares + error ** 2 });
  }

  /** Root of the mean square, divided by one less than there are since few tell little; undefined where there is none. */
  typical(moment: number, objective: number): number | undefined {
    const sum = this.#sums.get(keyOf(moment, objective));
    return sum && Math.sqrt(sum.squares / Math.max(1, sum.count - 1));
  }

  toJson(): { moment: number; objective: number; count: number; squares: number }[] {
    return Array.from(this.#sums.values(), (sum) => ({ ...sum }));
  }
}

function keyOf(moment: number, objective: number): string {
  return `${moment} ${objective}`;
}
