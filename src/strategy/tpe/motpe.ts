/** @file The tree-structured Parzen estimator for several objectives. */
import { InputError, mergeSettings } from "../../base/index.ts";
import type { StrategyFactory } from "../strategy.ts";
import { type FrontWeights, splitByFront } from "./split-by-front.ts";
import { type TpeOptions, tpeDefaults, tpeFactory } from "./tpe.ts";

export interface MotpeOptions extends TpeOptions {
  /** What a good result weighs: "uniform" (default): 1; "contribution": the hypervolume lost without it, as the paper. */
  readonly weights?: FrontWeights;
}

type MotpeSettings = Readonly<Required<MotpeOptions>>;

const defaults: MotpeSettings = { ...tpeDefaults, weights: "uniform" };

/**
 * Creates the tree-structured Parzen estimator for several objectives: as `tpe`, but the good results are the first
 * non-dominated fronts; of the last of them, those are taken that dominate the most volume together. With "linear" they
 * are a tenth of the results without a limit. With one objective it is `tpe`.
 *
 * @throws {InputError} if an option is wrong.
 * Cost: as `tpe`, and that of choosing from a front by hypervolume.
 * Source: Ozaki, Tanigaki, Watanabe, Onishi 2020, "Multiobjective Tree-Structured Parzen Estimator for Computationally
 * Expensive Optimization Problems"; defaults of Optuna. Differs: volumes are bounded as `referencePoint` has it; several
 * parameters are estimated together.
 */
export function motpe(options: MotpeOptions = {}): StrategyFactory {
  const settings = mergeSettings<MotpeSettings>("motpe", defaults, options);
  if (settings.weights !== "uniform" && settings.weights !== "contribution") {
    throw new InputError(`Cannot set up motpe: weights is "${settings.weights}", expected uniform or contribution`);
  }
  return tpeFactory("motpe", settings, splitByFront(settings.weights));
}
