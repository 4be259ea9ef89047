/** @file Random search. */
import { checkInteger, type Json, mergeSettings, type Rng, type RngState, restoreRng } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import { drawUnseen, SeenKeys } from "./seen-keys.ts";
import type { Observation, Proposal, Strategy, StrategyFactory } from "./strategy.ts";

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
  return {
    name: "random",
    settings,
    needs: [],
    create: (space, _objectives, rng) => new RandomStrategy(space, settings.tries, rng, new SeenKeys()),
    restore: (space, _objectives, snapshot) => {
      const { rng, seen } = snapshot as unknown as RandomSnapshot;
      return new RandomStrategy(space, settings.tries, restoreRng(rng), new SeenKeys(seen));
    },
  };
}

interface RandomSnapshot {
  readonly rng: RngState;
  readonly seen: readonly string[];
}

class RandomStrategy<A extends Json> implements Strategy<A> {
  readonly #space: SearchSpace<A>;
  readonly #tries: number;
  readonly #rng: Rng;
  readonly #seen: SeenKeys;

  constructor(space: SearchSpace<A>, tries: number, rng: Rng, seen: SeenKeys) {
    this.#space = space;
    this.#tries = tries;
    this.#rng = rng;
    this.#seen = seen;
  }

  ask(count: number): readonly Proposal<A>[] {
    const draw = (): A => this.#space.sample(this.#rng);
    return Array.from({ length: count }, () => ({
      architecture: drawUnseen(this.#space, this.#seen, this.#tries, draw),
      origin: "random",
    }));
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const { key } of observations) this.#seen.add(key);
  }

  snapshot(): Json {
    return { rng: { ...this.#rng.state() }, seen: this.#seen.toJson() };
  }
}
