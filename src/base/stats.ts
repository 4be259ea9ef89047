/** @file Small statistics of one list of numbers. */

/**
 * Returns the p-quantile with linear interpolation between order statistics.
 *
 * @param values  At least one number; not changed.
 * @param p  In [0, 1]; 0.5 is the median.
 * @throws {RangeError} if `values` is empty.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a quantile: no values, expected at least one");
  const sorted = Float64Array.from(values).sort();
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** Returns the arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/**
 * Returns the mean squared distance from the mean.
 *
 * @param lost  Degrees of freedom taken off the count: 0 for the values as a population, 1 to estimate that of the
 * population they were drawn from.
 * @returns NaN unless there are more than `lost` values.
 */
export function variance(values: ArrayLike<number>, lost: 0 | 1 = 0): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += ((values[i] as number) - center) ** 2;
  return values.length > lost ? sum / (values.length - lost) : Number.NaN;
}

/** Returns the square root of `variance`. */
export function standardDeviation(values: ArrayLike<number>, lost: 0 | 1 = 0): number {
  return Math.sqrt(variance(values, lost));
}
