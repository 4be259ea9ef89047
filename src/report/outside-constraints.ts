/** @file Which trials a search could not take. */
import { type Constraint, satisfies } from "../base/index.ts";
import type { TrialRecord } from "../storage/index.ts";

/** True for a complete trial that breaks a constraint. */
export function isOutside({ state, values }: TrialRecord, constraints: readonly Constraint[]): boolean {
  return state === "complete" && !constraints.every((constraint) => satisfies(values ?? {}, constraint));
}
