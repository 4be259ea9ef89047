/** @file Small statistics. */

/**
 * Returns the p-quantile with linear interpolation between order statistics.
 *
 * @param values  At least one number; not changed.
 * @param p  In [0, 1]; 0.5 is the median.
 * @throws {RangeError} if `values` is empty.
 */
export function quantile(values: readonly number[], p: number): number {
  if (values.length === 0) throw new RangeError("Cannot take a quantile: no values, expected at least one");
  const sorted = [...values].sort((a, b) => a - b);
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (position - below);
}

/** Returns the arithmetic mean; NaN for no values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
