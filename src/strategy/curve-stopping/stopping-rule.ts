/** @file The contract of a rule that ends trials by what they show on the way. */
import type { Json } from "../../base/index.ts";
import type { HistoryForm } from "../strategy.ts";

/** One value of a learning curve. */
export interface CurvePoint {
  /** Part of the budget spent, in (0, 1]. */
  readonly fidelity: number;
  /** Objectives, minimised; NaN for one that was not reported. */
  readonly costs: readonly number[];
}

/** A trial that had its whole budget. */
export interface CompleteTrial {
  /** Increasing; empty where nothing was reported. */
  readonly curve: readonly CurvePoint[];
  /** Its result. Objectives, minimised; NaN for one that was not measured. */
  readonly costs: readonly number[];
  readonly feasible: boolean;
}

/** A trial that is to be judged. */
export interface JudgedTrial {
  /** Increasing; at least one. */
  readonly curve: readonly CurvePoint[];
  /** Numbers of the objectives that each point has; at least one of them moves. */
  readonly known: readonly number[];
  /** For each objective, whether it changes while a trial runs, as a loss does and a number of parameters does not. */
  readonly moves: readonly boolean[];
}

export interface StoppingRule {
  learn(trial: CompleteTrial): void;
  /** Whether to end the trial. Pure; a rule that has learnt nothing ends none. */
  ends(trial: JudgedTrial): boolean;
  /**
   * All it has learnt, for the function that makes the rule; null where, with the history apart, that is to be learnt
   * again from its complete trials.
   */
  toJson(history: HistoryForm): Json;
}

/** Which part of the budget, counted in intervals, a trial has come to. */
export function momentOf(fidelity: number, interval: number): number {
  // A little more, since parts such as 3 · 0.1 are not exact.
  return Math.floor(fidelity / interval + 1e-9);
}

/** The moments that a curve came to, with what it had shown by the first point of each. */
export function atMoments(
  curve: readonly CurvePoint[],
  interval: number,
): readonly { readonly moment: number; readonly shown: readonly CurvePoint[] }[] {
  const moments = curve.map(({ fidelity }) => momentOf(fidelity, interval));
  return moments.flatMap((moment, i) =>
    moment === (moments[i - 1] ?? 0) ? [] : [{ moment, shown: curve.slice(0, i + 1) }],
  );
}
