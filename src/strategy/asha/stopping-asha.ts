/** @file ASHA that stops: each trial goes on while it is among the best that came as far. */
import type { Json, MetricSpec, Rng, Values } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { costsOf } from "../costs.ts";
import type { Searcher, StrategyParts, StrategyState } from "../define-strategy.ts";
import { rungsOf } from "../rungs.ts";
import { type FrontOrder, scoresOf } from "../scores.ts";
import { drawUnseen, type SeenKeys } from "../seen-keys.ts";
import type { HistoryForm, Observation, Proposal, TrialId } from "../strategy.ts";
import { frontOrderOf, type RungSettings } from "./front-order.ts";

/** A trial that came to a rung. Costs as in `Entry`; null for one that was not measured. */
interface Arrival {
  readonly trial: TrialId;
  readonly costs: readonly (number | null)[];
}

type Rungs = readonly (readonly Arrival[])[];

export interface StoppingState {
  /** For each rung below the top, who came there and ended, in the order told; absent where that follows from the history. */
  readonly rungs?: Rungs;
  /** The same of those under way, in the order they came. */
  readonly running?: Rungs;
}

const TRIES = 20;

/** Trials under way come last in each comparison, so that what was told can be entered again from the curves alone. */
export class StoppingAsha<A extends Json> implements Searcher<A> {
  readonly #space: SearchSpace<A>;
  readonly #objectives: readonly MetricSpec[];
  readonly #eta: number;
  readonly #frontOrder: FrontOrder;
  /** Fidelities of the rungs below the top. */
  readonly #fidelities: readonly number[];
  readonly #rng: Rng;
  readonly #seen: SeenKeys;
  /** By rung, then by trial. */
  readonly #told: readonly Map<TrialId, Arrival>[];
  readonly #running: readonly Map<TrialId, Arrival>[];

  constructor(parts: StrategyParts<A>, options: RungSettings, { rungs, running }: StoppingState) {
    this.#space = parts.space;
    this.#objectives = parts.objectives;
    this.#eta = options.eta;
    this.#frontOrder = frontOrderOf(options.frontOrder);
    this.#fidelities = rungsOf(options).slice(0, -1);
    this.#rng = parts.rng;
    this.#seen = parts.seen;
    const read = (stored: Rungs = []): Map<TrialId, Arrival>[] =>
      this.#fidelities.map((_, rung) => new Map((stored[rung] ?? []).map((arrival) => [arrival.trial, arrival])));
    this.#told = read(rungs);
    this.#running = read(running);
    if (rungs === undefined) for (const observation of parts.history.told) this.#enter(observation);
  }

  ask(count: number): readonly Proposal<A>[] {
    const draw = (): A => this.#space.sample(this.#rng);
    return Array.from({ length: count }, () => ({
      architecture: drawUnseen(this.#space, this.#seen, TRIES, draw),
      origin: "random",
    }));
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      this.#seen.add(observation.key);
      this.#enter(observation);
    }
  }

  judge(trial: TrialId, fidelity: number, values: Values): "continue" | "stop" {
    const rung = this.#rungAt(fidelity);
    if (rung === undefined || this.#told[rung]?.has(trial) || this.#running[rung]?.has(trial)) return "continue";
    this.#running[rung]?.set(trial, this.#arrival(trial, values));
    const arrivals = [...(this.#told[rung]?.values() ?? []), ...(this.#running[rung]?.values() ?? [])];
    // With fewer than eta trials the best goes on, so that the first is not stopped by itself.
    const places = Math.max(1, Math.floor(arrivals.length / this.#eta));
    return betterThanLast(arrivals, this.#frontOrder) < places ? "continue" : "stop";
  }

  state(history: HistoryForm): StrategyState {
    const written = (rungs: readonly Map<TrialId, Arrival>[]): Json =>
      rungs.map((arrivals) => Array.from(arrivals.values(), ({ trial, costs }) => ({ trial, costs })));
    return {
      ...(history === "inside" ? { rungs: written(this.#told) } : {}),
      running: written(this.#running),
    };
  }

  /** Enters a trial that ended on the rungs it came to. What was judged before a crash is entered by its curve. */
  #enter({ trial, curve = [] }: Observation<A>): void {
    for (const [rung, running] of this.#running.entries()) {
      const judged = running.get(trial);
      running.delete(trial);
      const shown = curve.find(({ fidelity }) => this.#rungAt(fidelity) === rung);
      const arrival = judged ?? (shown && this.#arrival(trial, shown.values));
      if (arrival && !this.#told[rung]?.has(trial)) this.#told[rung]?.set(trial, arrival);
    }
  }

  /** The highest rung reached; undefined where none is. */
  #rungAt(fidelity: number): number | undefined {
    // Budgets are whole numbers of steps, so a rung is reached by the first step not below it.
    const rung = this.#fidelities.findLastIndex((bound) => fidelity >= bound - 1e-9);
    return rung < 0 ? undefined : rung;
  }

  #arrival(trial: TrialId, values: Values): Arrival {
    const costs = costsOf(values, this.#objectives).map((cost) => (Number.isNaN(cost) ? null : cost));
    return { trial, costs };
  }
}

/** How many arrivals are better than the last, by the objectives that all of them have. */
function betterThanLast(arrivals: readonly Arrival[], frontOrder: FrontOrder): number {
  const [first] = arrivals;
  const known = (first?.costs ?? []).flatMap((_, m) => (arrivals.every(({ costs }) => costs[m] !== null) ? [m] : []));
  const [only] = known;
  if (known.length === 1 && only !== undefined) {
    const own = arrivals.at(-1)?.costs[only] as number;
    return arrivals.filter(({ costs }) => (costs[only] as number) < own).length;
  }
  const entries = arrivals.map(({ costs }) => ({ feasible: true, costs: known.map((m) => costs[m] as number) }));
  const scores = scoresOf(entries, frontOrder);
  const own = scores.at(-1) as number;
  return scores.filter((score) => score < own).length;
}
