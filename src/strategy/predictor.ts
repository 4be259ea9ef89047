/** @file Search by a performance predictor over the whole space. */
import { checkInteger, checkNumber, mergeSettings } from "../base/index.ts";
import { confidenceBound } from "../surrogate/index.ts";
import { checkEncoding, type EncodingName, encodingOf } from "./model/encodings.ts";
import { modelInputs } from "./model/inputs.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import { fitRegressor } from "./model/regressor-model.ts";
import { checkRegressor, type RegressorName, regressorOf } from "./model/regressors.ts";
import { startByFeatures } from "./model/start-by-features.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface PredictorOptions {
  /** Default "extra-trees". */
  readonly model?: RegressorName;
  /** Trials before the first model. Default 5. */
  readonly initial?: number;
  /** Results between one fit and the next. Default 1. */
  readonly every?: number;
  /** Candidates rated for each proposal, half of them near the best. Default 400. */
  readonly candidates?: number;
  /** Standard deviations of the model's doubt to hope for. Default 1. */
  readonly optimism?: number;
  /** Default "options". */
  readonly encoding?: EncodingName;
}

type PredictorSettings = Readonly<Required<PredictorOptions>>;

const defaults: PredictorSettings = {
  model: "extra-trees",
  initial: 5,
  every: 1,
  candidates: 400,
  optimism: 1,
  encoding: "options",
};

/**
 * Creates predictor-based search: a regressor learns from all results, and the candidate with the best optimistic
 * prediction comes next. Candidates are near the best results and from the whole space.
 *
 * @param features  Cheap numbers about architectures, such as zero-cost proxies, that the regressor sees as well; the
 *   start then goes to what they speak for.
 * @throws {InputError} if an option is wrong.
 * Source: White, Zela, Ru, Liu, Hutter 2021, "How Powerful are Performance Predictors in Neural Architecture Search?";
 * with proxies Krishnakumar, White, Zela, Tu, Safari, Hutter 2022, "NAS-Bench-Suite-Zero". Differs: bad outliers are cut
 * off; candidates also come from the whole space.
 */
export function predictor(options: PredictorOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<PredictorSettings>("predictor", defaults, options);
  for (const name of ["every", "candidates"] as const) checkInteger("predictor", name, settings[name], 1);
  checkInteger("predictor", "initial", settings.initial, 2);
  checkNumber("predictor", "optimism", settings.optimism, 0);
  checkRegressor("predictor", "model", settings.model);
  checkEncoding("predictor", settings.encoding);
  const near = Math.ceil(settings.candidates / 2);
  return modelFactory("predictor", settings, features, (space, own) => ({
    initial: settings.initial,
    refit: settings.every,
    candidates: { near, random: settings.candidates - near, best: 10 },
    ...(own ? { start: startByFeatures(space, modelInputs(space, own)) } : {}),
    fit: fitRegressor(encodingOf(space, settings.encoding, own), regressorOf(settings.model), () =>
      confidenceBound(settings.optimism),
    ),
  }));
}
