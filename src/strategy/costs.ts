/** @file Objectives as numbers to be minimised. */
import type { MetricSpec, Values } from "../base/index.ts";

/** One cost for each objective: its value, negated where more is better; NaN where it is missing or not finite. */
export function costsOf(values: Values, objectives: readonly MetricSpec[]): readonly number[] {
  return objectives.map(({ name, goal }) => {
    const value = values[name];
    if (value === undefined || !Number.isFinite(value)) return Number.NaN;
    return goal === "min" ? value : -value;
  });
}
