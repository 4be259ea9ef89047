/** @file Sorts points into fronts by dominance. */
import { dominates, type Point } from "./dominance.ts";

/**
 * Splits points into fronts: front 0 is dominated by none, front k + 1 only by points of the fronts before it.
 *
 * @param points  Objective vectors of equal length, minimised; not changed.
 * @returns Index lists, each ascending; together they hold every index once.
 * Cost O(m n²) time, O(n²) memory. Deterministic.
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", III-A.
 * Differs: points with a NaN come after all others (see `dominates`).
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  const dominated: number[][] = points.map(() => []); // S_p
  const dominators = points.map(() => 0); // n_p
  for (let p = 0; p < points.length; p++) {
    for (let q = 0; q < points.length; q++) {
      if (!dominates(points[p]!, points[q]!)) continue;
      dominated[p]!.push(q);
      dominators[q]! += 1;
    }
  }
  const fronts: number[][] = [];
  let front = points.flatMap((_, p) => (dominators[p] === 0 ? [p] : []));
  while (front.length > 0) {
    fronts.push(front);
    const next: number[] = [];
    for (const p of front) {
      for (const q of dominated[p]!) {
        dominators[q]! -= 1;
        if (dominators[q] === 0) next.push(q);
      }
    }
    front = next.sort((a, b) => a - b);
  }
  return fronts;
}
