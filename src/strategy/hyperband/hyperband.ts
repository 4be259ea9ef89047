/** @file Hyperband and successive halving: most trials are cheap ones, and only the best of them get the whole budget. */
import { checkInteger, InputError, mergeSettings } from "../../base/index.ts";
import { defineStrategy } from "../define-strategy.ts";
import { checkRungs, climbs, type RungOptions, rungDefaults } from "../rungs.ts";
import type { StrategyFactory } from "../strategy.ts";
import type { BracketPlan } from "./bracket.ts";
import { type HalvingState, HalvingStrategy } from "./halving-strategy.ts";
import { bracketPlans, halvingPlan, type Rounding } from "./plans.ts";
import { randomSampler, type Sampler } from "./sampler.ts";

export interface HyperbandOptions extends RungOptions {
  /** How numbers of starting trials are rounded: "ceil" (default) as in the paper's pseudo-code, or "floor" as in its tables. */
  readonly rounding?: Rounding;
}

/**
 * Creates Hyperband: brackets of successive halving in turn, from the one that starts most trials with the least budget
 * to the one that gives every trial all of it.
 *
 * Trials ask for a part of the budget (`fidelity`); what goes on to the next rung continues its training there. A bracket
 * that waits for results lets the next one begin, so proposals never wait. Failed and pruned trials do not go on.
 * Several objectives are ranked by front, then crowding.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Li, Jamieson, DeSalvo, Rostamizadeh, Talwalkar 2018, "Hyperband: A Novel Bandit-Based Approach to
 * Hyperparameter Optimization". Differs: several objectives; the next bracket begins early.
 */
export function hyperband(options: HyperbandOptions = {}): StrategyFactory {
  const settings = mergeSettings("hyperband", hyperbandDefaults, options);
  checkHyperband("hyperband", settings);
  return halvingFactory("hyperband", settings, bracketPlans(settings, settings.rounding), randomSampler);
}

export const hyperbandDefaults: Required<HyperbandOptions> = { ...rungDefaults, rounding: "ceil" };

/** @throws {InputError} if an option is wrong. */
export function checkHyperband(owner: string, settings: Required<HyperbandOptions>): void {
  checkRungs(owner, settings);
  if (settings.rounding === "ceil" || settings.rounding === "floor") return;
  throw new InputError(`Cannot set up ${owner}: rounding is "${settings.rounding}", expected ceil or floor`);
}

export interface SuccessiveHalvingOptions extends RungOptions {
  /** Trials on the lowest rung of each bracket. Default 9: one of them gets the whole budget. */
  readonly start?: number;
}

/**
 * Creates successive halving: `start` random trials with the least budget, the best of `eta` of them with `eta` times
 * as much, and so on; then again from the start. As `hyperband`, with one kind of bracket.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Jamieson, Talwalkar 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization".
 * Differs: several objectives; the next bracket begins early.
 */
export function successiveHalving(options: SuccessiveHalvingOptions = {}): StrategyFactory {
  const settings = mergeSettings("successive-halving", { ...rungDefaults, start: 9 }, options);
  checkRungs("successive-halving", settings);
  checkInteger("successive-halving", "start", settings.start, 1);
  const plan = halvingPlan(settings.eta, climbs(settings), settings.start);
  return halvingFactory("successive-halving", settings, [plan], randomSampler);
}

/** Makes the factory of a strategy that runs the plans in turn. */
export function halvingFactory(
  name: string,
  settings: object,
  plans: readonly BracketPlan[],
  sampler: Sampler,
): StrategyFactory {
  return defineStrategy<HalvingState>({
    name,
    settings,
    needs: [],
    start: { opened: 0, brackets: [] },
    make: (parts, state) => new HalvingStrategy(parts, plans, sampler, state),
  });
}
