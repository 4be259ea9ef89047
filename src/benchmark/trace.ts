/** @file What a search on a problem leaves behind. */
import type { TrialId } from "../strategy/index.ts";

/** The moment when the best so far became better. */
export interface Improvement {
  readonly trial: TrialId;
  /** Evaluations spent on finished trials, this one among them. */
  readonly evaluations: number;
  /** Simulated seconds since the start. */
  readonly seconds: number;
  /** Part of the budget its value was measured with. */
  readonly fidelity: number;
  readonly searched: number;
  readonly reported: number;
}

/** How a search went. */
export interface Trace {
  /** The best so far, whenever it changed: the best by the searched metric at the greatest fidelity anything had. */
  readonly improvements: readonly Improvement[];
  readonly trials: number;
  /** Trials that cost nothing. */
  readonly repeats: number;
  readonly evaluations: number;
  readonly seconds: number;
}

/** What a search may spend. */
export interface Budget {
  readonly kind: "evaluations" | "seconds";
  readonly amount: number;
}

/** The best so far when the budget was spent; undefined where nothing had finished. */
export function incumbentAt({ improvements }: Pick<Trace, "improvements">, budget: Budget): Improvement | undefined {
  // Evaluations of parts of a budget add up to sums that are not exact.
  return improvements.findLast((improvement) => improvement[budget.kind] <= budget.amount * (1 + 1e-12));
}
