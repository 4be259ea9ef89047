/** @file What a study has found, for a search that begins with it. */

import type { TrialRecord } from "../storage/index.ts";
import { costsOf, type EarlierSearch, scoresOf } from "../strategy/index.ts";
import type { Goals } from "./front.ts";
import { isFeasible } from "./trial.ts";

/**
 * Returns the complete trials with the largest budget any had, each architecture once, scored by the study's objectives:
 * the cost of a single one; with several the place in the order of fronts. What breaks a constraint comes last.
 */
export function earlierSearch(name: string, trials: readonly TrialRecord[], goals: Goals): EarlierSearch {
  const complete = trials.filter(({ state, duplicateOf }) => state === "complete" && duplicateOf === null);
  const fidelity = Math.max(...complete.map((trial) => trial.fidelity));
  const entries = complete
    .filter((trial) => trial.fidelity === fidelity)
    .map((trial) => ({
      ...{
        trial: trial.number,
        architecture: trial.architecture,
        key: trial.key,
        state: "complete" as const,
        fidelity,
      },
      feasible: isFeasible(trial, goals.constraints),
      costs: costsOf(trial.values ?? {}, goals.objectives),
    }))
    .filter(({ costs }) => costs.every(Number.isFinite));
  const scores = scoresOf(entries);
  return {
    name,
    results: entries.map(({ architecture }, i) => ({ architecture, score: scores[i] as number })),
  };
}
