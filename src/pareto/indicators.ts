/** @file How far a set of points is from a reference front. Objectives are minimised. */
import { InputError } from "../base/index.ts";
import type { Point } from "./dominance.ts";

/**
 * Returns IGD+: the mean over the reference points of the distance by which the nearest point is worse, counting only
 * the objectives in which it is.
 *
 * @returns 0 where every reference point is reached; infinity for no points. Weakly Pareto compliant.
 * @throws {InputError} if the reference is empty.
 * Source: Ishibuchi, Masuda, Tanigaki, Nojima 2015, "Modified Distance Calculation in Generational Distance and
 * Inverted Generational Distance". Differs: nothing.
 * @example igdPlus([[1, 1]], [[0, 1], [1, 0]]); // 1
 */
export function igdPlus(points: readonly Point[], reference: readonly Point[]): number {
  checkReference("IGD+", reference);
  const lacks = reference.map((target) => least(points, (point) => Math.hypot(...excess(point, target))));
  return lacks.reduce((sum, lack) => sum + lack, 0) / lacks.length;
}

/**
 * Returns the additive epsilon: the least number by which all points have to be shifted, in every objective, so that
 * each reference point is weakly dominated.
 *
 * @returns At most 0 where every reference point is reached; infinity for no points.
 * @throws {InputError} if the reference is empty.
 * Source: Zitzler, Thiele, Laumanns, Fonseca, Grunert da Fonseca 2003, "Performance Assessment of Multiobjective
 * Optimizers". Differs: nothing.
 * @example additiveEpsilon([[1, 2]], [[0, 2], [1, 1]]); // 1
 */
export function additiveEpsilon(points: readonly Point[], reference: readonly Point[]): number {
  checkReference("an epsilon indicator", reference);
  return Math.max(
    ...reference.map((target) =>
      least(points, (point) => Math.max(...Array.from(point, (value, m) => value - target[m]!))),
    ),
  );
}

function checkReference(name: string, reference: readonly Point[]): void {
  if (reference.length > 0) return;
  throw new InputError(`Cannot compute ${name}: the reference front is empty, expected at least one point`);
}

function excess(point: Point, target: Point): number[] {
  return Array.from(point, (value, m) => Math.max(0, value - target[m]!));
}

function least(points: readonly Point[], distance: (point: Point) => number): number {
  return points.reduce((best, point) => Math.min(best, distance(point)), Infinity);
}
