/** @file The results of a study: its Pareto front and its best trial. Functions over records, for viewers as well. */
import type { Constraint, MetricSpec } from "../base/index.ts";
import { paretoFront } from "../pareto/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { isFeasible } from "./trial.ts";

/** What results are judged by. */
export interface Goals {
  readonly objectives: readonly MetricSpec[];
  readonly constraints: readonly Constraint[];
}

type Result = Pick<TrialRecord, "number" | "state" | "values" | "duplicateOf" | "fidelity">;

/**
 * Returns the feasible complete trials that no other one dominates in the objectives, in order of number. A duplicate
 * is left out: its architecture is there as the trial it was taken from. Of trials with different budgets only those
 * with the largest are compared: what little training gives is no measure beside what much training gives.
 */
export function frontOf<T extends Result>(trials: readonly T[], goals: Goals): T[] {
  const candidates = candidatesOf(trials, goals);
  return paretoFront(candidates.map((trial) => costs(trial, goals))).map((i) => candidates[i] as T);
}

/**
 * Returns the best feasible complete trial by the first objective; of equals the best by the next objectives, then the
 * one with the lowest number. Undefined where no trial is feasible.
 */
export function bestOf<T extends Result>(trials: readonly T[], goals: Goals): T | undefined {
  return candidatesOf(trials, goals).reduce<T | undefined>(
    (best, trial) => (best === undefined || isBetter(costs(trial, goals), costs(best, goals)) ? trial : best),
    undefined,
  );
}

function candidatesOf<T extends Result>(trials: readonly T[], { constraints }: Goals): T[] {
  const feasible = trials.filter((trial) => trial.duplicateOf === null && isFeasible(trial, constraints));
  const fidelity = Math.max(...feasible.map((trial) => trial.fidelity));
  return feasible.filter((trial) => trial.fidelity === fidelity).sort((a, b) => a.number - b.number);
}

/** Objective values as numbers to be minimised. */
function costs({ values }: Result, { objectives }: Goals): number[] {
  return objectives.map(({ name, goal }) => (values?.[name] ?? Number.NaN) * (goal === "min" ? 1 : -1));
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((cost, at) => cost !== b[at]);
  return i >= 0 && (a[i] as number) < (b[i] as number);
}
