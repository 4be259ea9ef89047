/** @file Intervals that a share or a score measured on a sample lies in, with 95 % confidence. */
import type { Rng } from "./rng.ts";
import { quantile } from "./stats.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the standard normal distribution: 95 % lie within so many standard deviations. */
const Z = 1.959963984540054;

/**
 * Returns Wilson's interval of the share that `successes` of `count` draws speak of; it stays within [0, 1] and says
 * something even where all draws, or none, succeed.
 *
 * @param count  At least 1.
 * Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".
 */
export function wilsonInterval(successes: number, count: number): Interval {
  const share = successes / count;
  const spread = (Z * Z) / count;
  const center = (share + spread / 2) / (1 + spread);
  const half = (Z * Math.sqrt((share * (1 - share)) / count + spread / (4 * count))) / (1 + spread);
  // The ends are exact there; rounding would leave them a hair off.
  return { low: successes === 0 ? 0 : center - half, high: successes === count ? 1 : center + half };
}

/**
 * Returns the percentile interval of a statistic over resamples of `count` examples, drawn with replacement. Resamples
 * where the statistic is not finite are left out; NaN where none is left.
 *
 * @param statistic  Takes the examples of a resample by their positions; the array is used again.
 * Source: Efron 1979, "Bootstrap Methods: Another Look at the Jackknife".
 */
export function bootstrapInterval(
  count: number,
  resamples: number,
  rng: Rng,
  statistic: (positions: Int32Array) => number,
): Interval {
  const positions = new Int32Array(count);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    for (let k = 0; k < count; k++) positions[k] = rng.int(count);
    const value = statistic(positions);
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length === 0) return { low: Number.NaN, high: Number.NaN };
  return { low: quantile(values, 0.025), high: quantile(values, 0.975) };
}
