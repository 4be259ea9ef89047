/** @file Bayesian optimisation with a Gaussian process. */
import { checkInteger, InputError, mergeSettings } from "../base/index.ts";
import { modelInputs } from "./model/inputs.ts";
import type { AnyFeatures } from "./model/model-factory.ts";
import { modelFactory } from "./model/model-factory.ts";
import { type AcquisitionName, fitProcess } from "./model/process-model.ts";
import { startByFeatures } from "./model/start-by-features.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface GpOptions {
  /**
   * How alike two architectures are: "options" (default) compares their decisions, unordered ones by Hamming distance,
   * ordered ones as numbers; "wl" compares their graphs by Weisfeiler-Lehman labels.
   */
  readonly kernel?: "options" | "wl";
  /** "ei" (default): expected improvement; "ucb": the optimistic bound; "ts": a draw for each candidate. */
  readonly acquisition?: AcquisitionName;
  /** Trials before the first model. Default 10. */
  readonly initial?: number;
  /** Candidates rated for each proposal, half of them near the best. Default 400. */
  readonly candidates?: number;
  /** Results a model is fitted to at most, the best third and the latest; bounds the cost of a fit. Default 300. */
  readonly results?: number;
}

type GpSettings = Readonly<Required<GpOptions>>;

const defaults: GpSettings = { kernel: "options", acquisition: "ei", initial: 10, candidates: 400, results: 300 };

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
  for (const name of ["initial", "results"] as const) checkInteger("gp", name, settings[name], 2);
  checkInteger("gp", "candidates", settings.candidates, 1);
  checkOneOf("kernel", settings.kernel, ["options", "wl"]);
  checkOneOf("acquisition", settings.acquisition, ["ei", "ucb", "ts"]);
  const near = Math.ceil(settings.candidates / 2);
  return modelFactory("gp", settings, features, (space, own) => {
    const look = modelInputs(space, own);
    return {
      initial: settings.initial,
      refit: 1,
      candidates: { near, random: settings.candidates - near, best: 10 },
      ...(own ? { start: startByFeatures(space, look) } : {}),
      fit: fitProcess(space, look, settings, own !== undefined),
    };
  });
}

function checkOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new InputError(`Cannot set up gp: ${name} is "${value}", expected ${allowed.join(" or ")}`);
}
