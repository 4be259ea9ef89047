/** @file ASHA: successive halving that waits for nothing. */
import { InputError, mergeSettings } from "../../base/index.ts";
import { defineStrategy } from "../define-strategy.ts";
import { checkRungs, type RungOptions, rungDefaults } from "../rungs.ts";
import type { StrategyFactory } from "../strategy.ts";
import { type FrontOrderName, frontOrderOf } from "./front-order.ts";
import { PromotingAsha } from "./promoting-asha.ts";
import { StoppingAsha, type StoppingState } from "./stopping-asha.ts";

export interface AshaOptions extends RungOptions {
  /**
   * "stopping" (default): every trial may use the whole budget and is pruned at a rung unless it is among the best
   * 1/eta of those that were there before; nothing is trained twice. "promotion": trials ask for the budget of their
   * rung, and the best of a rung are asked for again with the next one's, as the paper has it.
   */
  readonly mode?: "stopping" | "promotion";
  /**
   * With several objectives, which trials of one front go on where not all may: "epsilon-net" (default), those that
   * cover it best, or "crowding", the least crowded.
   */
  readonly frontOrder?: FrontOrderName;
}

const defaults: Required<AshaOptions> = { ...rungDefaults, mode: "stopping", frontOrder: "epsilon-net" };

/**
 * Creates asynchronous successive halving over random architectures.
 *
 * Several objectives are ranked by front, within one by its epsilon-net, so trials can be pruned with several
 * objectives too; an objective that is not among the intermediate values does not count there.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht, Talwalkar 2020, "A System for Massively Parallel
 * Hyperparameter Tuning"; several objectives by non-dominated rank after Schmucker, Donini, Zafar, Salinas, Archambeau
 * 2021, "Multi-objective Asynchronous Successive Halving". Differs: the stopping mode; as `epsilonNet`.
 */
export function asha(options: AshaOptions = {}): StrategyFactory {
  const settings = mergeSettings<Required<AshaOptions>>("asha", defaults, options);
  checkRungs("asha", settings);
  frontOrderOf(settings.frontOrder);
  const common = { name: "asha", settings, needs: [] };
  switch (settings.mode) {
    case "promotion":
      return defineStrategy({ ...common, start: {}, make: (parts) => new PromotingAsha(parts, settings) });
    case "stopping":
      return defineStrategy<StoppingState>({
        ...common,
        start: { rungs: [] },
        make: (parts, state) => new StoppingAsha(parts, settings, state),
      });
    default:
      throw new InputError(`Cannot set up asha: mode is "${settings.mode}", expected stopping or promotion`);
  }
}
