/** @file Objectives as numbers to be minimised. */
import type { MetricSpec, Values } from "../base/index.ts";

/**
 * One cost for each objective: its value, negated where more is better; NaN where it is missing or not finite. Order and
 * equality of values are kept; beyond `LARGEST` of either sign they are drawn together.
 */
export function costsOf(values: Values, objectives: readonly MetricSpec[]): readonly number[] {
  return objectives.map(({ name, goal }) => {
    const value = values[name];
    if (value === undefined || !Number.isFinite(value)) return Number.NaN;
    return moderate(goal === "min" ? value : -value);
  });
}

/** Squares of costs, their sums and volumes of five objectives are finite up to here; what is measured never comes near. */
const LARGEST = 1e60;

/** Decades from `LARGEST` to the largest double. */
const DECADES = 250;

/** The number itself up to `LARGEST`; above, by its logarithm, up to twice that. */
function moderate(cost: number): number {
  const size = Math.abs(cost);
  if (size <= LARGEST) return cost;
  return Math.sign(cost) * LARGEST * (1 + Math.log10(size / LARGEST) / DECADES);
}
