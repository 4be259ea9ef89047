/** @file Where hypervolumes are measured from, where nobody says. */
import type { Point } from "./dominance.ts";

/** Part of the range by which the reference lies beyond the worst. */
const MARGIN = 0.1;

/**
 * Returns the worst value of each objective among the points, and a tenth of its range more, so that the extremes of a
 * front count as well. An objective without a range gets a margin of its own size, or 1.
 *
 * @param points  Minimised, at least one, all finite; usually a front.
 * Source: Ishibuchi, Imada, Setoguchi, Nojima 2018, "How to Specify a Reference Point in Hypervolume Calculation for Fair
 * Performance Comparison", on why the margin must not be too small; 0.1 as in BoTorch.
 * @example referencePoint([[0, 4], [2, 2]]); // [2.2, 4.2]
 */
export function referencePoint(points: readonly Point[]): number[] {
  return Array.from({ length: points[0]?.length ?? 0 }, (_, m) => {
    const values = points.map((point) => point[m]!);
    const worst = Math.max(...values);
    const range = worst - Math.min(...values);
    return worst + MARGIN * (range > 0 ? range : Math.abs(worst) || 1);
  });
}
