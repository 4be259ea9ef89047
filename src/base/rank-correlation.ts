/** @file How well two lists of numbers agree, in value or in order. */
import { mean } from "./stats.ts";

/**
 * Returns the ranks, the smallest 1; equal values share the mean of their ranks.
 *
 * @param values  Numbers without NaN; not changed.
 * @example ranks([10, 30, 10]); // [1.5, 3, 1.5]
 */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = ascending(values.length, (i, j) => (values[i] as number) - (values[j] as number));
  const result = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const value = values[order[start] as number];
    while (end < order.length && values[order[end] as number] === value) end++;
    for (let k = start; k < end; k++) result[order[k] as number] = (start + end + 1) / 2;
  }
  return result;
}

/**
 * Returns Pearson's linear correlation, in [-1, 1].
 *
 * @returns NaN if either list is constant or there are fewer than two numbers.
 * @throws {RangeError} if the lengths differ.
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkLengths(x, y);
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)));
}

/**
 * Returns Spearman's rank correlation: Pearson's of the ranks.
 *
 * @returns NaN if either list is constant or there are fewer than two numbers.
 * @throws {RangeError} if the lengths differ.
 * @example spearman([1, 2, 3, 4], [1, 3, 2, 4]); // 0.8
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkLengths(x, y);
  return pearson(ranks(x), ranks(y));
}

/**
 * Returns Kendall's tau-b: pairs in the same order less pairs in opposite order, over the pairs that could be, ties
 * taken off.
 *
 * @param x  Numbers without NaN; not changed. So is `y`.
 * @returns NaN if either list is constant or there are fewer than two numbers.
 * @throws {RangeError} if the lengths differ.
 * Cost O(n log n).
 * Source: Knight 1966, "A Computer Method for Calculating Kendall's Tau with Ungrouped Data".
 * @example kendallTau([1, 1, 2], [1, 2, 3]); // 0.816497
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkLengths(x, y);
  if (isConstant(x) || isConstant(y)) return Number.NaN;
  const n = x.length;
  const byX = (i: number, j: number): number => (x[i] as number) - (x[j] as number);
  const byY = (i: number, j: number): number => (y[i] as number) - (y[j] as number);
  const order = ascending(n, (i, j) => byX(i, j) || byY(i, j));
  const tiedX = tiedPairs(order, (i, j) => byX(i, j) === 0);
  const tiedBoth = tiedPairs(order, (i, j) => byX(i, j) === 0 && byY(i, j) === 0);
  const sorted = Float64Array.from(order, (i) => y[i] as number);
  const swaps = sortCountingSwaps(sorted, new Float64Array(n), 0, n);
  const tiedY = tiedPairs(sorted, (a, b) => a === b);
  const pairs = (n * (n - 1)) / 2;
  const difference = pairs - tiedX - tiedY + tiedBoth - 2 * swaps;
  return difference / Math.sqrt(pairs - tiedX) / Math.sqrt(pairs - tiedY);
}

/** Counts pairs of equal items in a list where equal ones stand side by side. */
function tiedPairs(sorted: ArrayLike<number>, isEqual: (a: number, b: number) => boolean): number {
  let pairs = 0;
  let before = 0;
  for (let i = 1; i < sorted.length; i++) {
    before = isEqual(sorted[i - 1] as number, sorted[i] as number) ? before + 1 : 0;
    pairs += before;
  }
  return pairs;
}

/** Sorts `values` from `start` to before `end` by merging, and counts how many pairs stood in the wrong order. */
function sortCountingSwaps(values: Float64Array, spare: Float64Array, start: number, end: number): number {
  if (end - start < 2) return 0;
  const middle = (start + end) >> 1;
  let swaps = sortCountingSwaps(values, spare, start, middle) + sortCountingSwaps(values, spare, middle, end);
  let left = start;
  let right = middle;
  for (let k = start; k < end; k++) {
    const takesRight = right < end && (left >= middle || (values[right] as number) < (values[left] as number));
    if (takesRight) swaps += middle - left;
    spare[k] = values[takesRight ? right++ : left++] as number;
  }
  values.set(spare.subarray(start, end), start);
  return swaps;
}

function ascending(count: number, compare: (i: number, j: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => i).sort(compare);
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}

function checkLengths(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length === y.length) return;
  throw new RangeError(`Cannot correlate: the lists have ${x.length} and ${y.length} numbers, expected as many`);
}
