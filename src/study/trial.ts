/** @file A trial as users of a study see it: the stored record with its architecture typed. */
import { type Constraint, type Json, satisfies, type Values } from "../base/index.ts";
import type { Space } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import type { Observation } from "../strategy/index.ts";
import type { StudySpec } from "./study-spec.ts";

/** A trial of a space with architectures `A`. */
export interface Trial<A> extends Omit<TrialRecord, "architecture"> {
  readonly architecture: A;
  /** True for a complete trial within every constraint. */
  readonly feasible: boolean;
  /** True where it was ended before anything was paid for it, as what was known of it breaks a constraint. */
  readonly outside: boolean;
}

/** Types a stored record. @throws {SpaceError} if its architecture is none of the space. */
export function toTrial<A extends Json>(
  record: TrialRecord,
  space: Space<A>,
  constraints: readonly Constraint[],
): Trial<A> {
  return { ...record, architecture: space.parse(record.architecture), ...standingOf(record, constraints) };
}

function standingOf(
  record: TrialRecord,
  constraints: readonly Constraint[],
): Pick<Trial<Json>, "feasible" | "outside"> {
  return { feasible: isFeasible(record, constraints), outside: endedOutside(record, constraints) };
}

/** What a strategy is told of a finished trial. */
export function toObservation<A>(
  { number, architecture, key, state, feasible, outside, fidelity, values, curve }: Trial<A>,
  { budget }: Pick<StudySpec, "budget">,
): Observation<A> {
  return {
    ...{ trial: number, architecture, key, state: state as Observation<A>["state"], feasible, fidelity },
    values: values ?? {},
    ...(outside ? { outside } : {}),
    curve: curve.map((point) => ({ fidelity: point.step / budget, values: point.values })),
  };
}

/** What a trial may spend, in the estimator's unit: its part of the study's budget in whole units, at least one. */
export function budgetOf({ budget }: Pick<StudySpec, "budget">, { fidelity }: Pick<TrialRecord, "fidelity">): number {
  return fidelity === 1 ? budget : Math.max(1, Math.round(budget * fidelity));
}

/** True for a complete trial within every constraint. */
export function isFeasible(
  { state, values }: Pick<TrialRecord, "state" | "values">,
  constraints: readonly Constraint[],
): boolean {
  return state === "complete" && values !== null && constraints.every((constraint) => satisfies(values, constraint));
}

/** The first bound that is broken for sure: that of a value which is known. */
export function brokenBound(values: Values, constraints: readonly Constraint[]): Constraint | undefined {
  return constraints.find((constraint) => values[constraint.metric] !== undefined && !satisfies(values, constraint));
}

/**
 * True for a trial that was ended before anything was paid for it, as what was known of it breaks a constraint: stored
 * as pruned, with the known values and without a curve.
 */
export function endedOutside(
  { state, values, curve }: Pick<TrialRecord, "state" | "values" | "curve">,
  constraints: readonly Constraint[],
): boolean {
  return state === "pruned" && curve.length === 0 && brokenBound(values ?? {}, constraints) !== undefined;
}
