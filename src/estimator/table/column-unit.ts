/** @file What the name of a column says of its unit, and which way is better. */
import type { MetricSpec } from "../../base/index.ts";

/** Endings of names with unit and direction; the first that fits holds. */
const endings: readonly (readonly [pattern: RegExp, unit: string, goal: MetricSpec["goal"]])[] = [
  [/_per_s$/, "1/s", "max"],
  [/_ms$/, "ms", "min"],
  [/(_s|_seconds(_\d+)?)$/, "s", "min"],
  [/_mj$/, "mJ", "min"],
  [/_kwh$/, "kWh", "min"],
  [/_m$/, "10^6", "min"],
  [/^(params|flops|macs|index|iso_index)$/, "count", "min"],
  [/_acc$/, "1", "max"],
  [/(^|_)(valid|val|test|top1|top5|apgd|square|fgsm|pgd)_?/, "%", "max"],
];

/** The unit and the goal of a column by its name: `_ms` is a time in milliseconds; "1" and "max" where it says nothing. */
export function metricOfColumn(name: string): MetricSpec {
  const [, unit, goal] = endings.find(([pattern]) => pattern.test(name)) ?? [null, "1", "max" as const];
  return { name, unit, goal };
}
