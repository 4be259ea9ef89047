/** @file Runs brackets of successive halving one after the other, the next one begun early where the current one has to wait. */
import type { Json, Rng } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Archive } from "../archive.ts";
import type { Searcher, StrategyParts, StrategyState } from "../define-strategy.ts";
import { scoresOf } from "../scores.ts";
import type { Observation, Proposal } from "../strategy.ts";
import {
  type Bracket,
  type BracketPlan,
  bracketToJson,
  type Contestant,
  climb,
  fidelityOf,
  finishPlace,
  isRungDone,
  openBracket,
  startNext,
  takesNew,
  withNew,
} from "./bracket.ts";
import type { Sampler } from "./sampler.ts";

export interface HalvingState {
  /** Brackets opened so far. */
  readonly opened: number;
  /** Those not finished, oldest first. */
  readonly brackets: readonly Bracket<Json>[];
}

export class HalvingStrategy<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #plans: readonly BracketPlan[];
  readonly #sampler: Sampler;
  readonly #rng: Rng;
  readonly #archive: Archive<A>;
  #opened: number;
  #brackets: readonly Bracket<A>[];

  constructor(
    { space, rng, archive }: StrategyParts<A>,
    plans: readonly BracketPlan[],
    sampler: Sampler,
    state: HalvingState,
  ) {
    this.#space = space;
    this.#plans = plans;
    this.#sampler = sampler;
    this.#rng = rng;
    this.#archive = archive;
    this.#opened = state.opened;
    this.#brackets = state.brackets as readonly Bracket<A>[];
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#archive.ask(count, () => this.#continue() ?? this.#begin());
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      this.#archive.tell([observation]);
      this.#finish(observation.key, observation.fidelity ?? 1);
    }
  }

  state(): StrategyState {
    return {
      opened: this.#opened,
      brackets: this.#brackets.map(bracketToJson),
    };
  }

  /** A trial of the oldest bracket that has one to give. */
  #continue(): Proposal<A> | undefined {
    for (const [i, bracket] of this.#brackets.entries()) {
      if (takesNew(bracket)) return this.#addNew(i, bracket);
      const started = startNext(bracket);
      if (started === undefined) continue;
      this.#brackets = this.#brackets.with(i, started.bracket);
      const { architecture, below } = started.place;
      const continues = below === undefined ? {} : { continues: below };
      return { architecture, origin: `rung ${bracket.rung + 1}`, fidelity: fidelityOf(bracket), ...continues };
    }
    return undefined;
  }

  #begin(): Proposal<A> {
    const bracket = openBracket<A>(this.#plans[this.#opened % this.#plans.length] as BracketPlan);
    this.#opened++;
    this.#brackets = [...this.#brackets, bracket];
    return this.#addNew(this.#brackets.length - 1, bracket);
  }

  #addNew(at: number, bracket: Bracket<A>): Proposal<A> {
    const { architecture, origin } = this.#sampler(this.#space, this.#archive, this.#rng);
    this.#brackets = this.#brackets.with(at, withNew(bracket, architecture, this.#space.key(architecture)));
    return { architecture, origin, fidelity: fidelityOf(bracket) };
  }

  #finish(key: string, fidelity: number): void {
    for (const [i, bracket] of this.#brackets.entries()) {
      const finished = finishPlace(bracket, key, fidelity);
      if (finished === undefined) continue;
      const next = isRungDone(finished) ? climb(finished, this.#ranked(finished)) : finished;
      this.#brackets = next ? this.#brackets.with(i, next) : this.#brackets.toSpliced(i, 1);
      return;
    }
  }

  /** Those of a rung that were measured, the best first; the latest result counts. */
  #ranked(bracket: Bracket<A>): Contestant[] {
    const keys = new Set(bracket.places.map((place) => place.key));
    const latest = new Map(
      this.#archive.usable(fidelityOf(bracket)).flatMap((entry) => (keys.has(entry.key) ? [[entry.key, entry]] : [])),
    );
    const entries = [...latest.values()];
    const scores = scoresOf(entries);
    const order = entries.map((_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
    return order.map((i) => entries[i] as Contestant);
  }
}
