/** @file A study as one HTML page that needs nothing beside it. */
import type { TrialRecord } from "../storage/index.ts";
import { type Chart, renderChart } from "./chart.ts";
import { curveCharts } from "./curve-charts.ts";
import { drawDag } from "./dag-drawing.ts";
import { renderFacts } from "./facts.ts";
import { formatDuration, formatQuantity } from "./format.ts";
import { frontChart } from "./front-chart.ts";
import { html, type Markup } from "./html.ts";
import { renderPage } from "./page.ts";
import { progressChart } from "./progress-chart.ts";
import type { ReportInput } from "./report-input.ts";
import { renderTrialTable } from "./trial-table.ts";

/**
 * Renders a study as a self-contained HTML page: the front, progress and learning curves, the winner, tables of the
 * front and of all trials. The page loads nothing; its tables are complete without its script. Equal input gives equal
 * text.
 */
export function renderReport(input: ReportInput): string {
  const { title, trials, metrics, constraints, dags, front, winner, facts } = input;
  const members = bestFirst(
    trials.filter(({ number }) => front.includes(number)),
    input,
  );
  const table = { metrics, constraints, dags, winner: winner?.trial ?? null };
  const body = html`<header>
<h1>${title}</h1>
<p>${summarize(trials)}</p>
</header>
${results(input)}
<div class="lead">
${chartSection(frontChart(input), key)}
${winnerSection(input)}
</div>
<section><h2>Search</h2>${renderFacts(facts)}</section>
<section><h2>Front</h2>
${renderTrialTable({ ...table, caption: "Trials on the front", trials: members, detailed: false })}
</section>
<div class="columns">${[progressChart(input), ...curveCharts(input)].map((chart) => chartSection(chart))}</div>
<section><h2>All trials</h2>
${renderTrialTable({ ...table, caption: "All trials", trials, detailed: true })}
</section>`;
  return renderPage({ title, body });
}

/** Orders by the first objective. */
function bestFirst(trials: readonly TrialRecord[], { metrics, objectives }: ReportInput): TrialRecord[] {
  const metric = metrics.find(({ name }) => name === objectives[0]);
  const sign = metric?.goal === "min" ? 1 : -1;
  const value = ({ values }: TrialRecord): number => sign * (values?.[metric?.name ?? ""] ?? 0);
  return [...trials].sort((a, b) => value(a) - value(b) || a.number - b.number);
}

function summarize(trials: readonly TrialRecord[]): string {
  const count = (state: TrialRecord["state"]): number => trials.filter((trial) => trial.state === state).length;
  const duplicates = trials.filter(({ duplicateOf }) => duplicateOf !== null).length;
  const seconds = trials.reduce((sum, trial) => sum + trial.seconds, 0);
  const parts = (["complete", "pruned", "failed", "running", "waiting"] as const)
    .map((state) => [count(state), state] as const)
    .filter(([number]) => number > 0)
    .map(([number, state]) => `${number} ${state}`);
  if (duplicates > 0) parts.push(`${duplicates} taken over from earlier trials`);
  return `${trials.length} trials (${parts.join(", ")}), ${formatDuration(seconds)} of work`;
}

function results({ winner }: ReportInput): Markup | null {
  if (!winner || winner.results.length === 0) return null;
  const cards = winner.results.map(
    ({ name, unit, value }) => html`<div class="card"><dt>${name}</dt><dd>${formatQuantity(value, unit)}</dd></div>`,
  );
  return html`<dl class="cards">${cards}</dl>`;
}

function winnerSection({ winner, dags }: ReportInput): Markup {
  if (!winner) return html`<section><h2>Winner</h2><p>No trial has completed within all constraints.</p></section>`;
  const dag = dags.get(winner.trial);
  const drawing = dag ? drawDag(dag, `Architecture of trial ${winner.trial}`) : null;
  return html`<section><h2>Winner: trial ${winner.trial}</h2><div class="plan">${drawing}<pre>${winner.drawing}</pre></div></section>`;
}

function chartSection(chart: Chart | null, legend: Markup | null = null): Markup {
  return chart ? html`<section><h2>${chart.title}</h2>${renderChart(chart)}${legend}</section>` : html``;
}

const key = html`<ul class="key"><li class="trial">trial</li><li class="outside">outside the constraints</li><li class="front">on the front</li><li class="winner">winner</li></ul>`;
