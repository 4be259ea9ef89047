/** @file Short names of metrics and bounds written as text, for people. */
import { type Constraint, InputError } from "../base/index.ts";

const aliases: Readonly<Record<string, string>> = { memory: "peakMemoryBytes", latency: "latencyMs" };

/** Returns the full name of a metric: `latency` is `latencyMs`, `memory` is `peakMemoryBytes`; others are as given. */
export function metricName(name: string): string {
  return Object.hasOwn(aliases, name) ? (aliases[name] as string) : name;
}

/**
 * Reads a bound such as `params <= 50000` or `latency<5`.
 *
 * @throws {InputError} if the text is no bound.
 */
export function parseConstraint(text: string): Constraint {
  const [, metric, relation, bound] = /^\s*([A-Za-z]\w*)\s*(<=|>=|<|>)\s*(\S+)\s*$/.exec(text) ?? [];
  if (metric === undefined || bound === undefined || !Number.isFinite(Number(bound))) {
    throw new InputError(`Cannot read constraint "${text}": expected a metric, a relation and a number: params<=50000`);
  }
  return { metric: metricName(metric), relation: relation as Constraint["relation"], bound: Number(bound) };
}
