/** @file The tree-structured Parzen estimator: its settings. */
import { checkInteger, checkNumber, InputError, type Json, mergeSettings } from "../../base/index.ts";
import { defineStrategy, type Searcher, type StrategyParts } from "../define-strategy.ts";
import type { StrategyFactory } from "../strategy.ts";
import { linearGamma, rootGamma } from "./gamma.ts";
import { type Split, splitByScore } from "./split.ts";
import { type TpeParts, TpeStrategy } from "./tpe-strategy.ts";

export interface TpeOptions {
  /** Results before the first estimate; till then proposals are random. Default 10. */
  readonly startup?: number;
  /** Architectures drawn for each proposal. Default 24. */
  readonly candidates?: number;
  /** Whether parameters that occur together are estimated together (default), or each alone, as the paper does. */
  readonly multivariate?: boolean;
  /** How many of n results count as good: "linear": n / 10 (default), "root": √n / 4; rounded up, at most 25. */
  readonly gamma?: "linear" | "root";
  /** How many results the prior, under which all options are alike, weighs as much as. Default 1. */
  readonly priorWeight?: number;
  /** Newest results that weigh fully; older ones weigh less the older they are. Default 25. */
  readonly forgetting?: number;
  /** Draws candidates at most so many times until one was not proposed before. Default 20; 1 allows repeats. */
  readonly tries?: number;
}

export type TpeSettings = Readonly<Required<TpeOptions>>;

export const tpeDefaults: TpeSettings = {
  startup: 10,
  candidates: 24,
  multivariate: true,
  gamma: "linear",
  priorWeight: 1,
  forgetting: 25,
  tries: 20,
};

/**
 * Creates the tree-structured Parzen estimator: it estimates one density of the options of good results and one of the
 * others, draws candidates from the first and proposes the one that the first gives the greatest multiple of what the
 * second gives.
 *
 * Parameters that do not apply to every architecture form groups by the results they occurred in together, and each
 * group has densities of its own. Ordered parameters have normal kernels on the number of the option. Results come in
 * any order and proposals never wait for them: a proposal under way counts as one of the others. What is infeasible
 * counts as good only where there is nothing else; pruned trials and those with a value missing never do; failed ones
 * are passed over. Several objectives go by `scoresOf`.
 *
 * @throws {InputError} if an option is wrong.
 * Cost: proportional to results × parameters × candidates, up to 300 results; about half a millisecond from then on with
 * 8 parameters.
 * Source: Bergstra, Bardenet, Bengio, Kégl 2011, "Algorithms for Hyper-Parameter Optimization", section 4; kernels,
 * weights and defaults of Optuna (Akiba et al. 2019), on which Watanabe 2023, "Tree-Structured Parzen Estimator",
 * reports. Differs: architectures are not repeated unless `tries` is 1; of more than 300
 * results, which those estimate from in full, the best and the latest are used; the width of normal kernels is Optuna's for
 * several parameters in the univariate form too.
 */
export function tpe(options: TpeOptions = {}): StrategyFactory {
  return tpeFactory("tpe", mergeSettings<TpeSettings>("tpe", tpeDefaults, options), splitByScore);
}

/**
 * Makes the factory of a form of this strategy, which tells good results from the rest in its own way.
 *
 * @throws {InputError} if a setting is wrong.
 */
export function tpeFactory(name: string, settings: TpeSettings, split: Split): StrategyFactory {
  for (const key of ["candidates", "tries"] as const) checkInteger(name, key, settings[key], 1);
  for (const key of ["startup", "forgetting"] as const) checkInteger(name, key, settings[key], 0);
  // Without a prior, options that no result had would have no probability.
  checkNumber(name, "priorWeight", settings.priorWeight, 1e-9);
  if (settings.gamma !== "linear" && settings.gamma !== "root") {
    throw new InputError(`Cannot set up ${name}: gamma is "${settings.gamma}", expected linear or root`);
  }
  const gamma = settings.gamma === "linear" ? linearGamma : rootGamma;
  const parts: TpeParts = { ...settings, gamma, split };
  const make = <A extends Json>(own: StrategyParts<A>): Searcher<A> => new TpeStrategy(own, parts);
  return defineStrategy({ name, settings, needs: ["parametric"], start: {}, make });
}
