/** @file The law of searches in simulated time: going on from a snapshot is the same as never having stopped. */
import { createRng, type Json, type Rng } from "../../src/base/index.ts";
import { type Problem, Simulation, type SimulationOptions, type Trace } from "../../src/benchmark/index.ts";
import type { StrategyFactory } from "../../src/strategy/index.ts";

/** What went on after a snapshot. */
export interface Resumed {
  /** After which event the search was stopped. */
  readonly event: number;
  readonly trace: Trace;
}

/**
 * Runs a search without a stop, and again from snapshots, stored as text, at so many events drawn at random.
 *
 * @returns The traces; the law holds where all of them are equal.
 */
export function resumeEverywhere<A extends Json>(
  problem: Problem<A>,
  factory: StrategyFactory,
  options: SimulationOptions,
  points = 20,
  rng: Rng = createRng("resume"),
): { readonly whole: Trace; readonly resumed: readonly Resumed[] } {
  const start = (): Simulation<A> => Simulation.start(problem, factory, options, createRng("search"));
  const uninterrupted = start();
  let events = 0;
  while (uninterrupted.step()) events++;
  const stops = new Set(Array.from({ length: points }, () => rng.int(events + 1)));
  const observed = start();
  const resumed: Resumed[] = [];
  for (let event = 0; event <= events; event++) {
    if (stops.has(event)) {
      const stored = JSON.stringify(observed.snapshot());
      const simulation = Simulation.restore(problem, factory, options, JSON.parse(stored) as Json);
      while (simulation.step());
      resumed.push({ event, trace: simulation.trace });
    }
    observed.step();
  }
  return { whole: uninterrupted.trace, resumed };
}
