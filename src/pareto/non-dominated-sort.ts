/** @file Sorts points into fronts by dominance. */
import { compareLexicographically, dominates, hasNaN, type Point } from "./dominance.ts";

/**
 * Splits points into fronts: front 0 is dominated by none, front k + 1 only by points of the fronts before it.
 *
 * @param points  Objective vectors of equal length, minimised; not changed.
 * @returns Index lists, each ascending; together they hold every index once.
 * Cost O(n log n) for one or two objectives, O(m n²) time and O(n²) memory for more. Deterministic.
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", III-A;
 * for two objectives Jensen 2003, "Reducing the Run-Time Complexity of Multiobjective EAs".
 * Differs: points with a NaN come after all others (see `dominates`).
 */
export function nonDominatedSort(points: readonly Point[]): number[][] {
  const objectives = points[0]?.length ?? 0;
  return objectives === 1 || objectives === 2 ? sweep(points) : peel(points);
}

/**
 * Puts points, in lexicographic order, each on the first front whose latest point does not dominate it: that point has
 * the least second objective of its front, so it dominates if any does.
 */
function sweep(points: readonly Point[]): number[][] {
  const measured = points.flatMap((point, i) => (hasNaN(point) ? [] : [i]));
  const fronts: number[][] = [];
  for (const i of measured.sort((a, b) => compareLexicographically(points[a]!, points[b]!) || a - b)) {
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (dominates(points[fronts[middle]!.at(-1)!]!, points[i]!)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push([]);
    fronts[low]!.push(i);
  }
  for (const front of fronts) front.sort((a, b) => a - b);
  const missing = points.flatMap((point, i) => (hasNaN(point) ? [i] : []));
  return missing.length > 0 ? [...fronts, missing] : fronts;
}

function peel(points: readonly Point[]): number[][] {
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
