/** @file The trials by their objectives, with the front. */
import type { TrialRecord } from "../storage/index.ts";
import { type Axis, type Chart, polyline, xAt, yAt } from "./chart.ts";
import { type Dot, drawDots } from "./dots.ts";
import { formatQuantity } from "./format.ts";
import type { Markup } from "./html.ts";
import { metricLabel } from "./metric-label.ts";
import { isOutside } from "./outside-constraints.ts";
import type { ReportInput, ReportMetric } from "./report-input.ts";
import { scaleFor } from "./scale.ts";
import { roles } from "./winner-role.ts";

/**
 * Creates the scatter of each objective (upwards) over each of those after it; none where there are no two, or no values.
 */
export function frontCharts(input: ReportInput): Chart[] {
  const { metrics, objectives } = input;
  const goals = objectives.flatMap((name) => metrics.filter((metric) => metric.name === name));
  return goals.flatMap((up, i) => goals.slice(i + 1).flatMap((right) => frontChart(input, up, right) ?? []));
}

function frontChart(input: ReportInput, up: ReportMetric, right: ReportMetric): Chart | null {
  const { metrics, objectives, trials, constraints, winner } = input;
  const shown = trials.filter((trial) => isMeasured(trial, up) && isMeasured(trial, right));
  if (shown.length === 0) return null;
  const axis = (metric: ReportMetric): Axis => {
    return { name: metricLabel(metric), unit: metric.unit, scale: scaleFor(shown.map((t) => readValue(t, metric))) };
  };
  const [x, y] = [axis(right), axis(up)];
  const at = (trial: TrialRecord): [number, number] => [xAt(x, readValue(trial, right)), yAt(y, readValue(trial, up))];
  const front = new Set(input.front);
  const members = shown
    .filter(({ number }) => front.has(number))
    .sort((a, b) => readValue(a, right) - readValue(b, right));
  const others = shown.filter(({ number }) => !front.has(number));
  const outside = others.filter((trial) => isOutside(trial, constraints));
  const inside = others.filter((trial) => !isOutside(trial, constraints));
  const best = shown.filter(({ number }) => number === winner?.trial);
  const bestName = roles[winner?.role ?? "winner"].mark;
  const dot = (trial: TrialRecord): Dot => ({ at: at(trial), text: describe(trial, metrics) });
  const isFlat = objectives.length === 2;
  const key = [
    [inside, "trial", "trial"],
    [outside, "outside", "outside the constraints"],
    [members, "front", isFlat ? "on the front: no other trial is better in both" : "on the front of all objectives"],
    [best, "winner", bestName],
  ] as const;
  return {
    title: "Pareto front",
    summary: `${shown.length} trials by ${y.name} and ${x.name}, ${members.length} of them on the front; the table of the front gives the numbers.`,
    x,
    y,
    marks: [
      // Objectives beyond two make the front a surface, which no line in this plane shows.
      ...(isFlat ? [staircase(members.map(at), right.goal)] : []),
      drawDots("trial", 3.5, inside.map(dot)),
      drawDots("outside", 3.5, outside.map(dot)),
      drawDots("front", isFlat ? 5 : 4, members.map(dot)),
      drawDots(
        "winner",
        8,
        best.map((trial) => ({ at: at(trial), text: describe(trial, metrics, bestName) })),
      ),
    ],
    key: key.filter(([some]) => some.length > 0).map(([, kind, meaning]) => [kind, meaning]),
    note: isFlat ? "" : "A trial on the front that looks beaten here is better in an objective that is not drawn.",
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

function describe(trial: TrialRecord, metrics: readonly ReportMetric[], role = ""): string {
  const values = metrics
    .filter((metric) => isMeasured(trial, metric))
    .map((metric) => `${metricLabel(metric)} ${formatQuantity(readValue(trial, metric), metric.unit)}`);
  return [`Trial ${trial.number}${role && `, ${role}`}`, ...values].join("\n");
}

function isMeasured({ values, state }: TrialRecord, { name }: ReportMetric): boolean {
  return state === "complete" && Number.isFinite(values?.[name]);
}

function readValue({ values }: TrialRecord, { name }: ReportMetric): number {
  return values?.[name] as number;
}
