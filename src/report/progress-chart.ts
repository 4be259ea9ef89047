/** @file How the best value found grew during the search. */
import type { TrialRecord } from "../storage/index.ts";
import { type Chart, polyline, xAt, yAt } from "./chart.ts";
import { drawDots } from "./dots.ts";
import { formatQuantity } from "./format.ts";
import { metricLabel } from "./metric-label.ts";
import { isOutside } from "./outside-constraints.ts";
import type { ReportInput } from "./report-input.ts";
import { scaleFor } from "./scale.ts";

/** Creates the chart of the first objective over the trials in the order they finished; null without values. */
export function progressChart({ metrics, objectives, trials, constraints }: ReportInput): Chart | null {
  const metric = metrics.find(({ name }) => name === objectives[0]);
  if (!metric) return null;
  const readValue = ({ values }: TrialRecord): number => values?.[metric.name] as number;
  const shown = trials
    .filter((trial) => trial.state === "complete" && Number.isFinite(readValue(trial)) && trial.finishOrder !== null)
    .filter((trial) => !isOutside(trial, constraints))
    .sort((a, b) => orderOf(a) - orderOf(b));
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return null;
  const sign = metric.goal === "max" ? 1 : -1;
  let best = readValue(first);
  const steps: [order: number, best: number][] = [[orderOf(first), best]];
  for (const trial of shown) {
    const value = readValue(trial);
    if (sign * value <= sign * best) continue;
    steps.push([orderOf(trial), best], [orderOf(trial), value]);
    best = value;
  }
  steps.push([orderOf(last), best]);
  const orders = { logarithmic: false, whole: true };
  const x = { name: "trials finished", unit: "count", scale: scaleFor(shown.map(orderOf), orders) };
  const y = { name: metricLabel(metric), unit: metric.unit, scale: scaleFor(shown.map(readValue)) };
  const dots = shown.map((trial) => ({
    at: [xAt(x, orderOf(trial)), yAt(y, readValue(trial))] as const,
    text: `Trial ${trial.number}: ${formatQuantity(readValue(trial), metric.unit)}`,
  }));
  return {
    title: "Progress",
    summary: `${y.name} of ${shown.length} trials in the order they finished; the best is ${formatQuantity(best, metric.unit)}.`,
    x,
    y,
    marks: [
      drawDots("trial", 3, dots),
      polyline(
        steps.map(([order, value]) => [xAt(x, order), yAt(y, value)]),
        "front-line",
      ),
    ],
    key: [
      ["trial", "trial"],
      ["line front", "best so far"],
    ],
  };
}

function orderOf({ finishOrder }: TrialRecord): number {
  return finishOrder as number;
}
