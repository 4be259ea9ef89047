/** @file How many trials Hyperband's brackets start, and how far each rung goes. */
import { climbs, type RungOptions } from "../rungs.ts";
import type { BracketPlan } from "./bracket.ts";

/** How the number of starting trials is rounded, see `bracketPlans`. */
export type Rounding = "ceil" | "floor";

/**
 * Lists the brackets of one round of Hyperband, the one that starts lowest first.
 *
 * @param rounding  "ceil": bracket s starts ceil((smax + 1) / (s + 1) * eta^s) trials, as the paper's pseudo-code has it;
 *   "floor": floor((smax + 1) / (s + 1)) * eta^s, as its tables and HpBandSter have it.
 * @example bracketPlans({ eta: 3, minFidelity: 1 / 81 }, "ceil").map((plan) => plan.counts[0]); // [81, 34, 15, 8, 5]
 */
export function bracketPlans(options: Required<RungOptions>, rounding: Rounding): readonly BracketPlan[] {
  const top = climbs(options);
  return Array.from({ length: top + 1 }, (_, i) => {
    const s = top - i;
    return halvingPlan(options.eta, s, startOf(options.eta, top, s, rounding));
  });
}

function startOf(eta: number, top: number, s: number, rounding: Rounding): number {
  if (rounding === "ceil") return Math.ceil(((top + 1) / (s + 1)) * eta ** s - 1e-9);
  return Math.floor(Math.floor((top + 1) / (s + 1)) * eta ** s + 1e-9);
}

/** Successive halving from `start` trials over s + 1 rungs, the last with the whole budget. */
export function halvingPlan(eta: number, s: number, start: number): BracketPlan {
  const rungs = Array.from({ length: s + 1 }, (_, i) => i);
  return {
    counts: rungs.map((i) => Math.max(1, Math.floor(start * eta ** -i + 1e-9))),
    fidelities: rungs.map((i) => eta ** (i - s)),
  };
}
