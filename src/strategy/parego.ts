/** @file ParEGO: Bayesian optimisation of several objectives, a mixture of them at a time. */
import { mergeSettings, pick } from "../base/index.ts";
import { acquire, logExpectedImprovement } from "../surrogate/index.ts";
import type { Entry } from "./archive.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import { objectiveMixture, weightGrid } from "./model/objective-mixture.ts";
import {
  checkProcessSearch,
  type ProcessSearchOptions,
  processSearch,
  processSearchDefaults,
} from "./model/process-search.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface ParegoOptions extends ProcessSearchOptions {}

type ParegoSettings = Readonly<Required<ParegoOptions>>;

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
    processSearch(space, own, settings, (fitProcess) => ({ entries, rng }) => {
      const weights = weightGrid((entries[0] as Entry<unknown>).costs.length);
      return (candidates, pending, askRng) => {
        const process = fitProcess(entries, objectiveMixture(pick(weights, askRng)), rng);
        return acquire(logExpectedImprovement, process.predict(candidates, pending), process.best);
      };
    }),
  );
}
