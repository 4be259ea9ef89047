/** @file A study as one HTML page that needs nothing beside it. */
import type { TrialRecord } from "../storage/index.ts";
import { type Chart, renderFigure } from "./chart.ts";
import { classSections } from "./class-sections.ts";
import { curveCharts } from "./curve-charts.ts";
import { drawDag } from "./dag-drawing.ts";
import { renderFacts } from "./facts.ts";
import { formatCount, formatDuration, formatQuantity, unbroken } from "./format.ts";
import { frontCharts } from "./front-chart.ts";
import { html, type Markup } from "./html.ts";
import { renderPage } from "./page.ts";
import { progressChart } from "./progress-chart.ts";
import type { ReportInput, ReportResult } from "./report-input.ts";
import { targetSections } from "./target-sections.ts";
import { renderTrialTable } from "./trial-table.ts";
import { roles } from "./winner-role.ts";

/**
 * Renders a study as a self-contained HTML page: what the winner scores and mixes up, the front, progress and learning
 * curves, tables of the front and of all trials. The page loads nothing. Of long tables it shows the first rows; its
 * script shows the others from data within. Equal input gives equal text.
 */
export function renderReport(input: ReportInput): string {
  const { title, status = [], trials, metrics, constraints, dags, winner, facts } = input;
  const front = new Set(input.front);
  const members = bestFirst(
    trials.filter(({ number }) => front.has(number)),
    input,
  );
  const table = { metrics, constraints, dags, winner: winner?.trial ?? null };
  const charts = [progressChart(input), ...curveCharts(input)].filter((chart) => chart !== null);
  const body = html`<header>
<h1>${title}</h1>
${status.map(
  (sentence) => html`<p class="status">${sentence}</p>
`,
)}<p>${summarize(trials)}</p>
</header>
${results(input)}
<div class="lead">
${frontSection(frontCharts(input))}
${winnerSection(input)}
</div>
${outcomeSections(input)}
<section><h2>Search</h2>${renderFacts(facts)}</section>
<section><h2>Front</h2>
${renderTrialTable({ ...table, caption: "Trials on the front", trials: members, detailed: false })}
</section>
<div class="columns">${charts.map((chart) => html`<section><h2>${chart.title}</h2>${renderFigure(chart)}</section>`)}</div>
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
    .map(([number, state]) => `${formatCount(number)} ${state}`);
  if (duplicates > 0) parts.push(`${formatCount(duplicates)} taken over from earlier trials`);
  const states = parts.length > 0 ? ` (${parts.join(", ")})` : "";
  return `${formatCount(trials.length)} trial${trials.length === 1 ? "" : "s"}${states}, ${unbroken(formatDuration(seconds))} of work`;
}

function results({ winner }: ReportInput): Markup | null {
  if (!winner || winner.results.length === 0) return null;
  return html`<dl class="cards">${winner.results.map(card)}</dl>`;
}

function card({ name, unit, value, interval, note }: ReportResult): Markup {
  const quantity = (number: number): string => unbroken(formatQuantity(number, unit));
  const range = interval && `95\u00a0% interval ${quantity(interval.low)} to ${quantity(interval.high)}`;
  const words = [range, note].filter((text) => text !== undefined).join("; ");
  return html`<div class="card"><dt>${name}</dt><dd>${quantity(value)}</dd>${words === "" ? null : html`<dd class="note">${words}</dd>`}</div>`;
}

function winnerSection({ winner, dags }: ReportInput): Markup {
  if (!winner) return html`<section><h2>Winner</h2><p>No trial has completed within all constraints.</p></section>`;
  const dag = dags.get(winner.trial);
  const drawing = dag ? drawDag(dag, `Architecture of trial ${winner.trial}`) : null;
  const { title } = roles[winner.role ?? "winner"];
  return html`<section><h2>${title}: trial ${winner.trial}</h2><div class="plan">${drawing}<pre>${winner.drawing}</pre></div></section>`;
}

/** With several pairs of axes all charts are there, and the page's script shows the one that is chosen. */
function frontSection(charts: readonly Chart[]): Markup | null {
  const [first, ...others] = charts;
  if (!first) return null;
  if (others.length === 0) return html`<section><h2>${first.title}</h2>${renderFigure(first)}</section>`;
  const options = charts.map(({ x, y }) => html`<option>${y.name} by ${x.name}</option>`);
  return html`<section class="views"><h2>${first.title}</h2>
<label class="pick" hidden>Axes <select>${options}</select></label>
${charts.map(renderFigure)}</section>`;
}

function outcomeSections({ winner }: ReportInput): Markup | null {
  const outcomes = winner?.outcomes;
  if (!outcomes) return null;
  const sections = outcomes.kind === "classification" ? classSections(outcomes) : targetSections(outcomes);
  return html`<div class="columns">${sections}</div>`;
}
