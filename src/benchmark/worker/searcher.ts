/** @file Runs the searches of a comparison, each a function of its strategy and seed alone. */
import { createRng, InputError } from "../../base/index.ts";
import { type Features, strategies as known, type StrategyFactory } from "../../strategy/index.ts";
import type { Benchmark } from "../open-benchmark.ts";
import { type SimulationOptions, simulate } from "../simulation.ts";
import type { Trace } from "../trace.ts";
import type { SearchJob, StrategyRequest } from "./messages.ts";
import { importStrategy } from "./strategy-module.ts";

/**
 * Sets strategies up by name, those of modules by their modules.
 *
 * @param features  For the strategies that look at them.
 * @throws {InputError} if a name or setting is wrong.
 */
export function createStrategies(
  requests: readonly StrategyRequest[],
  features?: Features<never>,
): Promise<readonly StrategyFactory[]> {
  return Promise.all(
    requests.map(async ({ name, module, settings }) => {
      if (module !== undefined) return importStrategy(module, settings);
      const entry = Object.entries(known).find(([key]) => key === name)?.[1];
      if (entry) return entry.create(settings, features);
      throw new InputError(
        `Cannot compare strategies: there is no strategy "${name}", expected one of ${Object.keys(known).join(", ")}`,
      );
    }),
  );
}

/** Runs one search. Streams of different strategies are independent, as the tests that compare them ask for. */
export function runSearch(
  benchmark: Benchmark,
  strategies: readonly StrategyFactory[],
  options: SimulationOptions,
  { strategy, seed }: SearchJob,
): Trace {
  const factory = strategies[strategy] as StrategyFactory;
  return simulate(benchmark.problemOf(seed), factory, options, createRng(seed).split(factory.name));
}
