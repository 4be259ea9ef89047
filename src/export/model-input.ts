/** @file Rows of named values as the input of an exported model. Pure: it runs in a browser as well. */
import { InputError } from "../base/index.ts";
import { type CellValue, readCells, UNKNOWN_CATEGORY } from "../data/index.browser.ts";
import { fillCells } from "./fill-cells.ts";
import { lossOf, quoted } from "./in-words.ts";
import type { ModelInfo } from "./model-info.ts";

/** One example by column name: numbers, texts as in a table, null where missing. */
export type NamedRow = Readonly<Record<string, CellValue>>;

/** What to feed an exported model. */
export interface ModelInput {
  readonly dtype: "float32" | "float64";
  /** [rows, columns]. */
  readonly shape: readonly [number, number];
  readonly data: Float32Array | Float64Array;
  /** Cells and columns that the model does not know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Brings rows into the form a model of a table takes: its columns in order, categories as indices, dates as days since
 * 1970, missing cells as NaN. A row need not name every column, but each must be named by some row. Categories that the
 * training data did not have count as unknown.
 *
 * @param info  As from `readModelInfo`.
 * @throws {InputError} if the model takes no table, a column is missing, or a cell is no number or date.
 * @example
 * const { dtype, data, shape } = modelInput(info, [{ size: 42, colour: "red", sold: "2024-05-01" }]);
 * session.run({ input: new ort.Tensor(dtype, data, shape) });
 */
export function modelInput(info: ModelInfo, rows: readonly NamedRow[]): ModelInput {
  const { columns, dtype } = info.input;
  if (columns === undefined) {
    throw new InputError(
      `Cannot read rows: the model takes ${info.input.layout} [${info.input.shape.join(", ")}] without names, expected a model of a table with named columns`,
    );
  }
  if (rows.length === 0) throw new InputError("Cannot read rows: there is none, expected at least one");
  const warnings = checkNames(
    columns.map(({ name }) => name),
    rows,
    info.dataset.target,
  );
  const cells = new Float64Array(rows.length * columns.length);
  columns.forEach((column, c) => {
    const values = readCells(
      column,
      rows.map((row) => (Object.hasOwn(row, column.name) ? row[column.name] : null)),
    );
    values.forEach((value, r) => {
      cells[r * columns.length + c] = value;
    });
    const unknown = column.kind === "category" ? values.filter((value) => value === UNKNOWN_CATEGORY).length : 0;
    if (unknown > 0) warnings.push(lossOf(column, unknown));
  });
  const filled = fillCells(cells, info.input);
  return {
    dtype,
    shape: [rows.length, columns.length],
    data: dtype === "float64" ? Float64Array.from(filled.cells) : Float32Array.from(filled.cells),
    warnings: [...warnings, ...filled.warnings],
  };
}

/** Warns of names the model does not take; the target's name is welcome. */
function checkNames(wanted: readonly string[], rows: readonly NamedRow[], target: string | undefined): string[] {
  const named = new Set(rows.flatMap((row) => Object.keys(row)));
  const missing = wanted.filter((name) => !named.has(name));
  if (missing.length > 0) {
    throw new InputError(
      `Cannot read rows: no value for ${quoted(missing)}, expected the columns of the model; found ${quoted([...named])}`,
    );
  }
  const extra = [...named].filter((name) => name !== target && !wanted.includes(name));
  return extra.length > 0 ? [`the model does not take ${quoted(extra)}: left out`] : [];
}
