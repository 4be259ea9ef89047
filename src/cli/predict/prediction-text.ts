/** @file Predictions as a table for people, as CSV, and as JSON. */
import { printable } from "../../base/index.ts";
import type { ModelInfo, Prediction } from "../../export/index.ts";
import type { Origin } from "./read-examples.ts";

/** One prediction with where its example comes from. */
export interface Predicted {
  readonly origin: Origin;
  readonly prediction: Prediction;
}

/** Lines of a table; long names of files are kept whole, as they are looked for. */
export function predictionTable(predicted: readonly Predicted[], { labels }: ModelInfo): string {
  const isOneFile = new Set(predicted.map(({ origin }) => origin.file)).size === 1;
  const named = predicted.map(({ origin: { file, line }, prediction }): string[] => {
    const place = line === undefined ? file : isOneFile ? `line ${line}` : `${file}, line ${line}`;
    return [place, ...resultCells(prediction, (probability) => probability.toFixed(4), short)].map((text) =>
      printable(text),
    );
  });
  const rows = [["example", ...resultNames(predicted, labels)].map((text) => printable(text)), ...named];
  const widths = (rows[0] as string[]).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, (row[column] ?? "").length), 0),
  );
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] as number))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** CSV with a header; cells are quoted where they have to be. */
export function predictionCsv(predicted: readonly Predicted[], { labels }: ModelInfo): string {
  const rows = predicted.map(({ origin: { file, line }, prediction }) => [
    file,
    line === undefined ? "" : String(line),
    ...resultCells(prediction, String, String),
  ]);
  return [["file", "line", ...resultNames(predicted, labels)], ...rows]
    .map((row) => row.map(csvCell).join(","))
    .join("\n");
}

/** What other programs may ask for. */
export function predictionJson(predicted: readonly Predicted[], { labels }: ModelInfo): object[] {
  const byLabel = (values: readonly number[]): object =>
    Object.fromEntries(labels.map((label, i) => [label, values[i]]));
  return predicted.map(({ origin, prediction }) =>
    prediction.kind === "class"
      ? {
          ...origin,
          label: prediction.label,
          probability: prediction.probability,
          probabilities: byLabel(prediction.probabilities),
        }
      : { ...origin, values: byLabel(prediction.values) },
  );
}

function resultNames(predicted: readonly Predicted[], labels: readonly string[]): readonly string[] {
  return predicted[0]?.prediction.kind === "quantities" ? labels : ["label", "probability"];
}

function resultCells(
  prediction: Prediction,
  showProbability: (value: number) => string,
  showValue: (value: number) => string,
): string[] {
  return prediction.kind === "class"
    ? [prediction.label, showProbability(prediction.probability)]
    : prediction.values.map(showValue);
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
