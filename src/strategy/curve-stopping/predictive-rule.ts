/** @file Ends trials that will hardly become better than the best. */
import { type Json, normalCdf } from "../../base/index.ts";
import { paretoFront } from "../../pareto/index.ts";
import { extrapolateCurve } from "../../surrogate/index.ts";
import type { CurvePoint, StoppingRule } from "./stopping-rule.ts";

/** A longer curve is thinned to so many points, which bounds what a judgement costs. */
const MOST_POINTS = 40;

/**
 * Creates the rule of predictive termination: a trial ends where the probability that its result is better than the best
 * feasible one so far is below `delta`.
 *
 * With several objectives: where for some result on the front the probability of being better than it in at least one
 * of them is below `delta`, objectives independent; those that do not move are taken as they are.
 *
 * @param learnt  What `toJson` gave.
 * Cost of a judgement: an extrapolation for each objective that moves, some 15 ms of CPU at most.
 * Source: Domhan, Springenberg, Hutter 2015, section 4. Differs: see `extrapolateCurve`; several objectives.
 */
export function predictiveRule(delta: number, learnt: Json = []): StoppingRule {
  let front = learnt as readonly (readonly number[])[];
  return {
    learn: ({ costs, feasible }) => {
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
    toJson: () => front.map((costs) => [...costs]),
  };
}

/** Probability that the result of a trial in one objective is below a cost. */
type Odds = (cost: number) => number;

function oddsOfReaching(curve: readonly CurvePoint[], objective: number): Odds {
  const points = thinned(curve);
  const steps = points.map(({ fidelity }) => fidelity);
  const values = points.map(({ costs }) => costs[objective] as number);
  const { mean, std, noise } = extrapolateCurve(steps, values, 1);
  const spread = Math.hypot(std, noise);
  return (cost) => normalCdf((cost - mean) / spread);
}

function isReached(curve: readonly CurvePoint[], objective: number): Odds {
  const value = curve.at(-1)?.costs[objective] as number;
  return (cost) => (value < cost ? 1 : 0);
}

/** Evenly chosen points, the last among them; not means of neighbours, which would hide how noisy values are. */
function thinned(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  if (curve.length <= MOST_POINTS) return curve;
  return Array.from({ length: MOST_POINTS }, (_, i) => {
    const at = Math.ceil(((i + 1) * curve.length) / MOST_POINTS) - 1;
    return curve[at] as CurvePoint;
  });
}
