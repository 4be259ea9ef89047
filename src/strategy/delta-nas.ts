/** @file Delta-NAS: evolution that pays only for the change it expects most of. */
import {
  checkInteger,
  checkNumber,
  type Json,
  type MetricSpec,
  mergeSettings,
  type Rng,
  type RngState,
  restoreRng,
  shuffled,
} from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import { deltaRegressor, extraTrees, type FittedDelta } from "../surrogate/index.ts";
import { Archive, type Entry } from "./archive.ts";
import type { Features } from "./features.ts";
import { boundedTargets } from "./model/bounded-targets.ts";
import { type Encoding, encodingOf } from "./model/encodings.ts";
import { modelInputs } from "./model/inputs.ts";
import type { AnyFeatures } from "./model/model-factory.ts";
import { startByFeatures } from "./model/start-by-features.ts";
import { scoresOf } from "./scores.ts";
import type { Observation, Proposal, Strategy, StrategyFactory } from "./strategy.ts";

export interface DeltaNasOptions {
  /** Trials before the first model. Default 20. */
  readonly initial?: number;
  /** The best results, from which parents come. Default 10. */
  readonly population?: number;
  /** Results a tournament draws. Default 3. */
  readonly sample?: number;
  /** Tournaments, each of whose winners is a parent. Default 5. */
  readonly parents?: number;
  /** Children of each parent, one decision away, that are compared. Default 20. */
  readonly children?: number;
  /** Results between one fit and the next. Default 10. */
  readonly every?: number;
  /** Greatest number of pairs the model learns from, both directions counted. Default 1500. */
  readonly pairs?: number;
  /** Standard deviations of the model's doubt to hope for. Default 1; with 0 a search easily stays where it began. */
  readonly optimism?: number;
  /** Whether the model also sees where a change starts. Default false: a change counts the same everywhere. */
  readonly context?: boolean;
}

type DeltaNasSettings = Readonly<Required<DeltaNasOptions>>;

const defaults: DeltaNasSettings = {
  initial: 20,
  population: 10,
  sample: 3,
  parents: 5,
  children: 20,
  every: 10,
  pairs: 1500,
  optimism: 1,
  context: false,
};

/**
 * Creates Delta-NAS (reconstruction): evolution in which a few of the best results have many children, and the one is
 * tried whose parent's score and predicted difference to it promise most. The predictor learns from pairs of results:
 * the difference of two encodings in, the difference of two scores out, so n results give n(n - 1) examples.
 *
 * @param features  Cheap numbers about architectures, such as zero-cost proxies: their differences are seen as well,
 *   and the start goes to what they speak for.
 * @throws {InputError} if an option is wrong.
 * Source: Sridhar, Chen 2025, "Delta-NAS: Difference of Architecture Encoding for Predictor-based Evolutionary Neural
 * Architecture Search". The paper's code was not released and its text leaves the predictor, the sampling of pairs and
 * the settings of the evolution open: extremely randomised trees, pairs at random, elitist evolution and
 * the optimism are ours.
 */
export function deltaNas(options: DeltaNasOptions = {}, features?: AnyFeatures): StrategyFactory {
  const settings = mergeSettings<DeltaNasSettings>("delta-nas", defaults, options);
  checkInteger("delta-nas", "initial", settings.initial, 2);
  checkInteger("delta-nas", "pairs", settings.pairs, 2);
  checkNumber("delta-nas", "optimism", settings.optimism, 0);
  for (const name of ["population", "sample", "parents", "children", "every"] as const) {
    checkInteger("delta-nas", name, settings[name], 1);
  }
  const own = <A>(): Features<A> | undefined => features as Features<A> | undefined;
  return {
    name: "delta-nas",
    settings: { ...settings, ...(features ? { features: features.name } : {}) },
    needs: ["mutable", "encodable"],
    create: (space, objectives, rng) =>
      new DeltaNasStrategy(space, objectives, settings, own(), { rng: rng.state(), started: 0 }),
    restore: (space, objectives, snapshot) =>
      new DeltaNasStrategy(space, objectives, settings, own(), snapshot as unknown as DeltaNasState),
  };
}

interface DeltaNasState {
  readonly rng: RngState;
  readonly archive?: Json;
  readonly started: number;
}

interface Model<A> {
  /** Results it was fitted to. */
  readonly count: number;
  readonly fitted: FittedDelta;
  readonly encode: (arch: A) => Float64Array;
}

interface Parent<A> {
  readonly entry: Entry<A>;
  readonly score: number;
}

interface Child<A> {
  readonly parent: Parent<A>;
  readonly architecture: A;
}

const TRIES = 20;

class DeltaNasStrategy<A extends Json> implements Strategy<A> {
  readonly #space: SearchSpace<A>;
  readonly #settings: DeltaNasSettings;
  readonly #encoding: Encoding<A>;
  readonly #start: (archive: Archive<A>, rng: Rng) => A;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  #started: number;
  /** Follows from the archive. */
  #model: Model<A> | undefined;

  constructor(
    space: SearchSpace<A>,
    objectives: readonly MetricSpec[],
    settings: DeltaNasSettings,
    features: Features<A> | undefined,
    state: DeltaNasState,
  ) {
    this.#space = space;
    this.#settings = settings;
    this.#encoding = encodingOf(space, "options", features);
    this.#start = features
      ? startByFeatures(space, modelInputs(space, features))
      : (archive, rng) => archive.drawNew(TRIES, () => space.sample(rng));
    this.#rng = restoreRng(state.rng);
    this.#archive = new Archive(space, objectives, state.archive);
    this.#started = state.started;
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(
      count,
      () => (this.#started < this.#settings.initial ? undefined : this.#evolve()) ?? this.#begin(),
    );
  }

  tell(observations: readonly Observation<A>[]): void {
    this.#archive.tell(observations);
  }

  snapshot(): Json {
    return { rng: { ...this.#rng.state() }, archive: this.#archive.toJson(), started: this.#started };
  }

  #begin(): Proposal<A> {
    this.#started++;
    return { architecture: this.#start(this.#archive, this.#rng), origin: "start" };
  }

  /** The most promising child; undefined where nothing new is one decision away. */
  #evolve(): Proposal<A> | undefined {
    const usable = this.#archive.usable(1);
    if (usable.length < 2) return undefined;
    const children = this.#parentsOf(usable).flatMap((parent) => this.#childrenOf(parent));
    if (children.length === 0) return undefined;
    const { fitted, encode } = this.#currentModel(usable);
    const { mean, std } = fitted.difference(
      children.map(({ parent }) => encode(parent.entry.architecture)),
      children.map(({ architecture }) => encode(architecture)),
    );
    const promised = mean.map(
      (change, i) => (children[i] as Child<A>).parent.score + change - this.#settings.optimism * (std[i] as number),
    );
    const { architecture, parent } = children[promised.indexOf(Math.min(...promised))] as Child<A>;
    return { architecture, origin: `mutation of ${parent.entry.trial}` };
  }

  /** The winners of tournaments among the best results, each once. */
  #parentsOf(usable: readonly Entry<A>[]): readonly Parent<A>[] {
    const { population, sample, parents } = this.#settings;
    const scores = scoresOf(usable);
    const living = usable
      .map((entry, i) => ({ entry, score: scores[i] as number }))
      .sort((a, b) => a.score - b.score)
      .slice(0, population);
    const winners = Array.from({ length: parents }, () =>
      shuffled(living, this.#rng)
        .slice(0, sample)
        .reduce((best, other) => (other.score < best.score ? other : best)),
    );
    return [...new Set(winners)];
  }

  /** New ones, each once. */
  #childrenOf(parent: Parent<A>): readonly Child<A>[] {
    const { architecture } = parent.entry;
    if (this.#space.neighbours(architecture)[Symbol.iterator]().next().done) return [];
    const children = new Map<string, A>();
    for (let i = 0; i < 2 * this.#settings.children && children.size < this.#settings.children; i++) {
      const child = this.#space.mutate(architecture, this.#rng);
      if (!this.#archive.has(child)) children.set(this.#space.key(child), child);
    }
    return Array.from(children.values(), (child) => ({ parent, architecture: child }));
  }

  #currentModel(usable: readonly Entry<A>[]): Model<A> {
    const { every, pairs, context } = this.#settings;
    const count = Math.max(2, usable.length - (usable.length % every));
    if (this.#model?.count !== count) {
      const entries = usable.slice(0, count);
      const encode = this.#encoding(entries);
      const regressor = deltaRegressor(extraTrees({ trees: 50 }), { pairs, context });
      const inputs = entries.map(({ architecture }) => encode(architecture));
      const targets = boundedTargets(scoresOf(entries));
      this.#model = { count, encode, fitted: regressor.fit(inputs, targets, this.#rng.split("fit").split(count)) };
    }
    return this.#model as Model<A>;
  }
}
