/** @file BANANAS: an ensemble of networks rates mutations of the best. */
import { checkInteger, mergeSettings } from "../base/index.ts";
import { mlpEnsemble, thompsonSampling } from "../surrogate/index.ts";
import { checkEncoding, type EncodingName, encodingOf } from "./model/encodings.ts";
import { type AnyFeatures, modelFactory } from "./model/model-factory.ts";
import { fitRegressor } from "./model/regressor-model.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface BananasOptions {
  /** Trials before the first model. Default 10. */
  readonly initial?: number;
  /** Results between one training of the ensemble and the next. Default 10. */
  readonly every?: number;
  /** Candidates rated for each proposal, all of them mutations of the best. Default 100. */
  readonly candidates?: number;
  /** How many of the best results are mutated. Default 10; the paper's code has 1. */
  readonly best?: number;
  /** Networks of the ensemble. Default 5. */
  readonly members?: number;
  /** Default "options"; "paths" is the paper's, for spaces whose architectures are graphs. */
  readonly encoding?: EncodingName;
}

type BananasSettings = Readonly<Required<BananasOptions>>;

const defaults: BananasSettings = {
  initial: 10,
  every: 10,
  candidates: 100,
  best: 10,
  members: 5,
  encoding: "options",
};

/**
 * Creates BANANAS: an ensemble of five fully connected networks predicts how good an architecture is and how sure that
 * is; the candidate with the best of independent draws from what is predicted comes next.
 *
 * @param features  Cheap numbers about architectures that the networks see as well.
 * @throws {InputError} if an option is wrong.
 * Source: White, Neiswanger, Savani 2021, "BANANAS: Bayesian Optimization with Neural Architectures for Neural
 * Architecture Search"; settings of its code (naszilla). Differs: smaller networks of 3 layers, which learn as well from
 * so few results in a tenth of the time; mutations of the ten best; bad outliers are cut off.
 */
export function bananas(options: BananasOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<BananasSettings>("bananas", defaults, options);
  for (const name of ["every", "candidates", "best", "members"] as const) {
    checkInteger("bananas", name, settings[name], 1);
  }
  checkInteger("bananas", "initial", settings.initial, 2);
  checkEncoding("bananas", settings.encoding);
  const { initial, every, candidates, best, members, encoding } = settings;
  const ensemble = mlpEnsemble({ members, layers: 3 });
  return modelFactory("bananas", settings, features, (space, own) => ({
    initial,
    refit: every,
    candidates: { near: candidates, random: 0, best },
    fit: fitRegressor(encodingOf(space, encoding, own), ensemble, thompsonSampling),
  }));
}
