/** @file The points no other point dominates. */
import { compareLexicographically, dominates, type Point } from "./dominance.ts";

/**
 * Returns the indices of the non-dominated points, ascending. Equal points are all kept; a point with a NaN is on the
 * front only where no point is without.
 *
 * Cost O(n log n + n·f·m) for n points, f of them on the front, m objectives. Deterministic.
 * @example paretoFront([[1, 2], [2, 1], [2, 2]]); // [0, 1]
 */
export function paretoFront(points: readonly Point[]): number[] {
  const order = points.map((_, i) => i).sort((i, j) => compareLexicographically(points[i]!, points[j]!));
  const front: number[] = [];
  // In lexicographic order a point can only be dominated by one before it, and then also by one of the front.
  for (const i of order) {
    if (!front.some((j) => dominates(points[j]!, points[i]!))) front.push(i);
  }
  return front.sort((a, b) => a - b);
}
