/** @file How the best value found grew during the search. */
import type { TrialRecord } from "../storage/index.ts";
import { type Chart, polyline, xAt, yAt } from "./chart.ts";
import { formatQuantity } from "./format.ts";
import { html } from "./html.ts";
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
  if (shown.length === 0) return null;
  const sign = metric.goal === "max" ? 1 : -1;
  let best = -sign * Number.POSITIVE_INFINITY;
  const bests = shown.map((trial) => {
    best = sign * Math.max(sign * best, sign * readValue(trial));
    return best;
  });
  const x = {
    name: "trials finished",
    unit: "count",
    scale: scaleFor(shown.map(orderOf), { logarithmic: false, whole: true }),
  };
  const y = { ...metric, scale: scaleFor(shown.map(readValue)) };
  const line = shown.flatMap((trial, i): [number, number][] => {
    const at = xAt(x, orderOf(trial));
    return [
      [at, yAt(y, bests[i - 1] ?? (bests[i] as number))],
      [at, yAt(y, bests[i] as number)],
    ];
  });
  return {
    title: "Progress",
    summary: `${metric.name} of ${shown.length} trials in the order they finished; the best is ${formatQuantity(best, metric.unit)}.`,
    x,
    y,
    marks: [
      ...shown.map(
        (trial) =>
          html`<circle class="trial" cx="${xAt(x, orderOf(trial))}" cy="${yAt(y, readValue(trial))}" r="3"><title>Trial ${trial.number}: ${formatQuantity(readValue(trial), metric.unit)}</title></circle>
`,
      ),
      polyline(line, "front-line"),
    ],
  };
}

function orderOf({ finishOrder }: TrialRecord): number {
  return finishOrder as number;
}
