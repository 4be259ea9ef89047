/** @file The frame of a chart: axes with ticks and units, room for marks. */
import { formatHeader, formatTick } from "./format.ts";
import { html, type Markup } from "./html.ts";
import type { Scale } from "./scale.ts";

export interface Axis {
  readonly name: string;
  readonly unit: string;
  readonly scale: Scale;
}

export interface Chart {
  readonly title: string;
  /** What it shows, for those who cannot see it. */
  readonly summary: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Marks, drawn over the grid in this order. */
  readonly marks: readonly Markup[];
  /** What the marks mean: the class of a mark and its meaning. */
  readonly key: readonly (readonly [kind: string, meaning: string])[];
  /** What is to be known beside, such as what is left out; "" for nothing. */
  readonly note?: string;
}

const size = { width: 620, height: 380, left: 76, right: 16, top: 12, bottom: 56 };

/** Horizontal position of a value in a chart, rounded to a tenth of a pixel. */
export function xAt({ scale }: Axis, value: number): number {
  return tenth(size.left + scale.at(value) * (size.width - size.left - size.right));
}

/** Vertical position of a value in a chart, rounded to a tenth of a pixel. */
export function yAt({ scale }: Axis, value: number): number {
  return tenth(size.height - size.bottom - scale.at(value) * (size.height - size.top - size.bottom));
}

/** A line through points. */
export function polyline(points: readonly (readonly [x: number, y: number])[], kind: string): Markup {
  return html`<polyline class="${kind}" points="${points.map(([x, y]) => `${x},${y}`).join(" ")}"/>`;
}

/** Draws a chart with its key and note. */
export function renderFigure(chart: Chart): Markup {
  const { key, note = "" } = chart;
  const entries = key.map(([kind, meaning]) => html`<li class="${kind}">${meaning}</li>`);
  return html`<figure>${renderChart(chart)}${key.length > 0 ? html`<ul class="key">${entries}</ul>` : null}${
    note === "" ? null : html`<figcaption>${note}</figcaption>`
  }</figure>`;
}

/** Draws a chart as SVG. */
export function renderChart({ title, summary, x, y, marks }: Omit<Chart, "key" | "note">): Markup {
  const { width, height, left, right, top, bottom } = size;
  const xTicks = x.scale.ticks.map((tick) => {
    const at = xAt(x, tick);
    return html`<line class="grid" x1="${at}" y1="${top}" x2="${at}" y2="${height - bottom}"/>
<text class="tick" x="${at}" y="${height - bottom + 18}" text-anchor="middle">${formatTick(tick, x.unit)}</text>`;
  });
  const yTicks = y.scale.ticks.map((tick) => {
    const at = yAt(y, tick);
    return html`<line class="grid" x1="${left}" y1="${at}" x2="${width - right}" y2="${at}"/>
<text class="tick" x="${left - 8}" y="${at + 4}" text-anchor="end">${formatTick(tick, y.unit)}</text>`;
  });
  const middle = (top + height - bottom) / 2;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${`${title}. ${summary}`}">
${xTicks}${yTicks}
<text class="label" x="${(left + width - right) / 2}" y="${height - 12}" text-anchor="middle">${formatHeader(x)}</text>
<text class="label" transform="translate(15 ${middle}) rotate(-90)" text-anchor="middle">${formatHeader(y)}</text>
${marks}
</svg>`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
