/** @file What a measured quantity is called, its unit and which way is better. No bare number crosses a border. */

export interface MetricSpec {
  readonly name: string;
  /** SI unit such as "ms" or "B"; "1" for a ratio, "count" for a number of things. */
  readonly unit: string;
  readonly goal: "min" | "max";
}

/** Measured numbers by metric name. */
export type Values = Readonly<Record<string, number>>;

/** A bound on a metric; a trial outside is infeasible, not failed. */
export interface Constraint {
  readonly metric: string;
  readonly relation: "<=" | ">=" | "<" | ">";
  readonly bound: number;
}

/** True where the value is present and within the bound. */
export function satisfies(values: Values, constraint: Constraint): boolean {
  const value = values[constraint.metric];
  if (value === undefined) return false;
  switch (constraint.relation) {
    case "<=":
      return value <= constraint.bound;
    case ">=":
      return value >= constraint.bound;
    case "<":
      return value < constraint.bound;
    case ">":
      return value > constraint.bound;
  }
}
