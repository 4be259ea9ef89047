/** @file The strategies that come with Espalier, by name. */
import type { Settings } from "../base/index.ts";
import { evolution } from "./evolution.ts";
import { random } from "./random.ts";
import type { StrategyFactory } from "./strategy.ts";

export interface StrategyEntry {
  /** One line for lists. */
  readonly summary: string;
  /** Sets the strategy up. @throws {InputError} if a setting is unknown or wrong. */
  create(settings?: Settings): StrategyFactory;
}

/** Every strategy by the name a command line uses; settings are the options of the function of that name. */
export const strategies: Readonly<Record<"evolution" | "random", StrategyEntry>> = {
  evolution: {
    summary: "regularized evolution: mutate the best of a few, let the oldest die",
    create: (settings = {}) => evolution(settings),
  },
  random: {
    summary: "random search: independent draws, the baseline",
    create: (settings = {}) => random(settings),
  },
};
