/** @file Regularized evolution that crosses along shortest edit paths. */
import { checkInteger, type Json, mergeSettings, type Rng, shuffled } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Archive, Entry } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import { crossByEditPath } from "./edit-path/index.ts";
import { mutateIfAny } from "./mutate-if-any.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";
import { tournamentWinner } from "./tournament.ts";

export interface SepxOptions {
  /** Trials alive at a time; so many random ones come first. Default 20; the paper has 100. */
  readonly population?: number;
  /** Trials a tournament draws, each once. Default 10. */
  readonly sample?: number;
  /** Draws at most so many times for an architecture that was not proposed before. Default 20; 1 takes every child. */
  readonly tries?: number;
}

type SepxSettings = Readonly<Required<SepxOptions>>;

const defaults: SepxSettings = { population: 20, sample: 10, tries: 20 };

/**
 * Creates regularized evolution with shortest-edit-path crossover: after `population` random trials, proposals take
 * turns as a mutation of the winner of a tournament and as a child halfway between two winners; each result pushes the
 * oldest member out, however good.
 *
 * In spaces that read architectures back from graphs (`fromDag`) the way between two winners is a shortest path of
 * edits of their graphs, in others it leads through the parameters in which they differ. Winners too close for a child
 * of their own give a mutation instead. Results come in any order and proposals never wait for them.
 *
 * @throws {InputError} if an option is wrong.
 * Cost: a crossover needs an exact edit distance (some 3 ms for cells of 7 vertices), and reads up to 50 graphs back.
 * Source: Qiu, Miikkulainen 2023, "Shortest Edit Path Crossover: A Theory-driven Solution to the Permutation Problem in
 * Evolutionary Neural Architecture Search". Differs: a smaller population, for searches of hundreds of trials; several
 * objectives, constraints, asynchronous results; repeats avoided unless `tries` is 1.
 */
export function sepx(options: SepxOptions = {}): StrategyFactory {
  const settings = mergeSettings<SepxSettings>("sepx", defaults, options);
  for (const name of ["population", "sample", "tries"] as const) checkInteger("sepx", name, settings[name], 1);
  return defineStrategy<SepxState>({
    name: "sepx",
    settings,
    needs: ["mutable", "encodable", "parametric"],
    start: { children: 0, population: [] },
    make: (parts, state) => new SepxStrategy(parts, settings, state),
  });
}

interface SepxState {
  readonly children: number;
  /** Places in the archive, oldest first. */
  readonly population: readonly number[];
}

class SepxStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: SepxSettings;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  /** Proposals made since the random start; the odd ones are crossovers. */
  #children: number;
  #population: readonly number[];

  constructor({ space, rng, archive }: StrategyParts<A>, settings: SepxSettings, state: SepxState) {
    this.#space = space;
    this.#settings = settings;
    this.#rng = rng;
    this.#archive = archive;
    this.#children = state.children;
    this.#population = state.population;
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#propose());
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      this.#archive.tell([observation]);
      const newest = this.#archive.entries.length - 1;
      if (observation.state !== "complete") continue;
      this.#population = [...this.#population, newest].slice(-this.#settings.population);
    }
  }

  state(): StrategyState {
    return {
      children: this.#children,
      population: this.#population,
    };
  }

  #propose(): Proposal<A> {
    const { population, tries } = this.#settings;
    const isRandom = this.#archive.size < population || this.#population.length === 0;
    if (isRandom) return this.#archive.drawNewProposal(tries, () => this.#random());
    const isCrossing = this.#children++ % 2 === 1;
    return (isCrossing ? this.#crossing() : undefined) ?? this.#archive.drawNewProposal(tries, () => this.#mutation());
  }

  #random(): Proposal<A> {
    return { architecture: this.#space.sample(this.#rng), origin: "random" };
  }

  /** A new child of two winners; undefined where they have none. */
  #crossing(): Proposal<A> | undefined {
    for (let i = 0; i < this.#settings.tries; i++) {
      const [a, b] = [this.#winner(), this.#winner()];
      if (a.key === b.key) continue;
      const child = crossByEditPath(this.#space, a.architecture, b.architecture, this.#rng);
      if (child === undefined || (this.#settings.tries > 1 && this.#archive.has(child))) continue;
      return { architecture: child, origin: `crossover of ${a.trial} and ${b.trial}` };
    }
    return undefined;
  }

  #mutation(): Proposal<A> {
    const { architecture, trial } = this.#winner();
    const child = mutateIfAny(this.#space, architecture, this.#rng);
    return child === undefined ? this.#random() : { architecture: child, origin: `mutation of ${trial}` };
  }

  #winner(): Entry<A> {
    const drawn = shuffled(this.#population, this.#rng).slice(0, this.#settings.sample);
    return tournamentWinner(drawn.map((place) => this.#archive.entries[place] as Entry<A>));
  }
}
