/** @file Where hypervolumes are measured from, where nobody says. */
import type { Point } from "./dominance.ts";

/**
 * Returns the worst value of each objective among the points, and a part of its range more, so that the extremes of a
 * front count as well. An objective without a range gets that part of its own size, or of 1.
 *
 * @param points  Minimised, at least one, all finite; usually a front.
 * @param margin  Part of the range by which the reference lies beyond the worst. Default 0.1, as in BoTorch.
 * Source: Ishibuchi, Imada, Setoguchi, Nojima 2018, "How to Specify a Reference Point in Hypervolume Calculation for Fair
 * Performance Comparison", on why the margin must not be too small.
 * @example referencePoint([[0, 4], [2, 2]]); // [2.2, 4.2]
 */
export function referencePoint(points: readonly Point[], margin = 0.1): number[] {
  return Array.from({ length: points[0]?.length ?? 0 }, (_, m) => {
    const values = points.map((point) => point[m]!);
    const worst = Math.max(...values);
    const range = worst - Math.min(...values);
    return worst + margin * (range > 0 ? range : Math.abs(worst) || 1);
  });
}
