/** @file ASHA that stops: each trial goes on while it is among the best that came as far. */
import { type Json, type MetricSpec, type Rng, type RngState, restoreRng, type Values } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { costsOf } from "../costs.ts";
import { rungsOf } from "../rungs.ts";
import { type FrontOrder, scoresOf } from "../scores.ts";
import { drawUnseen, SeenKeys } from "../seen-keys.ts";
import type { Observation, Proposal, Strategy, TrialId } from "../strategy.ts";
import { frontOrderOf, type RungSettings } from "./front-order.ts";

/** A trial that came to a rung. Costs as in `Entry`. */
interface Arrival {
  readonly trial: TrialId;
  readonly costs: readonly (number | null)[];
}

export interface StoppingState {
  readonly rng: RngState;
  readonly seen: readonly string[];
  /** For each rung below the top, who came there, in order. */
  readonly rungs: readonly (readonly Arrival[])[];
}

const TRIES = 20;

export class StoppingAsha<A extends Json> implements Strategy<A> {
  readonly #space: SearchSpace<A>;
  readonly #objectives: readonly MetricSpec[];
  readonly #eta: number;
  readonly #frontOrder: FrontOrder;
  /** Fidelities of the rungs below the top. */
  readonly #fidelities: readonly number[];
  readonly #rng: Rng;
  readonly #seen: SeenKeys;
  #rungs: readonly (readonly Arrival[])[];

  constructor(space: SearchSpace<A>, objectives: readonly MetricSpec[], options: RungSettings, state: StoppingState) {
    this.#space = space;
    this.#objectives = objectives;
    this.#eta = options.eta;
    this.#frontOrder = frontOrderOf(options.frontOrder);
    this.#fidelities = rungsOf(options).slice(0, -1);
    this.#rng = restoreRng(state.rng);
    this.#seen = new SeenKeys(state.seen);
    this.#rungs = this.#fidelities.map((_, rung) => state.rungs[rung] ?? []);
  }

  ask(count: number): readonly Proposal<A>[] {
    const draw = (): A => this.#space.sample(this.#rng);
    return Array.from({ length: count }, () => ({
      architecture: drawUnseen(this.#space, this.#seen, TRIES, draw),
      origin: "random",
    }));
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const { trial, key, curve = [] } of observations) {
      this.#seen.add(key);
      // What was judged before a crash and is not in the snapshot is entered now; the rest is known.
      for (const { fidelity, values } of curve) this.#arrive(trial, fidelity, values);
    }
  }

  judge(trial: TrialId, fidelity: number, values: Values): "continue" | "stop" {
    const rung = this.#arrive(trial, fidelity, values);
    if (rung === undefined) return "continue";
    const arrivals = this.#rungs[rung] as readonly Arrival[];
    // With fewer than eta trials the best goes on, so that the first is not stopped by itself.
    const places = Math.max(1, Math.floor(arrivals.length / this.#eta));
    const scores = scoresOf(comparable(arrivals), this.#frontOrder);
    const own = scores.at(-1) as number;
    return scores.filter((score) => score < own).length < places ? "continue" : "stop";
  }

  snapshot(): Json {
    const rungs = this.#rungs.map((arrivals) => arrivals.map(({ trial, costs }) => ({ trial, costs })));
    return { rng: { ...this.#rng.state() }, seen: this.#seen.toJson(), rungs };
  }

  /** Enters a trial on the highest rung it has come to; undefined where it is on none, or was there already. */
  #arrive(trial: TrialId, fidelity: number, values: Values): number | undefined {
    // Budgets are whole numbers of steps, so a rung is reached by the first step not below it.
    const rung = this.#fidelities.findLastIndex((bound) => fidelity >= bound - 1e-9);
    if (rung < 0 || this.#rungs[rung]?.some((arrival) => arrival.trial === trial)) return undefined;
    const costs = costsOf(values, this.#objectives).map((cost) => (Number.isNaN(cost) ? null : cost));
    this.#rungs = this.#rungs.with(rung, [...(this.#rungs[rung] as readonly Arrival[]), { trial, costs }]);
    return rung;
  }
}

/** The arrivals as entries with the objectives that all of them have. */
function comparable(arrivals: readonly Arrival[]): Parameters<typeof scoresOf>[0] {
  const [first] = arrivals;
  const known = (first?.costs ?? []).flatMap((_, m) => (arrivals.every(({ costs }) => costs[m] !== null) ? [m] : []));
  return arrivals.map(({ trial, costs }) => ({
    ...{ trial, architecture: null, key: "", state: "complete", feasible: true, fidelity: 1 },
    costs: known.map((m) => costs[m] as number),
  }));
}
