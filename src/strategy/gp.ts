/** @file Bayesian optimisation with a Gaussian process. */
import { mergeSettings, type Rng } from "../base/index.ts";
import {
  type Acquisition,
  acquire,
  confidenceBound,
  logExpectedImprovement,
  thompsonSampling,
} from "../surrogate/index.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import {
  checkOneOf,
  checkProcessSearch,
  type ProcessSearchOptions,
  processSearch,
  processSearchDefaults,
} from "./model/process-search.ts";
import { scoresOf } from "./scores.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface GpOptions extends ProcessSearchOptions {
  /** "ei" (default): expected improvement; "ucb": the optimistic bound; "ts": a draw for each candidate. */
  readonly acquisition?: "ei" | "ucb" | "ts";
}

type GpSettings = Readonly<Required<GpOptions>>;

const defaults: GpSettings = { ...processSearchDefaults, initial: 5, acquisition: "ei" };

/**
 * Creates Bayesian optimisation: a Gaussian process over all results, hyper-parameters by marginal likelihood, and the
 * candidate of the largest acquisition. Candidates are near the best results and from the whole space. Trials under way
 * count as if they had the value predicted of them.
 *
 * @param features  Cheap numbers about architectures, compared beside their decisions; the start then goes to what they
 *   speak for.
 * @throws {InputError} if an option is wrong.
 * Source: Jones, Schonlau, Welch 1998, "Efficient Global Optimization of Expensive Black-Box Functions"; for "wl" Ru,
 * Wan, Dong, Osborne 2021, "Interpretable Neural Architecture Search via Bayesian Optimisation with Weisfeiler-Lehman
 * Kernels". Differs: hyper-parameters are learned again only when a quarter more results are known; bad outliers are
 * cut off.
 */
export function gp(options: GpOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<GpSettings>("gp", defaults, options);
  checkProcessSearch("gp", settings);
  checkOneOf("gp", "acquisition", settings.acquisition, ["ei", "ucb", "ts"]);
  return modelFactory("gp", settings, features, (space, own) =>
    processSearch(space, own, settings, (fitProcess) => ({ entries, rng }) => {
      const process = fitProcess(entries, { name: "score", of: scoresOf }, rng);
      return (candidates, pending, askRng) =>
        acquire(acquisitionOf(settings.acquisition, askRng), process.predict(candidates, pending), process.best);
    }),
  );
}

function acquisitionOf(name: GpSettings["acquisition"], rng: Rng): Acquisition {
  switch (name) {
    case "ei":
      return logExpectedImprovement;
    case "ucb":
      return confidenceBound(1);
    case "ts":
      return thompsonSampling(rng);
  }
}
