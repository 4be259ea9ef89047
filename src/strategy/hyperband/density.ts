/** @file A kernel density over lists of options. */
import type { Rng } from "../../base/index.ts";
import type { Parameter } from "../../space/index.ts";

/**
 * A mixture with one component for each row: in every parameter the row's own option with probability 1 - bandwidth,
 * each other one with an equal part of the rest.
 *
 * A bandwidth is the chance that two rows drawn at random differ in the parameter, divided by the square root of their
 * number. The normal reference rule over the options' numbers, which HpBandSter uses, depends on how options are
 * numbered, and with the few rows of a search it makes all options about equally likely.
 *
 * Source: Aitchison, Aitken 1976, "Multivariate binary discrimination by the kernel method"; how fast bandwidths shrink,
 * Li, Racine 2003, "Nonparametric estimation of distributions with categorical and continuous data". Differs:
 * an option of a parameter that does not apply (-1) is drawn from the rows in which it does.
 */
export class Density {
  readonly #parameters: readonly Parameter[];
  readonly #rows: readonly (readonly number[])[];
  readonly #bandwidths: readonly number[];

  constructor(parameters: readonly Parameter[], rows: readonly (readonly number[])[], minBandwidth: number, rng: Rng) {
    this.#parameters = parameters;
    this.#rows = impute(parameters, rows, rng);
    this.#bandwidths = parameters.map(({ options }, j) => {
      const column = this.#rows.map((row) => row[j] as number);
      const bandwidth = diversity(column) / Math.sqrt(column.length);
      // At (k - 1) / k every option is as likely as any other.
      return options === 1 ? 0 : Math.min((options - 1) / options, Math.max(minBandwidth, bandwidth));
    });
  }

  /** The density at a list of options. */
  at(indices: readonly number[]): number {
    let sum = 0;
    for (const row of this.#rows) {
      let product = 1;
      for (const [j, { options }] of this.#parameters.entries()) {
        const bandwidth = this.#bandwidths[j] as number;
        product *= row[j] === indices[j] ? 1 - bandwidth : bandwidth / (options - 1);
      }
      sum += product;
    }
    return sum / this.#rows.length;
  }

  /** Draws a row and changes each option with a probability of `widening` bandwidths. */
  sample(widening: number, rng: Rng): number[] {
    const row = this.#rows[rng.int(this.#rows.length)] as readonly number[];
    return row.map((index, j) => {
      const change = Math.min(1, widening * (this.#bandwidths[j] as number));
      return rng.next() < change ? rng.int((this.#parameters[j] as Parameter).options) : index;
    });
  }
}

/** The chance that two values drawn at random, with replacement, differ. */
function diversity(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return 1 - [...counts.values()].reduce((sum, count) => sum + (count / values.length) ** 2, 0);
}

function impute(
  parameters: readonly Parameter[],
  rows: readonly (readonly number[])[],
  rng: Rng,
): readonly (readonly number[])[] {
  const known = parameters.map((_, j) => rows.flatMap((row) => ((row[j] as number) >= 0 ? [row[j] as number] : [])));
  return rows.map((row) =>
    row.map((index, j) => {
      if (index >= 0) return index;
      const seen = known[j] as readonly number[];
      return seen.length > 0 ? (seen[rng.int(seen.length)] as number) : rng.int((parameters[j] as Parameter).options);
    }),
  );
}
