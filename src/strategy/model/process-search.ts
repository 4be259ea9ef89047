/** @file What strategies with Gaussian processes have in common: settings, start and candidates. */
import { checkInteger, InputError, type Json } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Features } from "../features.ts";
import { modelInputs } from "./inputs.ts";
import type { Known, ModelSearch, Rate } from "./model-strategy.ts";
import { type FitProcess, processFit } from "./process-model.ts";
import { startByFeatures } from "./start-by-features.ts";

export interface ProcessSearchOptions {
  /**
   * How alike two architectures are: "options" (default) compares their decisions, unordered ones by Hamming distance,
   * ordered ones as numbers; "wl" compares their graphs by Weisfeiler-Lehman labels.
   */
  readonly kernel?: "options" | "wl";
  /** Trials before the first model. Default 10, of `gp` 5. */
  readonly initial?: number;
  /** Candidates rated for each proposal, half of them near the best. Default 400. */
  readonly candidates?: number;
  /** Results a model is fitted to at most, the best third and the latest; bounds the cost of a fit. Default 300. */
  readonly results?: number;
}

export type ProcessSearchSettings = Readonly<Required<ProcessSearchOptions>>;

export const processSearchDefaults: ProcessSearchSettings = {
  kernel: "options",
  initial: 10,
  candidates: 400,
  results: 300,
};

/** Candidates are near so many of the best results. */
const BEST = 10;

/** @throws {InputError} if a setting is wrong. */
export function checkProcessSearch(owner: string, settings: ProcessSearchSettings): void {
  for (const name of ["initial", "results"] as const) checkInteger(owner, name, settings[name], 2);
  checkInteger(owner, "candidates", settings.candidates, 1);
  checkOneOf(owner, "kernel", settings.kernel, ["options", "wl"]);
}

/** @throws {InputError} if the value is none of those allowed. */
export function checkOneOf(owner: string, name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new InputError(`Cannot set up ${owner}: ${name} is "${value}", expected ${allowed.join(" or ")}`);
}

/**
 * Makes the parts of a strategy for a space.
 *
 * @param makeFit  Makes the strategy's fit from that of one process.
 */
export function processSearch<A extends Json>(
  space: SearchSpace<A>,
  features: Features<A> | undefined,
  settings: ProcessSearchSettings,
  makeFit: (fitProcess: FitProcess<A>) => (known: Known<A>) => Rate<A>,
): ModelSearch<A> {
  const look = modelInputs(space, features);
  const near = Math.ceil(settings.candidates / 2);
  return {
    initial: settings.initial,
    refit: 1,
    candidates: { near, random: settings.candidates - near, best: BEST },
    ...(features ? { start: startByFeatures(space, look) } : {}),
    fit: makeFit(processFit(space, look, settings, features !== undefined)),
  };
}
