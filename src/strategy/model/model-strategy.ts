/** @file The loop of every model-based strategy: draw a start, fit a model to the results, take the candidate it likes best. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive, Entry, Pending } from "../archive.ts";
import type { Searcher, StrategyParts, StrategyState } from "../define-strategy.ts";
import { scoresOf } from "../scores.ts";
import type { Observation, Proposal } from "../strategy.ts";
import { type CandidateOptions, drawCandidates } from "./candidates.ts";
import { learnable } from "./learnable.ts";

/** What a model is fitted to. */
export interface Known<A> {
  /** Complete trials with the whole budget, in the order told. */
  readonly entries: readonly Entry<A>[];
  /** One number for each entry, smaller is better. */
  readonly scores: Float64Array;
  /** The same at every fit of a search: split it by the number of results, so that fits do not share their draws. */
  readonly rng: Rng;
}

/** Rates candidates: the one with the largest number is proposed. */
export type Rate<A> = (candidates: readonly A[], pending: readonly Pending<A>[], rng: Rng) => ArrayLike<number>;

/** The part in which model-based strategies differ. Pure: a model depends on nothing but its arguments. */
export interface ModelSearch<A extends Json> {
  /** Trials before the first fit. */
  readonly initial: number;
  /** Results between one fit and the next. */
  readonly refit: number;
  readonly candidates: CandidateOptions;
  /** Draws a trial of the start; from the space's sampler where absent. */
  readonly start?: (archive: Archive<A>, rng: Rng) => A;
  readonly fit: (known: Known<A>) => Rate<A>;
}

interface Model<A> {
  /** Results it was fitted to. */
  readonly count: number;
  readonly rate: Rate<A>;
  /** Those results, the best first. */
  readonly ranked: readonly Entry<A>[];
}

export interface ModelState {
  readonly started: number;
}

const TRIES = 20;

/** Proposals never wait: as long as there are too few results for a model they are drawn as at the start. */
export class ModelStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #search: ModelSearch<A>;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  /** Proposals of the start made so far. */
  #started: number;
  /** Not part of the snapshot, as it follows from the archive. */
  #model: Model<A> | undefined;

  constructor({ space, rng, archive }: StrategyParts<A>, search: ModelSearch<A>, state: ModelState) {
    this.#space = space;
    this.#search = search;
    this.#rng = rng;
    this.#archive = archive;
    this.#started = state.started;
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#propose());
  }

  tell(observations: readonly Observation<A>[]): void {
    this.#archive.tell(observations);
  }

  state(): StrategyState {
    return {
      started: this.#started,
    };
  }

  #propose(): Proposal<A> {
    const model = this.#started < this.#search.initial ? undefined : this.#currentModel();
    if (model === undefined) return this.#drawStart();
    const candidates = drawCandidates(this.#space, this.#archive, model.ranked, this.#search.candidates, this.#rng);
    if (candidates.length === 0) return this.#drawStart();
    const rates = model.rate(candidates, this.#archive.pending, this.#rng);
    return { architecture: candidates[largest(rates)] as A, origin: `model of ${model.count}` };
  }

  #drawStart(): Proposal<A> {
    this.#started++;
    const draw = this.#search.start ?? ((archive, rng) => archive.drawNew(TRIES, () => this.#space.sample(rng)));
    return { architecture: draw(this.#archive, this.#rng), origin: "start" };
  }

  #currentModel(): Model<A> | undefined {
    const { initial, refit } = this.#search;
    const usable = learnable(this.#archive);
    const least = Math.min(initial, 2);
    if (usable.length < least) return undefined;
    const count = usable.length < initial ? usable.length : usable.length - ((usable.length - initial) % refit);
    if (this.#model?.count !== count) {
      const entries = usable.slice(0, count);
      const scores = scoresOf(entries);
      const order = entries.map((_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
      const rng = this.#rng.split("fit");
      const rate = this.#search.fit({ entries, scores, rng });
      this.#model = { count, rate, ranked: order.map((i) => entries[i] as Entry<A>) };
    }
    return this.#model;
  }
}

function largest(rates: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < rates.length; i++) if ((rates[i] as number) > (rates[best] as number)) best = i;
  return best;
}
