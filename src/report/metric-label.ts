/** @file What a metric is called in a report. */
import { formatHeader } from "./format.ts";
import type { ReportMetric } from "./report-input.ts";

/** Its label where it has one, or its name. */
export function metricLabel({ name, label }: Pick<ReportMetric, "name" | "label">): string {
  return label ?? name;
}

/** With its unit, as for a column. */
export function metricHeader(metric: ReportMetric): string {
  return formatHeader({ name: metricLabel(metric), unit: metric.unit });
}
