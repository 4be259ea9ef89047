/** @file A comparison of strategies as one HTML page that needs nothing beside it. */
import { type Axis, type Chart, polyline, renderChart, xAt, yAt } from "./chart.ts";
import type { ComparisonColumn, ComparisonCurve, ComparisonInput } from "./comparison-input.ts";
import { comparisonStyle } from "./comparison-style.ts";
import { cellText, columnHeader } from "./comparison-table.ts";
import { renderFacts } from "./facts.ts";
import { formatQuantity } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { renderPage } from "./page.ts";
import { scaleFor } from "./scale.ts";
import { sortRanks } from "./sort-ranks.ts";

/**
 * Renders a comparison as a self-contained HTML page: regret by what was spent, on linear and logarithmic axes, the table
 * and the settings. Equal input gives equal text.
 */
export function renderComparison(input: ComparisonInput): string {
  const { title, summary, facts, curves } = input;
  const body = html`<header>
<h1>${title}</h1>
<p>${summary}</p>
</header>
<section class="regret"><h2>Regret</h2>
<input type="radio" name="axes" id="linear" checked><label for="linear">linear axes</label>
<input type="radio" name="axes" id="logarithmic"><label for="logarithmic">logarithmic axes</label>
<div class="linear">${renderChart(regretChart(input, false))}</div>
<div class="logarithmic">${renderChart(regretChart(input, true))}</div>
<ul class="key series">${curves.map(({ name }, i) => html`<li class="${seriesClass(i)}">${name}</li>`)}</ul>
<p>Lines are means over the seeds, bands one standard error to either side. Linear axes begin with a twentieth of what was spent, before which regrets are too large to see others beside them.</p>
</section>
<section><h2>Results</h2>
${renderResults(input)}
<dl class="facts meanings">${input.columns.map(
    ({ name, meaning }) => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>
`,
  )}</dl>
</section>
<section><h2>Settings</h2>${renderFacts(facts)}</section>`;
  return renderPage({ title, body, style: comparisonStyle });
}

function regretChart({ curves, spent, regret }: ComparisonInput, logarithmic: boolean): Omit<Chart, "key"> {
  const end = Math.max(...curves.flatMap(({ points }) => points.map((point) => point.spent)));
  const shown = curves.map(({ name, points }) => ({
    name,
    // A regret of 0 has no logarithm: there the line ends.
    points: points.filter((point) => (logarithmic ? point.mean > 0 && point.spent > 0 : point.spent >= end / 20)),
  }));
  const all = shown.flatMap(({ points }) => points);
  const least = all.reduce((low, { mean }) => Math.min(low, mean), Number.POSITIVE_INFINITY);
  const x: Axis = {
    ...spent,
    scale: scaleFor(
      all.map((point) => point.spent),
      { logarithmic },
    ),
  };
  // A band may reach down to 0; the axis keeps to half the least mean.
  const floor = logarithmic ? least / 2 : 0;
  const values = all.flatMap(({ mean, low, high }) => [mean, Math.max(floor, low), high]);
  const y: Axis = { ...regret, scale: scaleFor(values, { logarithmic }) };
  return {
    title: `${regret.name} by ${spent.name}`,
    summary: `Mean regret of ${curves.map(({ name }) => name).join(", ")}; the table gives the numbers.`,
    x,
    y,
    marks: shown.map((curve, i) => drawCurve(curve, i, x, y, floor)),
  };
}

/** Draws the band and, over it, the steps of the mean. */
function drawCurve({ name, points }: ComparisonCurve, index: number, x: Axis, y: Axis, floor: number): Markup {
  const last = points.at(-1);
  if (!last) return html``;
  const at = (read: (point: ComparisonCurve["points"][number]) => number): [number, number][] =>
    points.map((point) => [xAt(x, point.spent), yAt(y, read(point))]);
  const band = [...at(({ high }) => high), ...at(({ low }) => Math.max(floor, low)).reverse()];
  const text = `${name}: ${formatQuantity(last.mean, y.unit)} after ${formatQuantity(last.spent, x.unit)}`;
  return html`<g class="${seriesClass(index)}"><title>${text}</title>
<polygon class="band" points="${band.map(([left, top]) => `${left},${top}`).join(" ")}"/>
${polyline(
  at(({ mean }) => mean),
  "line",
)}</g>
`;
}

/** There are as many looks as the style has; further series begin again, dashed. */
function seriesClass(index: number): string {
  return `series-${index % 8}${index >= 8 ? " dashed" : ""}`;
}

function renderResults({ columns, rows }: ComparisonInput): Markup {
  const kind = ({ unit }: ComparisonColumn): string => (unit === null ? "text" : "number");
  const head = columns.map((column) => {
    return html`<th scope="col" class="${kind(column)}" title="${column.meaning}"><button type="button">${columnHeader(column)}</button></th>`;
  });
  const ranks = columns.map((_, i) => sortRanks(rows.map((row) => row[i] ?? null)));
  const body = rows.map(
    (row, at) => html`<tr>${columns.map((column, i) => {
      const rank = ranks[i]?.[at] ?? "";
      return html`<td class="${kind(column)}" data-rank="${rank}">${cellText(row[i] ?? null, column.unit)}</td>`;
    })}</tr>
`,
  );
  return html`<div class="table"><div class="scroll" tabindex="0" role="region" aria-label="Results"><table>
<caption>Results</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div></div>`;
}
