/** @file Delta-NAS: evolution that pays only for the change it expects most of. */
import { checkInteger, checkNumber, type Json, mergeSettings, type Rng, shuffled } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import { deltaRegressor, extraTrees, type FittedDelta } from "../surrogate/index.ts";
import type { Archive, Entry } from "./archive.ts";
import { defineStrategy, type Searcher, type StrategyParts, type StrategyState } from "./define-strategy.ts";
import type { Features } from "./features.ts";
import { boundedTargets } from "./model/bounded-targets.ts";
import { mutateTwiceAtMost } from "./model/candidates.ts";
import { type Encoding, encodingOf } from "./model/encodings.ts";
import { modelInputs } from "./model/inputs.ts";
import type { AnyFeatures } from "./model/model-factory.ts";
import { startByFeatures } from "./model/start-by-features.ts";
import { scoresOf } from "./scores.ts";
import type { Observation, Proposal, StrategyFactory } from "./strategy.ts";

export interface DeltaNasOptions {
  /** Trials before the first model. Default 5. */
  readonly initial?: number;
  /** The best results: parents come from them, and children are compared with each of them. Default 8. */
  readonly population?: number;
  /** Results a tournament draws. Default 3. */
  readonly sample?: number;
  /** Tournaments, each of whose winners is a parent. Default 5. */
  readonly parents?: number;
  /** Children of each parent, one decision away, every third two, that are compared. Default 20. */
  readonly children?: number;
  /** Results between one fit and the next. Default 2. */
  readonly every?: number;
  /** Greatest number of pairs the model learns from, both directions counted. Default 600. */
  readonly pairs?: number;
  /** Standard deviations of the model's doubt to hope for. Default 1; with 0 a search easily stays where it began. */
  readonly optimism?: number;
  /** Whether the model also sees where a change starts. Default false: a change counts the same everywhere. */
  readonly context?: boolean;
}

type DeltaNasSettings = Readonly<Required<DeltaNasOptions>>;

const defaults: DeltaNasSettings = {
  initial: 5,
  population: 8,
  sample: 3,
  parents: 5,
  children: 20,
  every: 2,
  pairs: 600,
  optimism: 1,
  context: false,
};

/**
 * Creates Delta-NAS (reconstruction): evolution in which a few of the best results have many children, and the one is
 * tried that promises most by the differences predicted between it and each of the best. The predictor learns from pairs
 * of results: the difference of two encodings in, the difference of two scores out, so n results give n(n - 1) examples.
 *
 * @param features  Cheap numbers about architectures, such as zero-cost proxies: their differences are seen as well,
 *   and the start goes to what they speak for.
 * @throws {InputError} if an option is wrong.
 * Source: Sridhar, Chen 2025, "Delta-NAS: Difference of Architecture Encoding for Predictor-based Evolutionary Neural
 * Architecture Search". The paper's code was not released and its text leaves the predictor, the sampling of pairs and
 * the settings of the evolution open: extremely randomised trees, pairs at random, elitist evolution, the comparison with
 * several of the best and the optimism are ours.
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
  return defineStrategy<DeltaNasState>({
    name: "delta-nas",
    settings: { ...settings, ...(features ? { features: features.name } : {}) },
    needs: ["mutable", "encodable"],
    start: { started: 0 },
    make: (parts, state) => new DeltaNasStrategy(parts, settings, own(), state),
  });
}

interface DeltaNasState {
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

class DeltaNasStrategy<A extends Json> implements Searcher<A> {
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
    { space, rng, archive }: StrategyParts<A>,
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
    this.#rng = rng;
    this.#archive = archive;
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

  state(): StrategyState {
    return { started: this.#started };
  }

  #begin(): Proposal<A> {
    this.#started++;
    return { architecture: this.#start(this.#archive, this.#rng), origin: "start" };
  }

  /** The most promising child; undefined where nothing new is near. */
  #evolve(): Proposal<A> | undefined {
    const usable = this.#archive.usable(1);
    if (usable.length < 2) return undefined;
    const living = this.#living(usable);
    const children = this.#parentsOf(living).flatMap((parent) => this.#childrenOf(parent));
    if (children.length === 0) return undefined;
    const promised = this.#promised(living, children, this.#currentModel(usable));
    const { architecture, parent } = children[promised.indexOf(Math.min(...promised))] as Child<A>;
    return { architecture, origin: `mutation of ${parent.entry.trial}` };
  }

  /** The best results. */
  #living(usable: readonly Entry<A>[]): readonly Parent<A>[] {
    const scores = scoresOf(usable);
    return usable
      .map((entry, i) => ({ entry, score: scores[i] as number }))
      .sort((a, b) => a.score - b.score)
      .slice(0, this.#settings.population);
  }

  /** The score of each child at the optimistic end, on average over where its difference is taken from. */
  #promised(
    living: readonly Parent<A>[],
    children: readonly Child<A>[],
    { fitted, encode }: Model<A>,
  ): readonly number[] {
    const ends = children.map(({ architecture }) => encode(architecture));
    const starts = living.map(({ entry }) => encode(entry.architecture));
    const { mean, std } = fitted.difference(
      starts.flatMap((start) => ends.map(() => start)),
      starts.flatMap(() => ends),
    );
    return children.map((_, i) => {
      const scores = living.map(({ score }, k) => {
        const at = k * children.length + i;
        return score + (mean[at] as number) - this.#settings.optimism * (std[at] as number);
      });
      return scores.reduce((sum, score) => sum + score, 0) / living.length;
    });
  }

  /** The winners of tournaments, each once. */
  #parentsOf(living: readonly Parent<A>[]): readonly Parent<A>[] {
    const { sample, parents } = this.#settings;
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
    const children = new Map<string, A>();
    for (let i = 0; i < 2 * this.#settings.children && children.size < this.#settings.children; i++) {
      const child = mutateTwiceAtMost(this.#space, architecture, this.#rng);
      if (child === undefined) return [];
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
