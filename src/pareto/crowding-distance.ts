/** @file How alone a point stands on its front. */
import { compareLexicographically, type Point } from "./dominance.ts";

/**
 * Returns the crowding distance of each point of one front: the sum over objectives of the gap between its two
 * neighbours, as a fraction of the objective's range. The extremes of an objective get infinity.
 *
 * @param points  Objective vectors of one front, minimised; not changed.
 * @returns One distance a point, in the same order; larger is less crowded.
 * Cost O(m n log n). Deterministic; permuting the points permutes the result (up to equal points).
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, NSGA-II, III-B. Differs: of equal points the first gets the distance
 * and its copies 0; an objective whose range is zero or not finite, or that has a NaN, is left out.
 * @example crowdingDistance([[0, 4], [1, 2], [2, 1], [4, 0]]); // [Infinity, 1.25, 1.25, Infinity]
 */
export function crowdingDistance(points: readonly Point[]): number[] {
  const result = points.map(() => 0);
  const distinct = firstOfEquals(points);
  if (distinct.length <= 2) {
    for (const i of distinct) result[i] = Infinity;
    return result;
  }
  const objectives = points[0]!.length;
  for (let m = 0; m < objectives; m++) {
    const order = [...distinct].sort(
      (i, j) => points[i]![m]! - points[j]![m]! || compareLexicographically(points[i]!, points[j]!),
    );
    const range = points[order.at(-1)!]![m]! - points[order[0]!]![m]!;
    if (!(range > 0 && range < Infinity) || order.some((i) => Number.isNaN(points[i]![m]!))) continue;
    result[order[0]!] = Infinity;
    result[order.at(-1)!] = Infinity;
    for (let k = 1; k < order.length - 1; k++) {
      result[order[k]!]! += (points[order[k + 1]!]![m]! - points[order[k - 1]!]![m]!) / range;
    }
  }
  return result;
}

function firstOfEquals(points: readonly Point[]): number[] {
  const seen = new Set<string>();
  return points.flatMap((point, i) => {
    const text = Array.from(point).join();
    if (seen.has(text)) return [];
    seen.add(text);
    return [i];
  });
}
