/** @file NSGA-II: evolution towards a whole Pareto front. */
import { checkInteger, checkNumber, type Json, mergeSettings, type Rng } from "../base/index.ts";
import { crowdingDistance, nonDominatedSort } from "../pareto/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Archive, Entry } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import { mutateIfAny } from "./mutate-if-any.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";

export interface Nsga2Options {
  /** Parents kept, and results of a generation; so many random trials come first. Default 10; the paper has 100. */
  readonly population?: number;
  /** Probability that a child has two parents. Default 0.9. */
  readonly crossover?: number;
  /** Probability that a child is changed in one decision. Default 0.9; a child of one parent always is. */
  readonly mutation?: number;
  /** Draws at most so many times for an architecture that was not proposed before. Default 20. */
  readonly tries?: number;
}

type Nsga2Settings = Readonly<Required<Nsga2Options>>;

const defaults: Nsga2Settings = { population: 10, crossover: 0.9, mutation: 0.9, tries: 20 };

/**
 * Creates NSGA-II: parents are drawn by binary tournaments (feasible before infeasible, then the lower front, then the
 * less crowded); after each `population` results the best of parents and results, front by front, are the next parents.
 *
 * Results come in any order and proposals never wait for them: a generation is whatever results came in. Several
 * objectives are what it is for; with one it is a genetic algorithm with elitism.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II".
 * Differs: crossover and mutation are the space's own; a small population by default, for searches of hundreds of
 * trials; architectures are not repeated; constraints hold or not, by how much does not count.
 */
export function nsga2(options: Nsga2Options = {}): StrategyFactory {
  const settings = mergeSettings<Nsga2Settings>("nsga2", defaults, options);
  checkInteger("nsga2", "population", settings.population, 2);
  checkInteger("nsga2", "tries", settings.tries, 1);
  for (const name of ["crossover", "mutation"] as const) checkNumber("nsga2", name, settings[name], 0, 1);
  return defineStrategy<Nsga2State>({
    name: "nsga2",
    settings,
    needs: ["mutable", "crossable"],
    start: { parents: [], arrived: [] },
    make: (parts, state) => new Nsga2Strategy(parts, settings, state),
  });
}

interface Nsga2State {
  /** Places in the archive. */
  readonly parents: readonly number[];
  readonly arrived: readonly number[];
}

class Nsga2Strategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: Nsga2Settings;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  #parents: readonly number[];
  /** Results since the parents were chosen. */
  #arrived: readonly number[];
  /** Of each parent, for tournaments; made when first needed. */
  #ranking: readonly Ranked[] | undefined;

  constructor({ space, rng, archive }: StrategyParts<A>, settings: Nsga2Settings, state: Nsga2State) {
    this.#space = space;
    this.#settings = settings;
    this.#rng = rng;
    this.#archive = archive;
    this.#parents = state.parents;
    this.#arrived = state.arrived;
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#propose());
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      this.#archive.tell([observation]);
      if (observation.state !== "complete") continue;
      this.#arrived = [...this.#arrived, this.#archive.entries.length - 1];
      if (this.#arrived.length >= this.#settings.population) this.#nextGeneration();
    }
  }

  state(): StrategyState {
    return {
      parents: this.#parents,
      arrived: this.#arrived,
    };
  }

  #nextGeneration(): void {
    const all = [...this.#parents, ...this.#arrived];
    const ranked = rank(all.map((at) => this.#entry(at)));
    const best = ranked.map((place, i) => ({ ...place, at: all[i] as number })).sort(compare);
    this.#parents = best.slice(0, this.#settings.population).map(({ at }) => at);
    this.#arrived = [];
    this.#ranking = undefined;
  }

  #propose(): Proposal<A> {
    const { population, tries } = this.#settings;
    const isRandom = this.#archive.size < population || this.#parents.length === 0;
    return this.#archive.drawNewProposal(tries, () =>
      isRandom ? { architecture: this.#space.sample(this.#rng), origin: "random" } : this.#child(),
    );
  }

  #child(): Proposal<A> {
    const { crossover, mutation } = this.#settings;
    const first = this.#tournament();
    const second = this.#rng.next() < crossover ? this.#tournament() : undefined;
    const child = second
      ? this.#space.crossover(first.architecture, second.architecture, this.#rng)
      : first.architecture;
    const isMutated = second === undefined || this.#rng.next() < mutation;
    return {
      architecture: (isMutated ? mutateIfAny(this.#space, child, this.#rng) : undefined) ?? child,
      origin: second ? `crossover of ${first.trial} and ${second.trial}` : `mutation of ${first.trial}`,
    };
  }

  #tournament(): Entry<A> {
    this.#ranking ??= rank(this.#parents.map((at) => this.#entry(at)));
    const [a, b] = [this.#rng.int(this.#parents.length), this.#rng.int(this.#parents.length)];
    const winner = compare(this.#ranking[a] as Ranked, this.#ranking[b] as Ranked) <= 0 ? a : b;
    return this.#entry(this.#parents[winner] as number);
  }

  #entry(at: number): Entry<A> {
    return this.#archive.entries[at] as Entry<A>;
  }
}

interface Ranked {
  readonly feasible: boolean;
  readonly front: number;
  readonly distance: number;
}

/** Front and crowding distance of each entry, among those as feasible as it is. */
function rank<A>(entries: readonly Entry<A>[]): Ranked[] {
  const ranked = entries.map(({ feasible }): Ranked => ({ feasible, front: 0, distance: 0 }));
  for (const feasible of [true, false]) {
    const members = entries.flatMap((entry, i) => (entry.feasible === feasible ? [i] : []));
    const costs = members.map((i) => (entries[i] as Entry<A>).costs);
    for (const [front, places] of nonDominatedSort(costs).entries()) {
      const distances = crowdingDistance(places.map((place) => costs[place] as readonly number[]));
      for (const [k, place] of places.entries()) {
        ranked[members[place] as number] = { feasible, front, distance: distances[k] as number };
      }
    }
  }
  return ranked;
}

/** Negative where `a` is the better one. */
function compare(a: Ranked, b: Ranked): number {
  if (a.feasible !== b.feasible) return a.feasible ? -1 : 1;
  if (a.front !== b.front) return a.front - b.front;
  // Two infinite distances have no difference.
  return a.distance === b.distance ? 0 : b.distance - a.distance;
}
