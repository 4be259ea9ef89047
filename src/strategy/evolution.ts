/** @file Regularized (ageing) evolution. */
import { checkInteger, type Json, type MetricSpec, mergeSettings, pick, type Rng, shuffled } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import { costsOf } from "./costs.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import { drawUnseen, type SeenKeys } from "./seen-keys.ts";
import type { Observation, Proposal, StrategyFactory, TrialId } from "./strategy.ts";
import { type Contestant, tournamentWinner } from "./tournament.ts";

export interface EvolutionOptions {
  /** Trials alive at a time; so many random ones come first. Default 10, for searches of some 30 trials and more. */
  readonly population?: number;
  /** Trials a tournament draws. Default 3. */
  readonly sample?: number;
  /** Whether a tournament may draw a trial twice, as NATS-Bench's code does. Default false. */
  readonly replacement?: boolean;
  /**
   * Draws at most so many times for an architecture whose key was not seen among the latest 500. Default 20; 1 takes
   * every child as it comes, as the paper does.
   */
  readonly tries?: number;
}

type EvolutionSettings = Readonly<Required<EvolutionOptions>>;

const defaults: EvolutionSettings = { population: 10, sample: 3, replacement: false, tries: 20 };

/**
 * Creates regularized evolution: after `population` random trials each proposal is a mutation of the best of `sample`
 * trials drawn from the population, and each result pushes the oldest member out, however good.
 *
 * Results come in any order and proposals never wait for them: members age in the order they finished, and where no
 * trial has finished yet, or the winner has no neighbour, the proposal is random. Failed and pruned trials do not enter the population. With several
 * objectives or with constraints the tournament goes by `tournamentWinner`.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Real, Aggarwal, Huang, Le 2019, "Regularized Evolution for Image Classifier Architecture Search",
 * algorithm 1. Differs: several objectives, constraints, asynchronous results, repeats avoided unless `tries` is 1.
 */
export function evolution(options: EvolutionOptions = {}): StrategyFactory {
  const settings = mergeSettings<EvolutionSettings>("evolution", defaults, options);
  for (const name of ["population", "sample", "tries"] as const) checkInteger("evolution", name, settings[name], 1);
  return defineStrategy<EvolutionState>({
    name: "evolution",
    settings,
    needs: ["mutable"],
    start: { started: 0, population: [] },
    make: (parts, state) => new EvolutionStrategy(parts, settings, state),
  });
}

interface EvolutionState {
  readonly started: number;
  /** Oldest first; null for a cost that is no finite number. */
  readonly population: readonly {
    readonly trial: TrialId;
    readonly architecture: Json;
    readonly feasible: boolean;
    readonly costs: readonly (number | null)[];
  }[];
}

interface Member<A> extends Contestant {
  readonly trial: TrialId;
  readonly architecture: A;
}

class EvolutionStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #objectives: readonly MetricSpec[];
  readonly #settings: EvolutionSettings;
  readonly #rng: Rng;
  readonly #seen: SeenKeys;
  /** Random proposals made so far, up to the size of the population. */
  #started: number;
  /** Oldest first. */
  #population: readonly Member<A>[];

  constructor({ space, objectives, rng, seen }: StrategyParts<A>, settings: EvolutionSettings, state: EvolutionState) {
    this.#space = space;
    this.#objectives = objectives;
    this.#settings = settings;
    this.#rng = rng;
    this.#seen = seen;
    this.#started = state.started;
    this.#population = state.population.map((member) => ({
      ...member,
      architecture: member.architecture as A,
      costs: member.costs.map((cost) => cost ?? Number.NaN),
    }));
  }

  ask(count: number): readonly Proposal<A>[] {
    return Array.from({ length: count }, () => this.#propose());
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const { key } of observations) this.#seen.add(key);
    const arrived = observations
      .filter((observation) => observation.state === "complete")
      .map(({ trial, architecture, feasible, values }) => ({
        trial,
        architecture,
        feasible,
        costs: costsOf(values, this.#objectives),
      }));
    this.#population = [...this.#population, ...arrived].slice(-this.#settings.population);
  }

  state(): StrategyState {
    return {
      started: this.#started,
      population: this.#population.map((member) => ({
        ...member,
        costs: member.costs.map((cost) => (Number.isNaN(cost) ? null : cost)),
      })),
    };
  }

  #propose(): Proposal<A> {
    const isStarting = this.#started < this.#settings.population;
    if (isStarting) this.#started++;
    if (isStarting || this.#population.length === 0) return this.#random();
    const parent = tournamentWinner(this.#contestants());
    if (!hasNeighbour(this.#space, parent.architecture)) return this.#random();
    const child = this.#draw(() => this.#space.mutate(parent.architecture, this.#rng));
    return { architecture: child, origin: `mutation of ${parent.trial}` };
  }

  #random(): Proposal<A> {
    return { architecture: this.#draw(() => this.#space.sample(this.#rng)), origin: "random" };
  }

  #draw(draw: () => A): A {
    return drawUnseen(this.#space, this.#seen, this.#settings.tries, draw);
  }

  #contestants(): readonly Member<A>[] {
    const { sample, replacement } = this.#settings;
    if (!replacement) return shuffled(this.#population, this.#rng).slice(0, sample);
    return Array.from({ length: sample }, () => pick(this.#population, this.#rng));
  }
}

function hasNeighbour<A extends Json>(space: SearchSpace<A>, arch: A): boolean {
  return space.neighbours(arch)[Symbol.iterator]().next().done !== true;
}
