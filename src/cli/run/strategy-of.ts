/** @file The strategy of a run. */
import { given, type StrategyFactory, strategies, transfer } from "../../strategy/index.ts";
import type { RunSpec } from "./run-spec.ts";

/** Creates the strategy of a run again. @throws {InputError} if a setting is wrong. */
export function strategyOf({ strategy: { name, settings }, earlier, given: architectures }: RunSpec): StrategyFactory {
  if (architectures) return given(architectures);
  return earlier ? transfer(earlier, settings) : strategies[name as keyof typeof strategies].create(settings);
}
