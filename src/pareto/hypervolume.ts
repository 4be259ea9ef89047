/** @file The volume a set of points dominates. */
import { InputError } from "../base/index.ts";
import type { Point } from "./dominance.ts";

/**
 * Returns the exact volume dominated by the points and bounded by the reference.
 *
 * @param points  Objective vectors, minimised; not changed. Points not better than the reference in every objective
 *   (and points with a NaN) add nothing.
 * @param reference  The bound, of the same length and units.
 * @returns At least 0, in the product of the objectives' units; 0 for no points.
 * @throws {InputError} if a point's length is not the reference's, or there is no objective.
 * Cost O(n log n) for two objectives, O(n² log n) for three, a factor n more for each further one. Deterministic.
 * Source: slicing objectives, While, Hingston, Barone, Huband 2006, "A Faster Algorithm for Calculating Hypervolume",
 * III-B, with a sweep at two objectives. Differs: nothing.
 * @example hypervolume([[1, 2], [2, 1]], [3, 3]); // 3
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const bound = Array.from(reference);
  if (bound.length === 0) throw new InputError("Cannot compute a hypervolume: no objectives, expected at least one");
  for (const point of points) {
    if (point.length !== bound.length) {
      throw new InputError(
        `Cannot compute a hypervolume: a point has ${point.length} objectives, expected ${bound.length} as the reference`,
      );
    }
  }
  const inside = points.map((point) => Array.from(point)).filter((point) => point.every((x, i) => x < bound[i]!));
  return volume(inside, bound);
}

/**
 * Returns for each point how much the hypervolume loses without it; 0 for dominated, repeated and outside points.
 *
 * @throws {InputError} as `hypervolume`.
 * Cost n hypervolumes.
 * @example hypervolumeContributions([[1, 3], [2, 2], [3, 1]], [4, 4]); // [1, 1, 1]
 */
export function hypervolumeContributions(points: readonly Point[], reference: Point): number[] {
  const whole = hypervolume(points, reference);
  return points.map((_, i) => Math.max(0, whole - hypervolume(points.toSpliced(i, 1), reference)));
}

/** Volume over the first `bound.length` coordinates of points that all lie inside the bound. */
function volume(points: readonly number[][], bound: readonly number[]): number {
  const last = bound.length - 1;
  if (points.length === 0) return 0;
  if (last === 0) return bound[0]! - Math.min(...points.map((point) => point[0]!));
  if (last === 1) return area(points, bound);
  const sorted = [...points].sort((a, b) => a[last]! - b[last]!);
  const base = bound.slice(0, last);
  let sum = 0;
  // What lies below the slice, without what adds nothing to it: few points where the front is no chain.
  let below: readonly number[][] = [];
  for (let i = 0; i < sorted.length; i++) {
    const point = sorted[i]!.slice(0, last);
    const isCovered = below.some((other) => other.every((x, m) => x <= point[m]!));
    if (!isCovered) below = [...below.filter((other) => !other.every((x, m) => x >= point[m]!)), point];
    const height = (sorted[i + 1]?.[last] ?? bound[last]!) - sorted[i]![last]!;
    if (height > 0) sum += height * volume(below, base);
  }
  return sum;
}

function area(points: readonly number[][], bound: readonly number[]): number {
  const sorted = [...points].sort((a, b) => a[0]! - b[0]!);
  let sum = 0;
  let top = bound[1]!;
  for (const point of sorted) {
    if (point[1]! >= top) continue;
    sum += (bound[0]! - point[0]!) * (top - point[1]!);
    top = point[1]!;
  }
  return sum;
}
