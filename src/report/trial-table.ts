/** @file Trials as an HTML table that can be sorted. */
import type { Constraint, Json } from "../base/index.ts";
import type { LabelledDag } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { architectureText, LABEL_GLUE, shortArchitecture } from "./architecture-text.ts";
import { continuationText } from "./continuation-text.ts";
import { formatDuration, formatValue, unbroken } from "./format.ts";
import type { Markup } from "./html.ts";
import { metricHeader } from "./metric-label.ts";
import { isOutside } from "./outside-constraints.ts";
import type { ReportMetric } from "./report-input.ts";
import { type Cell, type Column, renderTable } from "./table.ts";

export interface TrialTable {
  readonly caption: string;
  readonly trials: readonly TrialRecord[];
  readonly metrics: readonly ReportMetric[];
  readonly constraints: readonly Constraint[];
  /** Architectures as graphs, by the number of their trial. */
  readonly dags: ReadonlyMap<number, LabelledDag>;
  readonly winner: number | null;
  /** Also how each trial went: state, origin, time. */
  readonly detailed: boolean;
}

/** Renders a table; a header sorts the rows by its column when pressed. */
export function renderTrialTable(table: TrialTable): Markup {
  const { caption, trials, metrics, constraints, dags, winner, detailed } = table;
  const column = (header: string, kind: Column["kind"], cell: (trial: TrialRecord) => Cell): Column => {
    return { header, kind, cells: trials.map(cell) };
  };
  const best = trials.findIndex(({ number }) => number === winner);
  return renderTable({
    caption,
    columns: [
      column("trial", "number", ({ number }) => ({ sort: number, text: String(number) })),
      ...metrics.map((metric) => column(metricHeader(metric), "number", (trial) => metricCell(trial, metric))),
      ...(detailed
        ? [
            { ...column("state", "text", (trial) => stateCell(trial, constraints)), look: "state" as const },
            column("origin", "text", ({ origin }) => ({ sort: origin, text: origin })),
            column("time", "number", ({ seconds }) => ({ sort: seconds, text: unbroken(formatDuration(seconds)) })),
          ]
        : []),
      architectureColumn(trials, dags),
    ],
    best: best < 0 ? null : best,
    elsewhere: "espalier trials lists them all",
  });
}

/** Text as it is; of anything else the labels of its graph, which open to show it in full. */
function architectureColumn(trials: readonly TrialRecord[], dags: TrialTable["dags"]): Column {
  const isLabelled = trials.every((trial) => typeof trial.architecture !== "string" && dags.has(trial.number));
  return {
    header: "architecture",
    kind: "text",
    look: "code",
    ...(isLabelled ? { glue: LABEL_GLUE } : {}),
    cells: trials.map((trial) => {
      const text = shortArchitecture(trial, dags.get(trial.number));
      const more: Json = text === architectureText(trial) ? "" : trial.architecture;
      return { sort: text, text, more };
    }),
  };
}

function metricCell({ values }: TrialRecord, { name, unit }: ReportMetric): Cell {
  const value = values?.[name];
  return { sort: Number.isFinite(value) ? (value as number) : null, text: formatValue(value, unit) };
}

function stateCell(trial: TrialRecord, constraints: readonly Constraint[]): Cell {
  const { state, error, duplicateOf } = trial;
  const notes = [
    error ?? "",
    continuationText(trial),
    duplicateOf === null ? "" : `same as trial ${duplicateOf}`,
    isOutside(trial, constraints) ? "outside the constraints" : "",
  ];
  return { sort: state, text: state, more: notes.filter((text) => text !== "").join(", ") };
}
