/** @file Trials as an aligned table of plain text, for terminals. */
import { type MetricSpec, printable } from "../base/index.ts";
import type { LabelledDag } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";
import { shortArchitecture } from "./architecture-text.ts";
import { formatHeader, formatValue } from "./format.ts";

export interface FrontTableOptions {
  /** Number of the trial to mark with a star. */
  readonly winner?: number | undefined;
  /** Widest line; architectures are cut to fit. Default 100. */
  readonly width?: number | undefined;
  /** Graphs by trial number; an architecture is then shown by its labels instead of as JSON. */
  readonly dags?: ReadonlyMap<number, LabelledDag>;
}

/**
 * Renders trials as lines of aligned columns: number, metrics, architecture. Ends without a line break.
 *
 * @param columns  Metrics to show, in this order.
 */
export function renderFrontTable(
  rows: readonly TrialRecord[],
  columns: readonly MetricSpec[],
  { winner, width = 100, dags }: FrontTableOptions = {},
): string {
  const header = ["trial", ...columns.map(formatHeader), "architecture"].map((name) => printable(name));
  const cells = rows.map((row) => [
    `${row.number === winner ? "★ " : ""}${row.number}`,
    ...columns.map(({ name, unit }) => formatValue(row.values?.[name], unit)),
    printable(shortArchitecture(row, dags?.get(row.number))),
  ]);
  const widths = header.map((text, i) => Math.max(...[text, ...cells.map((row) => row[i] as string)].map(lengthOf)));
  const last = header.length - 1;
  const left = widths.slice(0, last).reduce((sum, size) => sum + size + 2, 0);
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => (i === last ? cut(text, Math.max(width - left, 12)) : padStart(text, widths[i] as number)))
      .join("  ");
  return [header, ...cells].map(line).join("\n");
}

function lengthOf(text: string): number {
  return [...text].length;
}

function padStart(text: string, size: number): string {
  return " ".repeat(Math.max(0, size - lengthOf(text))) + text;
}

function cut(text: string, size: number): string {
  return lengthOf(text) <= size ? text : `${[...text].slice(0, size - 1).join("")}…`;
}
