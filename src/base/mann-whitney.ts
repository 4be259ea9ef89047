/** @file Whether one sample tends to be larger than another. */
import { normalCdf } from "./normal.ts";
import { ranks } from "./rank-correlation.ts";

export interface MannWhitney {
  /** Pairs in which the number of the first sample is the larger one; ties count a half. */
  readonly u: number;
  /** Probability of a `u` at least as far from its expectation if both samples came from one distribution. */
  readonly p: number;
}

/**
 * Runs the two-sided Mann–Whitney U test by its normal approximation, corrected for ties and continuity. Good from about
 * eight numbers a sample.
 *
 * @param x  At least one number, none NaN; not changed. So is `y`.
 * @returns `p` is 1 where all numbers are equal.
 * @throws {RangeError} if a sample is empty.
 * Source: Mann, Whitney 1947, "On a Test of Whether one of Two Random Variables is Stochastically Larger".
 */
export function mannWhitney(x: ArrayLike<number>, y: ArrayLike<number>): MannWhitney {
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) {
    throw new RangeError(`Cannot compare samples: they have ${n} and ${m} numbers, expected at least one each`);
  }
  const ranked = ranks([...Array.from(x), ...Array.from(y)]);
  const rankSum = ranked.subarray(0, n).reduce((sum, rank) => sum + rank, 0);
  const u = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const spread = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm(ranked) / (total * (total - 1))));
  if (!(spread > 0)) return { u, p: 1 };
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  return { u, p: Math.min(1, 2 * normalCdf(-distance / spread)) };
}

/** The sum of t³ - t over groups of t equal ranks. */
function tieTerm(ranked: Float64Array): number {
  const counts = new Map<number, number>();
  for (const rank of ranked) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}
