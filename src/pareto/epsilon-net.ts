/** @file An order of points of which every beginning covers them well. */
import { compareLexicographically, type Point } from "./dominance.ts";

/**
 * Orders the points of one front so that the first k, for each k, are spread over it: it begins with the point of the
 * least first objective, and each next one is the farthest from those before it, so that every point left lies within
 * some distance epsilon of them, the least that this greedy choice attains.
 *
 * @param points  Objective vectors of one front; not changed. Distances are Euclidean, each objective as a fraction of
 *   its range; one whose range is zero or not finite, or that has a NaN, is left out.
 * @returns Every index once. Of points as far as each other the first comes first, so equal points come last.
 * Cost O(m n²). Deterministic; scaling or moving an objective changes nothing.
 * Source: Clarkson 2006, "Nearest-Neighbor Searching and Metric Space Dimensions", section 3.1, as used in Schmucker,
 * Donini, Zafar, Salinas, Archambeau 2021, "Multi-objective Asynchronous Successive Halving". Differs: objectives are
 * scaled, and the first point is not drawn.
 * @example epsilonNet([[0, 4], [1, 2], [2, 1], [4, 0]]); // [0, 3, 1, 2]
 */
export function epsilonNet(points: readonly Point[]): number[] {
  if (points.length === 0) return [];
  const ranges = rangesOf(points);
  let next = points.reduce((least, point, i) => (compareLexicographically(point, points[least]!) < 0 ? i : least), 0);
  /** Square of the distance to the nearest point taken; negative for one that is taken itself. */
  const gaps = points.map(() => Infinity);
  const order: number[] = [];
  while (order.length < points.length) {
    order.push(next);
    const center = points[next]!;
    gaps[next] = -1;
    let farthest = -1;
    for (let i = 0; i < gaps.length; i++) {
      if (gaps[i]! < 0) continue;
      gaps[i] = Math.min(gaps[i]!, squaredDistance(center, points[i]!, ranges));
      if (farthest < 0 || gaps[i]! > gaps[farthest]!) farthest = i;
    }
    next = farthest;
  }
  return order;
}

/** The range of each objective; infinite for one that is left out. */
function rangesOf(points: readonly Point[]): number[] {
  return Array.from(points[0]!, (_, m) => {
    const values = points.map((point) => point[m]!);
    const range = values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
    return range > 0 ? range : Infinity;
  });
}

function squaredDistance(a: Point, b: Point, ranges: readonly number[]): number {
  let sum = 0;
  for (let m = 0; m < ranges.length; m++) if (ranges[m]! < Infinity) sum += ((a[m]! - b[m]!) / ranges[m]!) ** 2;
  return sum;
}
