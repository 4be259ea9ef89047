/** @file Pareto dominance between objective vectors. Objectives are minimised. */

/** An objective vector: one number an objective, smaller is better. */
export type Point = ArrayLike<number>;

/**
 * Tells whether `a` is at least as good as `b` everywhere and better somewhere.
 *
 * A point with a NaN has not been measured: every measured point dominates it, and it dominates none. This keeps the
 * relation a strict partial order. Equal points do not dominate each other.
 */
export function dominates(a: Point, b: Point): boolean {
  if (hasNaN(a)) return false;
  if (hasNaN(b)) return true;
  let better = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) better = true;
  }
  return better;
}

/** True where some objective is not a number. */
export function hasNaN(point: Point): boolean {
  for (let i = 0; i < point.length; i++) if (Number.isNaN(point[i]!)) return true;
  return false;
}

/** Orders points by the first objective in which they differ; NaN comes last. A dominating point always comes first. */
export function compareLexicographically(a: Point, b: Point): number {
  if (hasNaN(a) || hasNaN(b)) return Number(hasNaN(a)) - Number(hasNaN(b));
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  }
  return 0;
}
