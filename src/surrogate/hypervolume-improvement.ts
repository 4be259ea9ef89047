/** @file What a trial is worth for a whole front, from what is predicted of each of its objectives. */
import type { Box } from "../pareto/index.ts";
import { expectedImprovement } from "./acquisition.ts";
import type { Predictions } from "./regressor.ts";

/**
 * Returns by how much each trial is expected to enlarge the dominated volume.
 *
 * Of a box, a trial adds what lies beyond its values, so that expectations are products over the objectives of
 * differences of expected improvements: exact for any number of objectives.
 *
 * @param boxes  What the front leaves undominated, see `nonDominatedBoxes`.
 * @param predictions  For each objective, minimised, of all trials; taken to be independent.
 * @returns One number a trial, at least 0, in the product of the objectives' units.
 * Cost: trials × objectives × boxes; of expected improvements only trials × sides of boxes that differ.
 * Source: Emmerich, Deutz, Klinkenberg 2011, "Hypervolume-based Expected Improvement: Monotonicity Properties and Exact
 * Computation"; Yang, Emmerich, Deutz, Bäck 2019, "Efficient Computation of Expected Hypervolume Improvement Using Box
 * Decomposition Algorithms". Differs: nothing.
 */
export function expectedHypervolumeImprovement(
  boxes: readonly Box[],
  predictions: readonly Predictions[],
): Float64Array {
  const sides = predictions.map((_, m) => indexSides(boxes, m));
  return Float64Array.from(predictions[0]?.mean ?? [], (_, i) => {
    const expected = predictions.map(({ mean, std }, m) =>
      sides[m]!.bounds.map((bound) => expectedImprovement(mean[i]!, std[i]!, bound)),
    );
    let sum = 0;
    for (let b = 0; b < boxes.length; b++) {
      let product = 1;
      for (let m = 0; m < expected.length; m++) {
        const { lower, upper } = sides[m]!;
        // Nothing is expected below minus infinity, whose place is -1.
        product *= expected[m]![upper[b]!]! - (lower[b]! < 0 ? 0 : expected[m]![lower[b]!]!);
      }
      sum += Math.max(0, product);
    }
    return sum;
  });
}

interface Sides {
  /** All sides of boxes in an objective that are finite, each once. */
  readonly bounds: Float64Array;
  /** Places in `bounds`, by box. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
}

function indexSides(boxes: readonly Box[], objective: number): Sides {
  const values = boxes.flatMap(({ lower, upper }) => [lower[objective]!, upper[objective]!]).filter(Number.isFinite);
  const bounds = Float64Array.from(new Set(values)).sort();
  const places = new Map(Array.from(bounds, (bound, place) => [bound, place]));
  return {
    bounds,
    lower: Int32Array.from(boxes, ({ lower }) => places.get(lower[objective]!) ?? -1),
    upper: Int32Array.from(boxes, ({ upper }) => places.get(upper[objective]!)!),
  };
}
