/** @file The trials by their objectives, with the front. */
import type { MetricSpec } from "../base/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { type Axis, type Chart, polyline, xAt, yAt } from "./chart.ts";
import { formatQuantity } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { isOutside } from "./outside-constraints.ts";
import type { ReportInput } from "./report-input.ts";
import { scaleFor } from "./scale.ts";

/** Creates the scatter of the first objective (upwards) over the second; null where there are no two, or no values. */
export function frontChart({ metrics, objectives, trials, constraints, front, winner }: ReportInput): Chart | null {
  const [up, right] = objectives.map((name) => metrics.find((metric) => metric.name === name));
  if (!up || !right) return null;
  const shown = trials.filter((trial) => isMeasured(trial, up) && isMeasured(trial, right));
  if (shown.length === 0) return null;
  const axis = (metric: MetricSpec): Axis => ({ ...metric, scale: scaleFor(shown.map((t) => readValue(t, metric))) });
  const [x, y] = [axis(right), axis(up)];
  const at = (trial: TrialRecord): [number, number] => [xAt(x, readValue(trial, right)), yAt(y, readValue(trial, up))];
  const members = shown
    .filter(({ number }) => front.includes(number))
    .sort((a, b) => readValue(a, right) - readValue(b, right));
  const others = shown.filter(({ number }) => !front.includes(number));
  const best = shown.filter(({ number }) => number === winner?.trial);
  const dot = (kind: string, radius: number) => (trial: TrialRecord) => mark(trial, kind, radius, at(trial), metrics);
  return {
    title: "Pareto front",
    summary: `${shown.length} trials by ${up.name} and ${right.name}, ${members.length} of them on the front; the table of the front gives the numbers.`,
    x,
    y,
    marks: [
      // Objectives beyond two make the front a surface, which no line in this plane shows.
      ...(objectives.length === 2 ? [staircase(members.map(at), right.goal)] : []),
      ...others.map((trial) => dot(isOutside(trial, constraints) ? "outside" : "trial", 3.5)(trial)),
      ...members.map(dot("front", 5)),
      ...best.map(dot("winner", 8)),
    ],
  };
}

/** What one can have at each cost: the best of all that costs no more. */
function staircase(points: readonly (readonly [number, number])[], goal: "min" | "max"): Markup {
  const corners = points.flatMap((point, i): (readonly [number, number])[] => {
    const before = points[i - 1];
    if (!before) return [point];
    return [goal === "min" ? [point[0], before[1]] : [before[0], point[1]], point];
  });
  return polyline(corners, "front-line");
}

function mark(
  trial: TrialRecord,
  kind: string,
  radius: number,
  [x, y]: readonly [number, number],
  metrics: readonly MetricSpec[],
): Markup {
  const values = metrics
    .filter((metric) => isMeasured(trial, metric))
    .map((metric) => `${metric.name} ${formatQuantity(readValue(trial, metric), metric.unit)}`);
  const name = kind === "winner" ? `Trial ${trial.number}, the winner` : `Trial ${trial.number}`;
  return html`<circle class="${kind}" cx="${x}" cy="${y}" r="${radius}"><title>${[name, ...values].join("\n")}</title></circle>
`;
}

function isMeasured({ values, state }: TrialRecord, { name }: MetricSpec): boolean {
  return state === "complete" && Number.isFinite(values?.[name]);
}

function readValue({ values }: TrialRecord, { name }: MetricSpec): number {
  return values?.[name] as number;
}
