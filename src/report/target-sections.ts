/** @file What a network of a regression predicts on the test part: beside the truth, and its largest errors. */
import type { TargetMistake, TargetOutcomes } from "../export/index.ts";
import { type Axis, type Chart, polyline, renderFigure, xAt, yAt } from "./chart.ts";
import { drawDots } from "./dots.ts";
import { formatCount, roundTo } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { scaleFor } from "./scale.ts";

/** Renders the sections of a regression. */
export function targetSections({ targets, mistakes, examples }: TargetOutcomes): Markup[] {
  const charts = targets.filter(({ points }) => points.length > 0).map((target) => predictionChart(target, examples));
  return [
    ...charts.map((chart) => html`<section><h2>${chart.title}</h2>${renderFigure(chart)}</section>`),
    html`<section><h2>Largest errors</h2>
<p>Of the test part, measured in standard deviations of their target.</p>
${mistakeTable(mistakes)}
</section>`,
  ];
}

function predictionChart({ name, points }: TargetOutcomes["targets"][number], examples: number): Chart {
  // One scale for both axes: what is right lies on the diagonal.
  const scale = scaleFor(points.flat(), { logarithmic: false });
  // A unit whose ticks have prefixes: targets may be large, and their unit is not known.
  const x: Axis = { name: "truth", unit: "count", scale };
  const y: Axis = { name: "prediction", unit: "count", scale };
  const values = points.flat();
  const ends = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return {
    title: `Predictions of ${name}`,
    summary: `Predicted over true ${name} of ${points.length} test examples; the table of the largest errors gives numbers.`,
    x,
    y,
    marks: [
      polyline(
        ends.map((end) => [xAt(x, end), yAt(y, end)]),
        "front-line",
      ),
      drawDots(
        "trial",
        3,
        points.map(([truth, predicted]) => ({
          at: [xAt(x, truth), yAt(y, predicted)],
          text: `${name} ${roundTo(truth, 4)}, predicted ${roundTo(predicted, 4)}`,
        })),
      ),
    ],
    key: [
      ["trial", "test example"],
      ["line front", "prediction equals truth"],
    ],
    note: points.length < examples ? `${points.length} of ${formatCount(examples)} examples, spread evenly.` : "",
  };
}

function mistakeTable(mistakes: readonly TargetMistake[]): Markup {
  const hasNames = mistakes.some(({ name }) => name !== null);
  const rows = mistakes.map(({ example, name, target, truth, predicted }) => {
    const error = predicted === null ? "–" : roundTo(predicted - truth, 4);
    return html`<tr><td class="number">${example}</td>${hasNames ? html`<td>${name ?? ""}</td>` : null}<td>${target}</td><td class="number">${roundTo(truth, 5)}</td><td class="number">${predicted === null ? "no number" : roundTo(predicted, 5)}</td><td class="number">${error}</td></tr>
`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Largest errors"><table class="plain">
<caption>Largest errors</caption>
<thead><tr><th scope="col" class="number">example</th>${hasNames ? html`<th scope="col">file</th>` : null}<th scope="col">target</th><th scope="col" class="number">truth</th><th scope="col" class="number">prediction</th><th scope="col" class="number">error</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}
