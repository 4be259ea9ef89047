/** @file A trial as users of a study see it: the stored record with its architecture typed. */
import { type Constraint, type Json, satisfies } from "../base/index.ts";
import type { Space } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import type { Observation } from "../strategy/index.ts";
import type { StudySpec } from "./study-spec.ts";

/** A trial of a space with architectures `A`. */
export interface Trial<A> extends Omit<TrialRecord, "architecture"> {
  readonly architecture: A;
  /** True for a complete trial within every constraint. */
  readonly feasible: boolean;
}

/** Types a stored record. @throws {SpaceError} if its architecture is none of the space. */
export function toTrial<A extends Json>(
  record: TrialRecord,
  space: Space<A>,
  constraints: readonly Constraint[],
): Trial<A> {
  return { ...record, architecture: space.parse(record.architecture), feasible: isFeasible(record, constraints) };
}

/** What a strategy is told of a finished trial. */
export function toObservation<A>(
  { number, architecture, key, state, feasible, fidelity, values, curve }: Trial<A>,
  { budget }: Pick<StudySpec, "budget">,
): Observation<A> {
  return {
    ...{ trial: number, architecture, key, state: state as Observation<A>["state"], feasible, fidelity },
    values: values ?? {},
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
