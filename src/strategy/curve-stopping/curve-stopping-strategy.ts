/** @file Lets another strategy propose, and ends its trials by their learning curves. */
import type { Json, MetricSpec, Values } from "../../base/index.ts";
import { costsOf } from "../costs.ts";
import type { HistoryForm, Observation, Proposal, Strategy, TrialId } from "../strategy.ts";
import { type CompleteTrial, type CurvePoint, momentOf, type StoppingRule } from "./stopping-rule.ts";

export interface CurveStoppingParts<A> {
  /** Proposes; is told of ended trials as pruned. */
  readonly sampler: Strategy<A>;
  readonly rule: StoppingRule;
  readonly startup: number;
  readonly interval: number;
}

/** All but the sampler's and the rule's own. */
export interface CurveStoppingState {
  readonly complete: number;
  readonly moves: readonly boolean[];
  readonly running: readonly { readonly trial: TrialId; readonly curve: readonly StoredPoint[] }[];
}

interface StoredPoint {
  readonly fidelity: number;
  readonly costs: readonly (number | null)[];
}

export class CurveStopping<A> implements Strategy<A> {
  readonly #objectives: readonly MetricSpec[];
  readonly #parts: CurveStoppingParts<A>;
  /** Curves of trials under way. */
  readonly #running: Map<TrialId, readonly CurvePoint[]>;
  #complete: number;
  #moves: readonly boolean[];

  constructor(objectives: readonly MetricSpec[], parts: CurveStoppingParts<A>, state: CurveStoppingState) {
    this.#objectives = objectives;
    this.#parts = parts;
    this.#complete = state.complete;
    this.#moves = state.moves;
    this.#running = new Map(state.running.map(({ trial, curve }) => [trial, curve.map(fromStored)]));
  }

  ask(count: number): readonly Proposal<A>[] {
    return this.#parts.sampler.ask(count);
  }

  tell(observations: readonly Observation<A>[]): void {
    for (const observation of observations) {
      this.#running.delete(observation.trial);
      if (observation.state === "complete") this.#learn(observation);
    }
    this.#parts.sampler.tell(observations);
  }

  judge(trial: TrialId, fidelity: number, values: Values): "continue" | "stop" {
    // A trial that is run again after a crash begins its curve anew.
    const before = (this.#running.get(trial) ?? []).filter((point) => point.fidelity < fidelity);
    const curve = [...before, { fidelity, costs: costsOf(values, this.#objectives) }];
    this.#running.set(trial, curve);
    const { startup, interval, rule } = this.#parts;
    const isSame = momentOf(fidelity, interval) === momentOf(before.at(-1)?.fidelity ?? 0, interval);
    // At the end there is nothing left to save.
    if (isSame || fidelity > 1 - 1e-9 || this.#complete < startup) return "continue";
    const known = this.#objectives.flatMap((_, m) =>
      curve.every(({ costs }) => Number.isFinite(costs[m] as number)) ? [m] : [],
    );
    // By what never moves alone, all but the smallest networks would end.
    if (!known.some((m) => this.#moves[m])) return "continue";
    return rule.ends({ curve, known, moves: this.#moves }) ? "stop" : "continue";
  }

  snapshot(history: HistoryForm = "inside"): Json {
    return {
      sampler: this.#parts.sampler.snapshot(history),
      rule: this.#parts.rule.toJson(history),
      complete: this.#complete,
      moves: [...this.#moves],
      running: Array.from(this.#running, ([trial, curve]) => ({ trial, curve: curve.map(toStored) })),
    };
  }

  #learn(observation: Observation<A>): void {
    const trial = completeTrial(observation, this.#objectives);
    const points = trial.curve;
    this.#complete++;
    this.#moves = this.#moves.map(
      (moves, m) => moves || points.some(({ costs }) => (costs[m] as number) !== points[0]?.costs[m]),
    );
    this.#parts.rule.learn(trial);
  }
}

/** A complete observation as rules learn from it. */
export function completeTrial<A>(
  { values, feasible, curve = [] }: Observation<A>,
  objectives: readonly MetricSpec[],
): CompleteTrial {
  const points = curve.map((point) => ({ fidelity: point.fidelity, costs: costsOf(point.values, objectives) }));
  return { curve: points, costs: costsOf(values, objectives), feasible };
}

function fromStored({ fidelity, costs }: StoredPoint): CurvePoint {
  return { fidelity, costs: costs.map((cost) => cost ?? Number.NaN) };
}

function toStored({ fidelity, costs }: CurvePoint): { fidelity: number; costs: (number | null)[] } {
  return { fidelity, costs: costs.map((cost) => (Number.isNaN(cost) ? null : cost)) };
}
