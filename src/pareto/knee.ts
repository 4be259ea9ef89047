/** @file The point of a front where more of one objective starts to cost much of the others. */
import type { Point } from "./dominance.ts";
import { paretoFront } from "./pareto-front.ts";

/**
 * Returns the index of the knee: the point of the front nearest to the ideal one, each objective scaled to 0..1 between
 * its best and worst on the front; of equals the first. Undefined for no points.
 *
 * Source: the compromise solution of Zeleny 1973, with Euclidean distance. Differs: nothing.
 * @example knee([[0, 10], [1, 2], [10, 0]]); // 1
 */
export function knee(points: readonly Point[]): number | undefined {
  const front = paretoFront(points);
  const objectives = Array.from({ length: points[0]?.length ?? 0 }, (_, m) => m);
  const ranges = objectives.map((m) => {
    const values = front.map((i) => points[i]![m]!);
    const best = Math.min(...values);
    return { best, width: Math.max(...values) - best };
  });
  const distances = front.map((i) =>
    // An objective that is the same everywhere decides nothing.
    Math.hypot(...ranges.map(({ best, width }, m) => (width > 0 ? (points[i]![m]! - best) / width : 0))),
  );
  return front[distances.indexOf(Math.min(...distances))];
}
