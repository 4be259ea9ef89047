/** @file Learning curves: what trials reported step by step. */
import type { CurvePoint, TrialRecord } from "../storage/index.ts";
import { type Axis, type Chart, polyline, xAt, yAt } from "./chart.ts";
import { formatCount, formatQuantity } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { metricLabel } from "./metric-label.ts";
import type { ReportInput } from "./report-input.ts";
import { scaleFor } from "./scale.ts";
import { roles } from "./winner-role.ts";

/** More lines than these hide each other. */
const MOST_LINES = 200;
/** Of these lines, those of the front and of the best; the rest is an even sample of all others. */
const MOST_OF_FRONT = 60;
const MOST_BEST = 60;
const MOST_CHARTS = 4;
/** More points than these lie closer than two pixels. */
const MOST_POINTS = 200;

/** Creates one chart for each metric that trials reported while they ran. */
export function curveCharts(input: ReportInput): Chart[] {
  const { metrics, stepMetrics = [], trials, winner, stepName } = input;
  const all = trials.filter(({ curve, duplicateOf }) => curve.length > 0 && duplicateOf === null);
  const front = new Set(input.front);
  const important = (trial: TrialRecord): number =>
    trial.number === winner?.trial ? 2 : front.has(trial.number) ? 1 : 0;
  const chosen = chooseTrials(all, input, important);
  // The most important ones are drawn last, over the others.
  const drawn = [...chosen].sort((a, b) => important(a) - important(b) || b.number - a.number);
  const kinds = ["curve", "curve front-curve", "curve winner-curve"] as const;
  const meanings = ["trial", "on the front", roles[winner?.role ?? "winner"].mark] as const;
  const note =
    drawn.length === all.length
      ? ""
      : `${drawn.length} of ${formatCount(all.length)} curves: those of the front and of the best trials, at most ${MOST_OF_FRONT} each, and an even sample of the others.`;
  return changingNames(all)
    .slice(0, MOST_CHARTS)
    .map((name) => {
      const points = drawn.flatMap(({ curve }) => measured(curve, name));
      const x = { name: stepName, unit: "count", scale: scaleFor(steps(points), { logarithmic: false, whole: true }) };
      const metric = [...metrics, ...stepMetrics].find((one) => one.name === name) ?? { name, unit: "1" };
      const y = {
        name: metricLabel(metric),
        unit: metric.unit,
        scale: scaleFor(
          points.map((point) => readValue(point, name)),
          { logarithmic: false },
        ),
      };
      const ranks = new Set(drawn.map(important));
      return {
        title: `Learning curves: ${y.name}`,
        summary: `${y.name} of ${drawn.length} trials by ${stepName}.`,
        x,
        y,
        marks: drawn.map((trial) => drawCurve(trial, name, x, y, kinds[important(trial)] as string)),
        key: ["trial", "front", "winner"].flatMap((kind, rank): [string, string][] =>
          ranks.has(rank) ? [[`line ${kind}`, meanings[rank] as string]] : [],
        ),
        note,
      };
    });
}

/** What was reported and is no constant of each trial, such as its number of parameters. */
function changingNames(trials: readonly TrialRecord[]): string[] {
  const first = new Set<string>();
  const changing = new Set<string>();
  for (const { curve } of trials) {
    const start = curve[0]?.values ?? {};
    for (const { values } of curve) {
      for (const [name, value] of Object.entries(values)) {
        first.add(name);
        if (!Object.is(value, start[name])) changing.add(name);
      }
    }
  }
  // With one step each nothing has had the time to change.
  return changing.size > 0 ? [...first].filter((name) => changing.has(name)) : [...first];
}

/** The winner, the front, the best by the first objective, and a sample of the rest; all of them where they are few. */
function chooseTrials(
  all: readonly TrialRecord[],
  { metrics, objectives }: ReportInput,
  important: (trial: TrialRecord) => number,
): readonly TrialRecord[] {
  if (all.length <= MOST_LINES) return all;
  const metric = metrics.find(({ name }) => name === objectives[0]);
  const sign = metric?.goal === "min" ? 1 : -1;
  const cost = ({ values, state }: TrialRecord): number => {
    const value = sign * (values?.[metric?.name ?? ""] ?? Number.NaN);
    return state === "complete" && !Number.isNaN(value) ? value : Number.POSITIVE_INFINITY;
  };
  const byCost = (a: TrialRecord, b: TrialRecord): number => {
    const [x, y] = [cost(a), cost(b)];
    return x === y ? a.number - b.number : x - y;
  };
  const sorted = [...all].sort((a, b) => important(b) - important(a) || byCost(a, b));
  const front = sorted.filter((trial) => important(trial) > 0).slice(0, MOST_OF_FRONT);
  const best = sorted.filter((trial) => important(trial) === 0).slice(0, MOST_BEST);
  const taken = new Set([...front, ...best]);
  const rest = all.filter((trial) => !taken.has(trial));
  const count = MOST_LINES - taken.size;
  const sample = Array.from({ length: count }, (_, i) => {
    return rest[Math.floor((i * rest.length) / count)] as TrialRecord;
  });
  return [...taken, ...sample];
}

function drawCurve({ number, curve }: TrialRecord, name: string, x: Axis, y: Axis, kind: string): Markup {
  const points = measured(curve, name);
  const last = points.at(-1);
  if (!last) return html``;
  const places = thinned(points).map((point): [number, number] => {
    return [xAt(x, point.step), yAt(y, readValue(point, name))];
  });
  const text = `Trial ${number}: ${formatQuantity(readValue(last, name), y.unit)} at ${x.name} ${last.step}`;
  const shape = places.length === 1 ? dot(places[0] as [number, number]) : polyline(places, "line");
  return html`<g class="${kind}"><title>${text}</title>${shape}</g>
`;
}

/** Every second, third, ... point, and the last. */
function thinned(points: readonly CurvePoint[]): CurvePoint[] {
  const step = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
}

function dot([x, y]: readonly [number, number]): Markup {
  return html`<circle class="point" cx="${x}" cy="${y}" r="2.5"/>`;
}

function measured(curve: readonly CurvePoint[], name: string): CurvePoint[] {
  return curve.filter(({ values }) => Number.isFinite(values[name]));
}

function steps(points: readonly CurvePoint[]): number[] {
  return points.map(({ step }) => step);
}

function readValue({ values }: CurvePoint, name: string): number {
  return values[name] as number;
}
