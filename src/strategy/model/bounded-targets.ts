/** @file Targets of a model without the outliers on the bad side. */
import { quantile } from "../../base/index.ts";

/**
 * Returns the scores, none further above the median than `reach` times the distance of the best from it: how bad a bad
 * network is says little about good ones, but would stretch the scale on which they are told apart.
 *
 * @param scores  Smaller is better.
 */
export function boundedTargets(scores: Float64Array, reach = 3): Float64Array {
  const median = quantile(scores, 0.5);
  const best = scores.reduce((a, b) => Math.min(a, b));
  const limit = median + reach * (median - best);
  return limit > median ? scores.map((score) => Math.min(score, limit)) : scores;
}
