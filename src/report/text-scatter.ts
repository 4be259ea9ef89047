/** @file A scatter plot of characters, for terminals. */
import { type MetricSpec, printable } from "../base/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { formatHeader, formatTick } from "./format.ts";
import { type Scale, scaleFor } from "./scale.ts";

export interface ScatterOptions {
  readonly trials: readonly TrialRecord[];
  /** Drawn to the right and upwards. */
  readonly x: MetricSpec;
  readonly y: MetricSpec;
  /** Numbers of the trials on the front. */
  readonly front: readonly number[];
  readonly winner?: number | undefined;
  /** Characters of the plotted area. Default 56 by 14. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Marks in the order they cover each other. */
const marks = ["·", "●", "★"] as const;

/** Renders trials as "·", those on the front as "●", the winner as "★". Empty where no trial has both values. */
export function renderScatter(options: ScatterOptions): string {
  const { x, y, front, winner, width = 56, height = 14 } = options;
  const points = options.trials.flatMap(({ number, state, values }) => {
    const [across, up] = [values?.[x.name], values?.[y.name]];
    if (state !== "complete" || !Number.isFinite(across) || !Number.isFinite(up)) return [];
    return [
      { across: across as number, up: up as number, rank: number === winner ? 2 : front.includes(number) ? 1 : 0 },
    ];
  });
  if (points.length === 0) return "";
  const scales = { x: scaleFor(points.map(({ across }) => across)), y: scaleFor(points.map(({ up }) => up)) };
  const rowOf = (value: number): number => height - 1 - Math.round(scales.y.at(value) * (height - 1));
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
  for (const { across, up, rank } of points.sort((a, b) => a.rank - b.rank)) {
    const row = rows[rowOf(up)];
    if (row) row[Math.round(scales.x.at(across) * (width - 1))] = marks[rank] as string;
  }
  const labels = new Map(scales.y.ticks.map((tick) => [rowOf(tick), formatTick(tick, y.unit)]));
  const margin = Math.max(...Array.from(labels.values(), (label) => label.length));
  const lines = rows.map((row, i) =>
    `${(labels.get(i) ?? "").padStart(margin)} ${labels.has(i) ? "┤" : "│"}${row.join("")}`.trimEnd(),
  );
  const indent = " ".repeat(margin + 1);
  const name = printable(formatHeader(x));
  return [
    `${indent}${printable(formatHeader(y))}`,
    ...lines,
    ...horizontalAxis(scales.x, width, x.unit).map((line) => indent + line),
    indent + name.padStart(1 + Math.floor((width + name.length) / 2)),
  ].join("\n");
}

/** The axis with its ticks and, below, as many labels as fit beside each other. */
function horizontalAxis({ at, ticks }: Scale, width: number, unit: string): [axis: string, labels: string] {
  const axis = new Array<string>(width).fill("─");
  let labels = "";
  for (const tick of ticks) {
    const column = Math.round(at(tick) * (width - 1));
    const label = formatTick(tick, unit);
    const start = 1 + column - Math.floor(label.length / 2);
    if (start <= labels.length && labels !== "") continue;
    axis[column] = "┬";
    labels = labels.padEnd(start) + label;
  }
  return [`└${axis.join("")}`, labels];
}
