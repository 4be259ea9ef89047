/** @file NPENAS: evolution that pays only for the children a predictor likes best. */
import { checkInteger, mergeSettings } from "../base/index.ts";
import { confidenceBound, thompsonSampling } from "../surrogate/index.ts";
import { checkEncoding, type EncodingName, encodingOf } from "./model/encodings.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import { fitRegressor } from "./model/regressor-model.ts";
import { checkRegressor, type RegressorName, regressorOf } from "./model/regressors.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface NpenasOptions {
  /** Trials before the first model. Default 10. */
  readonly initial?: number;
  /** Results between one fit and the next. Default 2. */
  readonly every?: number;
  /** Children bred for each proposal. Default 100. */
  readonly children?: number;
  /** How many of the best results breed. Default 10. */
  readonly parents?: number;
  /** Default "random-forest". */
  readonly predictor?: RegressorName;
  /**
   * True (default) draws from what is predicted: the paper's NPENAS-BO. False takes the mean, NPENAS-NP, which easily
   * stays where it began.
   */
  readonly thompson?: boolean;
  /** Default "options". */
  readonly encoding?: EncodingName;
}

type NpenasSettings = Readonly<Required<NpenasOptions>>;

const defaults: NpenasSettings = {
  initial: 10,
  every: 2,
  children: 100,
  parents: 10,
  predictor: "random-forest",
  thompson: true,
  encoding: "options",
};

/**
 * Creates predictor-guided evolution: the best results breed many children by mutation, and the one with the best
 * prediction is tried; a prediction is a draw from what the predictor thinks possible.
 *
 * @param features  Cheap numbers about architectures that the predictor sees as well.
 * @throws {InputError} if an option is wrong.
 * Source: Wei, Niu, Tang, Wang, Hu, Liang 2022, "NPENAS: Neural Predictor Guided Evolution for Neural Architecture
 * Search". Differs: the predictor is a forest over the space's encoding instead of a graph network.
 */
export function npenas(options: NpenasOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<NpenasSettings>("npenas", defaults, options);
  for (const name of ["every", "children", "parents"] as const) checkInteger("npenas", name, settings[name], 1);
  checkInteger("npenas", "initial", settings.initial, 2);
  checkRegressor("npenas", "predictor", settings.predictor);
  checkEncoding("npenas", settings.encoding);
  const { initial, every, children, parents, predictor, thompson, encoding } = settings;
  const acquisition = thompson ? thompsonSampling : () => confidenceBound(0);
  return modelFactory("npenas", settings, features, (space, own) => ({
    initial,
    refit: every,
    candidates: { near: children, random: 0, best: parents },
    fit: fitRegressor(encodingOf(space, encoding, own), regressorOf(predictor), acquisition),
  }));
}
