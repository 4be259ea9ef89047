/** @file Short names of metrics and bounds written as text, for people. */
import { type Constraint, InputError, shown } from "../base/index.ts";

const aliases: Readonly<Record<string, string>> = { memory: "peakMemoryBytes", latency: "latencyMs" };

/** Returns the full name of a metric: `latency` is `latencyMs`, `memory` is `peakMemoryBytes`; others are as given. */
export function metricName(name: string): string {
  return Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
}

/** The metric of a list that a name stands for: the one of that name, else the one whose short name it is. */
export function metricAmong(names: readonly string[], name: string): string {
  return names.includes(name) ? name : metricName(name);
}

const relations = ["<=", ">=", "<", ">"] as const;
const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/**
 * Reads a bound such as `params <= 50000` or `latency<5`.
 *
 * @throws {InputError} if the text is no bound.
 */
export function parseConstraint(text: string): Constraint {
  const [, metric, relation, bound] = /^\s*([A-Za-z]\w*)\s*(<=|>=|<|>)\s*(\S+)\s*$/.exec(text) ?? [];
  if (metric === undefined || bound === undefined || !DECIMAL.test(bound) || !Number.isFinite(Number(bound))) {
    throw new InputError(
      `Cannot read constraint ${shown(text)}: expected a metric, a relation and a number: params<=50000`,
    );
  }
  return { metric: metricName(metric), relation: relation as Constraint["relation"], bound: Number(bound) };
}

/**
 * Reads a bound given as text or as an object.
 *
 * @throws {InputError} if it is neither.
 */
export function readConstraint(given: string | Constraint): Constraint {
  if (typeof given === "string") return parseConstraint(given);
  const { metric, relation, bound } = (given ?? {}) as Partial<Constraint>;
  if (typeof metric === "string" && relations.some((known) => known === relation) && Number.isFinite(bound)) {
    return { metric, relation: relation as Constraint["relation"], bound: bound as number };
  }
  throw new InputError(
    `Cannot read constraint ${shown(given)}: expected a text such as "params<=50000", or { metric, relation, bound } with one of ${relations.join(", ")} and a finite number`,
  );
}
