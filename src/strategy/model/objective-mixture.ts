/** @file Several objectives as one, by weights. */
import { infeasibleLast } from "../scores.ts";
import { boundedTargets } from "./bounded-targets.ts";
import type { Target } from "./process-model.ts";

/** How much the weighted sum counts beside the largest weighted objective. */
const RHO = 0.05;

/**
 * Mixes objectives, each scaled to [0, 1], by the augmented Chebyshev function: whatever the form of a front, each of
 * its points is the best for some weights. Outliers are cut off before objectives are scaled; what is infeasible comes
 * last.
 *
 * @param weights  One for each objective, at least 0, with sum 1.
 * Source: Knowles 2006, "ParEGO", eq. 2.
 */
export function objectiveMixture(weights: readonly number[]): Target<unknown> {
  return {
    name: weights.join(),
    of: (entries) => {
      const scaled = weights.map((_, m) => unitScaled(Float64Array.from(entries, ({ costs }) => costs[m] as number)));
      const mixed = Float64Array.from(entries, (_, i) => {
        const parts = weights.map((weight, m) => weight * (scaled[m]?.[i] as number));
        return Math.max(...parts) + RHO * parts.reduce((sum, part) => sum + part, 0);
      });
      return infeasibleLast(entries, mixed);
    },
  };
}

function unitScaled(costs: Float64Array): Float64Array {
  const bounded = boundedTargets(costs);
  const least = Math.min(...bounded);
  const range = Math.max(...bounded) - least;
  // An objective that is the same everywhere decides nothing.
  return bounded.map((cost) => (range > 0 ? (cost - least) / range : 0));
}

/** Most weights, so that hyper-parameters are not learned for too many; the paper has 11 for two objectives. */
const MOST = 15;

/**
 * Returns all weights that are whole multiples of 1/s: for the largest s that gives at most 15 of them, but at least 2,
 * so that objectives are mixed at all.
 *
 * @example weightGrid(1); // [[1]]
 */
export function weightGrid(objectives: number): readonly (readonly number[])[] {
  if (objectives === 1) return [[1]];
  let grid = simplexGrid(objectives, 2);
  for (let s = 3; ; s++) {
    const finer = simplexGrid(objectives, s);
    if (finer.length > MOST) return grid;
    grid = finer;
  }
}

/** All lists of so many whole numbers that sum to s, divided by s. */
function simplexGrid(length: number, s: number): number[][] {
  const parts = (left: number, size: number): number[][] =>
    size === 1
      ? [[left]]
      : Array.from({ length: left + 1 }, (_, first) => first).flatMap((first) =>
          parts(left - first, size - 1).map((rest) => [first, ...rest]),
        );
  return parts(s, length).map((list) => list.map((part) => part / s));
}
