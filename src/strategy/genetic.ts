/** @file A genetic algorithm: crossover and mutation of the best. */
import {
  checkInteger,
  checkNumber,
  InputError,
  type Json,
  mergeSettings,
  pick,
  type Rng,
  shuffled,
} from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Archive, Entry } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import { scoresOf } from "./scores.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";
import { tournamentWinner } from "./tournament.ts";
import { mutateOptions } from "./vary-options.ts";

export interface GeneticOptions {
  /** Parents and children of a generation; so many random trials come first. Default 20. */
  readonly population?: number;
  /** The best that survive a generation, and the only ones to have children. Default 10. */
  readonly parents?: number;
  /** "tournament": a parent is the best of `sample` drawn survivors (default); "truncation": any survivor. */
  readonly selection?: "tournament" | "truncation";
  /** Survivors a tournament draws. Default 3. */
  readonly sample?: number;
  /** Probability that a child has two parents. Default 1. */
  readonly crossover?: number;
  /** Decisions a mutation changes on average, each with the same probability. Default 1. */
  readonly mutation?: number;
  /** When survivors are chosen: after all children of a "generation" (default), or "steady": after each one. */
  readonly replacement?: "generation" | "steady";
  /** Draws at most so many times for an architecture that was not proposed before. Default 20. */
  readonly tries?: number;
}

type GeneticSettings = Readonly<Required<GeneticOptions>>;

const defaults: GeneticSettings = {
  population: 20,
  parents: 10,
  selection: "tournament",
  sample: 3,
  crossover: 1,
  mutation: 1,
  replacement: "generation",
  tries: 20,
};

/**
 * Creates a genetic algorithm with elitism: after `population` random trials each proposal crosses two of the best
 * `parents` and mutates the result; after each generation the best of parents and children survive.
 *
 * Results come in any order and proposals never wait for them: a generation ends when as many results came in as it
 * has children. With many workers, `replacement: "steady"` uses each result at once. Failed and pruned trials never
 * survive. Several objectives and constraints go by `scoresOf`.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Goldberg 1989, "Genetic Algorithms in Search, Optimization, and Machine Learning"; sizes as a fraction of
 * those of Guo et al. 2020, "Single Path One-Shot" (50, of them 10 parents), for searches of 100 trials. Differs: each
 * child is crossed and mutated; the new option of a mutated decision is never the old one; architectures are not
 * repeated.
 */
export function genetic(options: GeneticOptions = {}): StrategyFactory {
  const settings = mergeSettings<GeneticSettings>("genetic", defaults, options);
  checkSettings(settings);
  return defineStrategy<GeneticState>({
    name: "genetic",
    settings,
    needs: ["mutable", "crossable", "parametric"],
    start: { survivors: [], arrived: [] },
    make: (parts, state) => new GeneticStrategy(parts, settings, state),
  });
}

function checkSettings(settings: GeneticSettings): void {
  const { population, parents, selection, replacement } = settings;
  for (const name of ["parents", "sample", "tries"] as const) checkInteger("genetic", name, settings[name], 1);
  checkInteger("genetic", "population", population, 2);
  checkNumber("genetic", "crossover", settings.crossover, 0, 1);
  checkNumber("genetic", "mutation", settings.mutation, 0, Number.MAX_VALUE);
  if (parents >= population) {
    throw new InputError(`Cannot set up genetic: parents is ${parents}, expected less than population, ${population}`);
  }
  if (selection !== "truncation" && selection !== "tournament") {
    throw new InputError(`Cannot set up genetic: selection is "${selection}", expected tournament or truncation`);
  }
  if (replacement !== "generation" && replacement !== "steady") {
    throw new InputError(`Cannot set up genetic: replacement is "${replacement}", expected generation or steady`);
  }
}

interface GeneticState {
  /** Places in the archive, best first. */
  readonly survivors: readonly number[];
  /** Places in the archive of the results since the survivors were chosen; -1 for one that cannot survive. */
  readonly arrived: readonly number[];
}

class GeneticStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: GeneticSettings;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  #survivors: readonly number[];
  #arrived: readonly number[];

  constructor({ space, rng, archive }: StrategyParts<A>, settings: GeneticSettings, state: GeneticState) {
    this.#space = space;
    this.#settings = settings;
    this.#rng = rng;
    this.#archive = archive;
    this.#survivors = state.survivors;
    this.#arrived = state.arrived;
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#propose());
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      this.#archive.tell([observation]);
      const at = this.#archive.entries.length - 1;
      const { state, costs } = this.#entry(at);
      this.#arrived = [...this.#arrived, state === "complete" && costs.every(Number.isFinite) ? at : -1];
      if (this.#arrived.length >= this.#generation()) this.#select();
    }
  }

  state(): StrategyState {
    return {
      survivors: this.#survivors,
      arrived: this.#arrived,
    };
  }

  /** Results from one choice of survivors to the next. */
  #generation(): number {
    const { population, parents, replacement } = this.#settings;
    if (replacement === "steady") return 1;
    return this.#survivors.length === 0 ? population : population - parents;
  }

  #select(): void {
    const places = [...this.#survivors, ...this.#arrived.filter((at) => at >= 0)];
    const scores = scoresOf(places.map((at) => this.#entry(at)));
    const order = places.map((at, i) => ({ at, score: scores[i] as number })).sort((a, b) => a.score - b.score);
    this.#survivors = order.slice(0, this.#settings.parents).map(({ at }) => at);
    this.#arrived = [];
  }

  #propose(): Proposal<A> {
    const { population, tries } = this.#settings;
    const isRandom = this.#archive.size < population || this.#survivors.length === 0;
    return this.#archive.drawNewProposal(tries, () =>
      isRandom ? { architecture: this.#space.sample(this.#rng), origin: "random" } : this.#child(),
    );
  }

  #child(): Proposal<A> {
    const [first, second] = this.#couple();
    const other = this.#rng.next() < this.#settings.crossover ? second : undefined;
    const crossed = other
      ? this.#space.crossover(first.architecture, other.architecture, this.#rng)
      : first.architecture;
    const applying = this.#space.toIndices(crossed).filter((index) => index >= 0).length;
    const rate = this.#settings.mutation / Math.max(1, applying);
    return {
      architecture: mutateOptions(this.#space, crossed, rate, this.#rng) ?? crossed,
      origin: other ? `crossover of ${first.trial} and ${other.trial}` : `mutation of ${first.trial}`,
    };
  }

  /** Two different survivors, or the only one. */
  #couple(): [Entry<A>, Entry<A> | undefined] {
    const survivors = this.#survivors.map((at) => this.#entry(at));
    const first = this.#selected(survivors);
    const others = survivors.filter((entry) => entry !== first);
    return [first, others.length > 0 ? this.#selected(others) : undefined];
  }

  #selected(survivors: readonly Entry<A>[]): Entry<A> {
    const { selection, sample } = this.#settings;
    if (selection === "truncation") return pick(survivors, this.#rng);
    return tournamentWinner(shuffled(survivors, this.#rng).slice(0, sample));
  }

  #entry(at: number): Entry<A> {
    return this.#archive.entries[at] as Entry<A>;
  }
}
