/** @file BOHB: Hyperband whose new architectures come from a model. */
import { checkInteger, checkNumber, mergeSettings } from "../../base/index.ts";
import type { StrategyFactory } from "../strategy.ts";
import { checkHyperband, type HyperbandOptions, halvingFactory, hyperbandDefaults } from "./hyperband.ts";
import { type KdeOptions, kdeDefaults, kdeSampler } from "./kde-sampler.ts";
import { bracketPlans } from "./plans.ts";

export interface BohbOptions extends HyperbandOptions, KdeOptions {}

/**
 * Creates BOHB: the brackets of Hyperband, their new architectures drawn from a density of good results divided by one
 * of bad results, at the highest fidelity that has more results than there are parameters.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Falkner, Klein, Hutter 2018, "BOHB: Robust and Efficient Hyperparameter Optimization at Scale". Differs:
 * architectures are not repeated; bandwidths (see `Density`); several objectives are ranked by front, then crowding.
 */
export function bohb(options: BohbOptions = {}): StrategyFactory {
  const settings = mergeSettings<Required<BohbOptions>>("bohb", { ...hyperbandDefaults, ...kdeDefaults }, options);
  checkHyperband("bohb", settings);
  checkNumber("bohb", "good", settings.good, 0, 1);
  checkNumber("bohb", "random", settings.random, 0, 1);
  checkNumber("bohb", "minBandwidth", settings.minBandwidth, 0, 1);
  checkNumber("bohb", "widening", settings.widening, 0);
  checkInteger("bohb", "candidates", settings.candidates, 1);
  const factory = halvingFactory("bohb", settings, bracketPlans(settings, settings.rounding), kdeSampler(settings));
  return { ...factory, needs: ["parametric"] };
}
