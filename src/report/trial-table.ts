/** @file Trials as an HTML table that can be sorted. */
import type { Constraint, MetricSpec } from "../base/index.ts";
import type { LabelledDag } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { architectureText, shortArchitecture } from "./architecture-text.ts";
import { continuationText } from "./continuation-text.ts";
import { formatDuration, formatHeader, formatValue } from "./format.ts";
import { html, type Markup } from "./html.ts";
import { isOutside } from "./outside-constraints.ts";

export interface TrialTable {
  readonly caption: string;
  readonly trials: readonly TrialRecord[];
  readonly metrics: readonly MetricSpec[];
  readonly constraints: readonly Constraint[];
  /** Architectures as graphs, by the number of their trial. */
  readonly dags: ReadonlyMap<number, LabelledDag>;
  readonly winner: number | null;
  /** Also how each trial went: state, origin, time. */
  readonly detailed: boolean;
}

interface Column {
  readonly header: string;
  readonly kind: "number" | "text";
  cell(trial: TrialRecord): { readonly sort: string | number; readonly show: string | Markup };
}

/** Renders a table; a header sorts the rows by its column when pressed. */
export function renderTrialTable({
  caption,
  trials,
  metrics,
  constraints,
  dags,
  winner,
  detailed,
}: TrialTable): Markup {
  const columns = [
    ...leading,
    ...metrics.map(metricColumn),
    ...(detailed ? trailing(constraints) : []),
    architectureColumn(dags),
  ];
  const head = columns.map(
    ({ header, kind }) => html`<th scope="col" class="${kind}"><button type="button">${header}</button></th>`,
  );
  const rows = trials.map((trial) => {
    const cells = columns.map((column) => {
      const { sort, show } = column.cell(trial);
      return html`<td class="${column.kind}" data-sort="${sort}">${show}</td>`;
    });
    return html`<tr${trial.number === winner ? html` class="best"` : null}>${cells}</tr>
`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

const leading: readonly Column[] = [
  { header: "trial", kind: "number", cell: ({ number }) => ({ sort: number, show: String(number) }) },
];

const trailing = (constraints: readonly Constraint[]): readonly Column[] => [
  { header: "state", kind: "text", cell: (trial) => ({ sort: trial.state, show: stateOf(trial, constraints) }) },
  { header: "origin", kind: "text", cell: ({ origin }) => ({ sort: origin, show: origin }) },
  { header: "time", kind: "number", cell: ({ seconds }) => ({ sort: seconds, show: formatDuration(seconds) }) },
];

/** Text as it is; of anything else the labels of its graph, which open to show it in full. */
function architectureColumn(dags: TrialTable["dags"]): Column {
  const cell: Column["cell"] = (trial) => {
    const full = architectureText(trial);
    const short = shortArchitecture(trial, dags.get(trial.number));
    if (short === full) return { sort: full, show: html`<code title="${full}">${full}</code>` };
    return {
      sort: short,
      show: html`<details><summary title="${short}">${short}</summary><code>${full}</code></details>`,
    };
  };
  return { header: "architecture", kind: "text", cell };
}

function metricColumn(metric: MetricSpec): Column {
  return {
    header: formatHeader(metric),
    kind: "number",
    cell: ({ values }) => {
      const value = values?.[metric.name];
      return { sort: Number.isFinite(value) ? (value as number) : "", show: formatValue(value, metric.unit) };
    },
  };
}

function stateOf(trial: TrialRecord, constraints: readonly Constraint[]): Markup {
  const { state, error, duplicateOf } = trial;
  const notes = [
    error ?? "",
    continuationText(trial),
    duplicateOf === null ? "" : `same as trial ${duplicateOf}`,
    isOutside(trial, constraints) ? "outside the constraints" : "",
  ];
  const note = notes.filter((text) => text !== "").join(", ");
  return html`<span class="state ${state}">${state}</span>${note === "" ? null : html` <small>${note}</small>`}`;
}
