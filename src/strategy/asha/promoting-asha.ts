/** @file ASHA as its paper has it: what does well on a rung is asked for again on the next. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive, Entry } from "../archive.ts";
import type { Searcher, StrategyParts, StrategyState } from "../define-strategy.ts";
import { randomSampler } from "../hyperband/sampler.ts";
import { rungsOf } from "../rungs.ts";
import { type FrontOrder, scoresOf } from "../scores.ts";
import type { Observation, Proposal } from "../strategy.ts";
import { frontOrderOf, type RungSettings } from "./front-order.ts";

/**
 * Whenever a trial is asked for: from the rung below the top downwards, the best of a rung's top 1/eta that was not
 * promoted yet; where there is none, a new architecture on the lowest rung. All follows from the archive.
 */
export class PromotingAsha<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #eta: number;
  readonly #frontOrder: FrontOrder;
  readonly #rungs: readonly number[];
  readonly #rng: Rng;
  readonly #archive: Archive<A>;

  constructor({ space, rng, archive }: StrategyParts<A>, options: RungSettings) {
    this.#space = space;
    this.#eta = options.eta;
    this.#frontOrder = frontOrderOf(options.frontOrder);
    this.#rungs = rungsOf(options);
    this.#rng = rng;
    this.#archive = archive;
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#promote() ?? this.#begin());
  }

  tell(observations: readonly Observation<A>[]): void {
    this.#archive.tell(observations);
  }

  state(): StrategyState {
    return {};
  }

  #begin(): Proposal<A> {
    const draw = randomSampler(this.#space, this.#archive, this.#rng);
    return { ...draw, fidelity: this.#rungs[0] as number };
  }

  #promote(): Proposal<A> | undefined {
    for (let rung = this.#rungs.length - 2; rung >= 0; rung--) {
      const higher = this.#rungs[rung + 1] as number;
      const entry = this.#promotable(this.#rungs[rung] as number, higher);
      if (entry === undefined) continue;
      const { architecture, trial } = entry;
      return { architecture, origin: `promotion of ${trial}`, fidelity: higher, continues: trial };
    }
    return undefined;
  }

  #promotable(fidelity: number, higher: number): Entry<A> | undefined {
    const entries = distinct(this.#archive.usable(fidelity));
    const scores = scoresOf(entries, this.#frontOrder);
    const order = entries.map((_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
    const promoted = new Set(
      [...this.#archive.entries, ...this.#archive.pending]
        .filter((one) => one.fidelity === higher)
        .map(({ key }) => key),
    );
    const top = order.slice(0, Math.floor(entries.length / this.#eta)).map((i) => entries[i] as Entry<A>);
    return top.find(({ key }) => !promoted.has(key));
  }
}

/** The first entry of each key: a repeat is no second contestant. */
function distinct<A>(entries: readonly Entry<A>[]): readonly Entry<A>[] {
  const first = new Map<string, Entry<A>>();
  for (const entry of entries) if (!first.has(entry.key)) first.set(entry.key, entry);
  return [...first.values()];
}
