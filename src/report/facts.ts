/** @file How a search was run, as names with values. */
import { html, type Markup } from "./html.ts";
import type { ReportInput } from "./report-input.ts";

/** Digests are long and say nothing to a reader; so many digits tell one from another. */
const DIGEST = /^[0-9a-f]{32,}$/;
const SHOWN_DIGITS = 12;

/** Renders facts as a list in columns. */
export function renderFacts(facts: ReportInput["facts"]): Markup {
  return html`<dl class="facts">${facts.map(
    ([label, value]) => html`<div><dt>${label}</dt><dd>${renderValue(value)}</dd></div>
`,
  )}</dl>`;
}

function renderValue(value: string): Markup {
  if (!DIGEST.test(value)) return html`${value}`;
  return html`<code title="${value}">${value.slice(0, SHOWN_DIGITS)}…</code>`;
}
