/** @file Random search. */
import { checkInteger, type Json, mergeSettings } from "../base/index.ts";
import { defineStrategy, type Searcher, type StrategyParts } from "./define-strategy.ts";
import { drawUnseen } from "./seen-keys.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";

export interface RandomOptions {
  /**
   * Draws at most so many times for an architecture whose key was not seen among the latest 500. Default 20; 1 gives
   * independent draws, as the textbook has it.
   */
  readonly tries?: number;
}

const defaults = { tries: 20 };

/**
 * Creates random search: every proposal is drawn from the space's own sampler, whatever is told. The baseline each
 * other strategy has to beat.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Li, Talwalkar 2019, "Random Search and Reproducibility for Neural Architecture Search". Differs: avoids
 * repeats unless `tries` is 1.
 */
export function random(options: RandomOptions = {}): StrategyFactory {
  const settings = mergeSettings("random", defaults, options);
  checkInteger("random", "tries", settings.tries, 1);
  return defineStrategy({
    name: "random",
    settings,
    needs: [],
    start: {},
    make: (parts) => randomSearcher(parts, settings.tries),
  });
}

function randomSearcher<A extends Json>({ space, rng, seen }: StrategyParts<A>, tries: number): Searcher<A> {
  const propose = (): Proposal<A> => ({
    architecture: drawUnseen(space, seen, tries, () => space.sample(rng)),
    origin: "random",
  });
  return {
    ask: (count) => Array.from({ length: count }, propose),
    tell: (observations: readonly Observation<A>[]) => {
      for (const { key } of observations) seen.add(key);
    },
    state: () => ({}),
  };
}
