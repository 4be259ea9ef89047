/** @file ParEGO: Bayesian optimisation of several objectives, a mixture of them at a time. */
import { mergeSettings, pick } from "../base/index.ts";
import { acquire, logExpectedImprovement } from "../surrogate/index.ts";
import type { Entry } from "./archive.ts";
import { boundedTargets } from "./model/bounded-targets.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import type { Target } from "./model/process-model.ts";
import {
  checkProcessSearch,
  type ProcessSearchOptions,
  processSearch,
  processSearchDefaults,
} from "./model/process-search.ts";
import { infeasibleLast } from "./scores.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface ParegoOptions extends ProcessSearchOptions {}

type ParegoSettings = Readonly<Required<ParegoOptions>>;

/** Candidates are near so many of the best results; they are a whole front. */
const BEST = 20;

/** How much the weighted sum counts beside the largest weighted objective. */
const RHO = 0.05;

/**
 * Creates ParEGO: each proposal draws weights of the objectives, fits a Gaussian process to the results mixed by them,
 * and takes the candidate of the largest expected improvement. Over many proposals that is the whole front.
 *
 * @param features  As those of `gp`.
 * @throws {InputError} if an option is wrong.
 * Cost: as `gp`, with more hyper-parameters to learn; hardly more for more objectives.
 * Source: Knowles 2006, "ParEGO: A Hybrid Algorithm with On-Line Landscape Approximation for Expensive Multiobjective
 * Optimization Problems". Differs: candidates near the best and from the whole space instead of a genetic algorithm; bad
 * outliers are cut off before objectives are scaled; what is infeasible counts as worse than all that is not.
 */
export function parego(options: ParegoOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<ParegoSettings>("parego", processSearchDefaults, options);
  checkProcessSearch("parego", settings);
  return modelFactory("parego", settings, features, (space, own) =>
    processSearch(space, own, settings, BEST, (fitProcess) => ({ entries, rng }) => {
      const weights = weightGrid((entries[0] as Entry<unknown>).costs.length);
      return (candidates, pending, askRng) => {
        const process = fitProcess(entries, mixture(pick(weights, askRng)), rng);
        return acquire(logExpectedImprovement, process.predict(candidates, pending), process.best);
      };
    }),
  );
}

/** The augmented Chebyshev function of objectives scaled to [0, 1] (eq. 2 of the paper). */
function mixture(weights: readonly number[]): Target<unknown> {
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
  return bounded.map((cost) => (range > 0 ? (cost - least) / range : 0));
}

/** Most weights, so that hyper-parameters are not learned for too many; the paper has 11 for two objectives. */
const MOST_WEIGHTS = 15;

/** All weights that are whole multiples of 1/s and sum to 1, for the largest s that does not give too many, at least 2. */
function weightGrid(objectives: number): readonly (readonly number[])[] {
  if (objectives === 1) return [[1]];
  let grid = simplexGrid(objectives, 2);
  for (let s = 3; ; s++) {
    const finer = simplexGrid(objectives, s);
    if (finer.length > MOST_WEIGHTS) return grid;
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
