/** @file The search of NEAT: generations of whatever results came in, each the children of species. */
import { type Json, type MetricSpec, pick, type Rng } from "../../base/index.ts";
import type { Augmentable, SearchSpace } from "../../space/index.ts";
import { costsOf } from "../costs.ts";
import type { Searcher, StrategyParts, StrategyState } from "../define-strategy.ts";
import { drawUnseen, type SeenKeys } from "../seen-keys.ts";
import type { Observation, Proposal } from "../strategy.ts";
import { tournamentWinner } from "../tournament.ts";
import { InnovationTable } from "./innovation-table.ts";
import type { NeatSettings } from "./neat-options.ts";
import { type Member, nextSpecies, type Species } from "./species.ts";

export type GrowingSpace<A extends Json> = SearchSpace<A> & Augmentable<A>;

export interface NeatState {
  readonly innovations: Json;
  readonly generation: number;
  /** Proposals of this generation, and results that came in during it. */
  readonly asked: number;
  readonly told: number;
  readonly arrived: readonly Json[];
  readonly species: readonly Json[];
}

/** Genomes smaller than this are compared as if they had one gene, as in the paper. */
const SMALL = 20;

export class NeatStrategy<A extends Json> implements Searcher<A> {
  readonly #space: GrowingSpace<A>;
  readonly #objectives: readonly MetricSpec[];
  readonly #settings: NeatSettings;
  readonly #rng: Rng;
  readonly #seen: SeenKeys;
  readonly #innovations: InnovationTable;
  #generation: number;
  #asked: number;
  #told: number;
  #arrived: readonly Member<A>[];
  #species: readonly Species<A>[];

  constructor(
    { objectives, rng, seen }: StrategyParts<A>,
    space: GrowingSpace<A>,
    settings: NeatSettings,
    state: Partial<NeatState>,
  ) {
    const { innovations, generation = 0, asked = 0, told = 0, arrived = [], species = [] } = state;
    this.#space = space;
    this.#objectives = objectives;
    this.#settings = settings;
    this.#rng = rng;
    this.#seen = seen;
    const { initialConnections, initialNodes } = space;
    this.#innovations = innovations
      ? new InnovationTable(innovations)
      : InnovationTable.create(initialConnections, initialNodes);
    this.#generation = generation;
    this.#asked = asked;
    this.#told = told;
    this.#arrived = arrived as unknown as readonly Member<A>[];
    this.#species = species as unknown as readonly Species<A>[];
  }

  ask(count: number): readonly Proposal<A>[] {
    return Array.from({ length: count }, () => this.#propose());
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const { trial, architecture, key, state, feasible, values } of observations) {
      this.#seen.add(key);
      const costs = costsOf(values, this.#objectives);
      if (state === "complete" && costs.every(Number.isFinite)) {
        this.#arrived = [...this.#arrived, { trial, architecture, feasible, costs }];
      }
      this.#told++;
      if (this.#told >= this.#size()) this.#nextGeneration();
    }
  }

  state(): StrategyState {
    return {
      innovations: this.#innovations.toJson(),
      generation: this.#generation,
      asked: this.#asked,
      told: this.#told,
      arrived: this.#arrived as unknown as Json,
      species: this.#species as unknown as Json,
    };
  }

  /** Results that end a generation: as many as it has children. */
  #size(): number {
    if (this.#species.length === 0) return this.#settings.population;
    return Math.max(1, this.#plan().length);
  }

  /** The species of each child of this generation. */
  #plan(): readonly Species<A>[] {
    const plan = this.#species.flatMap((species) => new Array<Species<A>>(species.children).fill(species));
    return plan.length > 0 ? plan : this.#species;
  }

  #nextGeneration(): void {
    this.#asked = 0;
    this.#told = 0;
    const champions = this.#species.flatMap(({ hasChampion, parents }) => (hasChampion ? parents.slice(0, 1) : []));
    const members = [...champions, ...this.#arrived];
    // Where nothing came of a generation, its parents try again.
    if (members.length === 0) return;
    this.#arrived = [];
    this.#generation++;
    const distance = (a: A, b: A): number => this.#distance(a, b);
    this.#species = nextSpecies(this.#species, members, this.#generation, this.#settings, distance, this.#rng);
    this.#innovations.forget();
  }

  /** Compatibility distance (eq. 1 of the paper). */
  #distance(a: A, b: A): number {
    const { excess, disjoint, weight, size } = this.#space.compare(a, b);
    const { excessWeight, disjointWeight, differenceWeight } = this.#settings;
    const n = size < SMALL ? 1 : size;
    return (excessWeight * excess + disjointWeight * disjoint) / n + differenceWeight * weight;
  }

  #propose(): Proposal<A> {
    const { tries } = this.#settings;
    if (this.#species.length === 0) {
      const start = (): A => this.#space.initial(this.#rng);
      return { architecture: drawUnseen(this.#space, this.#seen, tries, start), origin: "start" };
    }
    const plan = this.#plan();
    const species = plan[this.#asked++ % plan.length] as Species<A>;
    let origin = "";
    const architecture = drawUnseen(this.#space, this.#seen, tries, () => {
      const child = this.#child(species);
      origin = child.origin;
      return child.architecture;
    });
    return { architecture, origin };
  }

  #child(species: Species<A>): Proposal<A> {
    const first = pick(species.parents, this.#rng);
    const second = this.#rng.next() < this.#settings.crossover ? this.#mateOf(species, first) : undefined;
    if (second === undefined) {
      return { architecture: this.#mutate(first.architecture), origin: `mutation of ${first.trial}` };
    }
    const [fitter, other] = this.#inOrder(first, second);
    const { disabled } = this.#settings;
    const crossed = this.#space.mate(fitter.architecture, other.architecture, disabled, this.#rng);
    return { architecture: this.#mutate(crossed), origin: `crossover of ${first.trial} and ${second.trial}` };
  }

  /** Of the same species but for rare cases; undefined where there is no other. */
  #mateOf(species: Species<A>, first: Member<A>): Member<A> | undefined {
    const strangers = this.#species.filter((one) => one !== species);
    const isStrange = this.#rng.next() < this.#settings.interspecies && strangers.length > 0;
    const candidates = isStrange ? pick(strangers, this.#rng).parents : species.parents;
    const others = candidates.filter(({ trial }) => trial !== first.trial);
    return others.length > 0 ? pick(others, this.#rng) : undefined;
  }

  /** The fitter first; of equals the smaller, as in the authors' code, so that genomes grow only where it helps. */
  #inOrder(a: Member<A>, b: Member<A>): readonly [Member<A>, Member<A>] {
    const sizeOf = ({ architecture }: Member<A>): number => this.#space.compare(architecture, architecture).size;
    const [small, large] = sizeOf(a) <= sizeOf(b) ? [a, b] : [b, a];
    return tournamentWinner([small, large]) === small ? [small, large] : [large, small];
  }

  #mutate(arch: A): A {
    const { weights, replace, power, addNode, addConnection } = this.#settings;
    const rng = this.#rng;
    let child = arch;
    if (rng.next() < weights) child = this.#space.perturb(child, { replace, power }, rng);
    if (rng.next() < addNode) child = this.#space.addNode(child, this.#innovations, rng) ?? child;
    if (rng.next() < addConnection) child = this.#space.addConnection(child, this.#innovations, rng) ?? child;
    return child;
  }
}
