/** @file Which trials a search could not take. */
import { type Constraint, satisfies } from "../base/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { endedOutside } from "../study/index.ts";

/** True for a complete trial that breaks a constraint, and for one that was ended before training as it would. */
export function isOutside(trial: TrialRecord, constraints: readonly Constraint[]): boolean {
  const { state, values } = trial;
  const isBroken = state === "complete" && !constraints.every((constraint) => satisfies(values ?? {}, constraint));
  return isBroken || endedOutside(trial, constraints);
}
