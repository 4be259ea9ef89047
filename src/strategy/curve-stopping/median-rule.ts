/** @file Ends trials that are worse than half of the others were. */
import { type Json, quantile } from "../../base/index.ts";
import { atMoments, type CurvePoint, momentOf, type StoppingRule } from "./stopping-rule.ts";

/** Means of what a complete trial had shown when it came to a moment; null for an objective not reported. */
interface Mark {
  readonly moment: number;
  readonly means: readonly (number | null)[];
}

/**
 * Creates the median stopping rule: a trial ends where its best value so far is worse than the median, over the complete
 * trials, of the mean of what they had shown as far. With several objectives it has to be so in each.
 *
 * @param interval  Part of the budget from one moment to the next.
 * @param learnt  What `toJson` gave.
 * Cost of a judgement: proportional to the complete trials.
 * Source: Golovin, Solnik, Moitra, Kochanski, Karro, Sculley 2017, "Google Vizier: A Service for Black-Box Optimization",
 * section 3.2.2. Differs: means are kept at moments, not at each step; several objectives.
 */
export function medianRule(interval: number, learnt: Json = null): StoppingRule {
  const trials = [...((learnt ?? []) as unknown as readonly (readonly Mark[])[])];
  return {
    learn: ({ curve }) => {
      if (curve.length > 0) trials.push(marksOf(curve, interval));
    },
    ends: ({ curve, known }) => {
      const moment = momentOf(curve.at(-1)?.fidelity as number, interval);
      const marks = trials.flatMap((own) => own.findLast((mark) => mark.moment <= moment) ?? []);
      return known.every((m) => {
        const means = marks.flatMap(({ means }) => means[m] ?? []);
        const best = Math.min(...curve.map(({ costs }) => costs[m] as number));
        return means.length > 0 && best > quantile(means, 0.5);
      });
    },
    toJson: (history) =>
      history === "apart"
        ? null
        : trials.map((marks) => marks.map(({ moment, means }) => ({ moment, means: [...means] }))),
  };
}

function marksOf(curve: readonly CurvePoint[], interval: number): readonly Mark[] {
  return atMoments(curve, interval).map(({ moment, shown }) => {
    const objectives = shown[0]?.costs ?? [];
    return { moment, means: objectives.map((_, m) => meanOf(shown.map(({ costs }) => costs[m] as number))) };
  });
}

function meanOf(values: readonly number[]): number | null {
  const sum = values.reduce((total, value) => total + value, 0);
  return Number.isFinite(sum) ? sum / values.length : null;
}
