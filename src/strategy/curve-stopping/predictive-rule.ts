/** @file Ends trials that will hardly become better than the best. */
import { type Json, normalCdf } from "../../base/index.ts";
import { paretoFront } from "../../pareto/index.ts";
import type { Forecaster } from "./forecast.ts";
import { ForecastErrors, type StoredErrors } from "./forecast-errors.ts";
import { atMoments, type CurvePoint, momentOf, type StoppingRule } from "./stopping-rule.ts";

export interface PredictiveOptions {
  /** Probability of a new best below which a trial ends. */
  readonly delta: number;
  /** Part of the budget from one judgement to the next. */
  readonly interval: number;
  readonly forecast: Forecaster;
}

interface Learnt {
  readonly front: readonly (readonly number[])[];
  readonly errors: StoredErrors;
}

/**
 * Creates the rule of predictive termination: a trial ends where the probability that its result is better than the best
 * feasible one so far is below `delta`. The prediction is normal; its spread is that of the extrapolation, or how far
 * extrapolations of complete trials from the same moment on were off, whichever is more: from two or three values a
 * curve alone tells too little of what is to come.
 *
 * With several objectives: where for some result on the front the probability of being better than it in at least one
 * of them is below `delta`, objectives independent; those that do not move are taken as they are.
 *
 * @param learnt  What `toJson` gave.
 * Cost of a judgement: an extrapolation for each objective that moves, a millisecond or two of CPU where others reported at the
 * same steps and some 15 ms where none did; of a complete trial as many as it had moments.
 * Source: Domhan, Springenberg, Hutter 2015, section 4. Differs: see `extrapolateCurve`; the errors of earlier
 * extrapolations; several objectives.
 */
export function predictiveRule({ delta, interval, forecast }: PredictiveOptions, learnt?: Json): StoppingRule {
  const stored = learnt as unknown as Learnt | undefined;
  let front = stored?.front ?? [];
  const errors = new ForecastErrors(stored?.errors);
  /** Probability that the result is below a cost; 1 where nothing is known of how good predictions are. */
  const oddsOfReaching = (curve: readonly CurvePoint[], objective: number): Odds => {
    const error = errors.typical(momentOf(curve.at(-1)?.fidelity as number, interval), objective);
    if (error === undefined) return () => 1;
    const { mean, spread } = forecast(curve, objective);
    return (cost) => normalCdf((cost - mean) / Math.max(spread, error));
  };
  return {
    learn: ({ curve, costs, feasible }) => {
      const moving = [...costs.keys()].filter((m) => Number.isFinite(costs[m]) && isMoving(curve, m));
      for (const { moment, shown } of atMoments(curve, interval)) {
        if ((shown.at(-1)?.fidelity as number) > 1 - 1e-9) break;
        for (const m of moving) errors.add(moment, m, forecast(shown, m).mean - (costs[m] as number));
      }
      if (!feasible || !costs.every(Number.isFinite)) return;
      if (front.some((best) => best.every((cost, m) => cost === costs[m]))) return;
      const all = [...front, costs];
      front = paretoFront(all).map((i) => all[i] as readonly number[]);
    },
    ends: ({ curve, known, moves }) => {
      const odds = known.map((m) => (moves[m] ? oddsOfReaching(curve, m) : isReached(curve, m)));
      return front.some((best) => {
        const worseInAll = known.reduce((product, m, k) => product * (1 - (odds[k] as Odds)(best[m] as number)), 1);
        return 1 - worseInAll < delta;
      });
    },
    toJson: () => ({ front: front.map((costs) => [...costs]), errors: errors.toJson() }),
  };
}

/** Probability that the result of a trial in one objective is below a cost. */
type Odds = (cost: number) => number;

function isReached(curve: readonly CurvePoint[], objective: number): Odds {
  const value = curve.at(-1)?.costs[objective] as number;
  return (cost) => (value < cost ? 1 : 0);
}

function isMoving(curve: readonly CurvePoint[], objective: number): boolean {
  const values = curve.map(({ costs }) => costs[objective] as number);
  return values.every(Number.isFinite) && values.some((value) => value !== values[0]);
}
