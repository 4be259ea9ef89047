/** @file Learning curves: what trials reported step by step. */
import type { CurvePoint, TrialRecord } from "../storage/index.ts";
import { type Axis, type Chart, polyline, xAt, yAt } from "./chart.ts";
import { formatQuantity } from "./format.ts";
import { html, type Markup } from "./html.ts";
import type { ReportInput } from "./report-input.ts";
import { scaleFor } from "./scale.ts";

/** More lines than these hide each other: those on the front are drawn first, then others in order. */
const MOST_LINES = 200;
const MOST_CHARTS = 4;

/** Creates one chart for each metric that trials reported while they ran. */
export function curveCharts({ metrics, trials, front, winner, stepName }: ReportInput): Chart[] {
  const names = new Set(trials.flatMap(({ curve }) => curve.flatMap(({ values }) => Object.keys(values))));
  const important = (trial: TrialRecord): number =>
    trial.number === winner?.trial ? 2 : front.includes(trial.number) ? 1 : 0;
  const drawn = trials
    .filter(({ curve, duplicateOf }) => curve.length > 0 && duplicateOf === null)
    .sort((a, b) => important(b) - important(a))
    .slice(0, MOST_LINES)
    .reverse();
  const kinds = ["curve", "curve front-curve", "curve winner-curve"] as const;
  return [...names].slice(0, MOST_CHARTS).map((name) => {
    const points = drawn.flatMap(({ curve }) => measured(curve, name));
    const x = { name: stepName, unit: "count", scale: scaleFor(steps(points), { logarithmic: false, whole: true }) };
    const unit = metrics.find((metric) => metric.name === name)?.unit ?? "1";
    const y = {
      name,
      unit,
      scale: scaleFor(
        points.map((point) => readValue(point, name)),
        { logarithmic: false },
      ),
    };
    return {
      title: `Learning curves: ${name}`,
      summary: `${name} of ${drawn.length} trials by ${stepName}.`,
      x,
      y,
      marks: drawn.map((trial) => drawCurve(trial, name, x, y, kinds[important(trial)] as string)),
    };
  });
}

function drawCurve({ number, curve }: TrialRecord, name: string, x: Axis, y: Axis, kind: string): Markup {
  const points = measured(curve, name);
  const last = points.at(-1);
  if (!last) return html``;
  const places = points.map((point): [number, number] => [xAt(x, point.step), yAt(y, readValue(point, name))]);
  const text = `Trial ${number}: ${formatQuantity(readValue(last, name), y.unit)} at ${x.name} ${last.step}`;
  const shape = places.length === 1 ? dot(places[0] as [number, number]) : polyline(places, "line");
  return html`<g class="${kind}"><title>${text}</title>${shape}</g>
`;
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
