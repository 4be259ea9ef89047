/** @file Tables with a label column: CSV text to raw data. Pure; every error names the line. */
import { CsvError, parse } from "csv-parse/sync";
import { DataError, InputError } from "../base/index.ts";
import { noAugmentation } from "./augment.ts";
import type { Task } from "./dataset.ts";
import type { RawDataset } from "./raw-dataset.ts";

/** More distinct integers than this are read as quantities, not as classes. */
const MOST_INTEGER_CLASSES = 20;

export interface CsvOptions {
  /** Name of the label column; default the last one. */
  readonly label?: string | undefined;
  /** Names of columns to leave out: dates, names, anything that is neither number nor label. */
  readonly drop?: readonly string[] | undefined;
  /** Overrides the guess: classes for text and up to 20 distinct integers, else regression. */
  readonly task?: Task["kind"] | undefined;
}

/** A line of the table and where in the file it ends. */
interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads a table of numeric features and one label.
 *
 * The separator (comma, semicolon or tab) is the commonest of the first line. That line is a header if none of its cells
 * is a number or if `label` names one of them; without a header the columns are called column1, column2, ...
 *
 * @param name  Of the data set; errors name the table by it.
 * @throws {DataError} naming the line if a cell is empty, a feature is no number or a line has too few or many cells; also
 *   if there is one class only or a class of fewer than two rows.
 * @throws {InputError} if no column is called `label` or as one of `drop`.
 */
export function parseCsv(name: string, source: string, text: string, options: CsvOptions = {}): RawDataset {
  const { columns, rows } = readRows(name, text, options);
  const labelColumn = findLabel(name, columns, options.label);
  const dropped = new Set((options.drop ?? []).map((column) => findColumn(name, columns, column)));
  if (dropped.has(labelColumn)) {
    throw new InputError(
      `Cannot read table ${name}: drop names the label column "${columns[labelColumn]}", expected others`,
    );
  }
  const features = columns.flatMap((_, column) => (column === labelColumn || dropped.has(column) ? [] : [column]));
  if (features.length === 0 || rows.length === 0) {
    throw new DataError(
      `Cannot read table ${name}: found ${columns.length} columns and ${rows.length} rows, ` +
        "expected at least one feature column, one label column and one row",
    );
  }

  const examples = readFeatures(name, columns, rows, features);
  const unlabelled = rows.find((row) => row.cells[labelColumn] === "");
  if (unlabelled) throw cellError(name, unlabelled, columns, labelColumn, "a value");
  const labelled = readLabels(name, columns, rows, labelColumn, options.task);
  return {
    name,
    source,
    ...labelled,
    task: { ...labelled.task, inputShape: [features.length] },
    examples,
    given: {},
    augmentation: noAugmentation,
  };
}

function readRows(name: string, text: string, options: CsvOptions): { columns: readonly string[]; rows: Row[] } {
  const rows = parseRows(name, text);
  const first = rows[0]?.cells ?? [];
  const named = options.label !== undefined && first.includes(options.label);
  const header = named || first.every((cell) => toNumber(cell) === null);
  const columns = first.map((cell, index) => (header && cell !== "" ? cell : `column${index + 1}`));
  return { columns, rows: header ? rows.slice(1) : rows };
}

function parseRows(name: string, text: string): Row[] {
  try {
    const found = parse(text, {
      bom: true,
      delimiter: commonestSeparator(text),
      info: true,
      skip_empty_lines: true,
      trim: true,
      // csv-parse types its output as plain rows; `info` wraps each of them.
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return found.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DataError(`Cannot read table ${name}: ${cause.message}, expected CSV with equally long lines`, { cause });
  }
}

function commonestSeparator(text: string): string {
  const end = text.search(/[\r\n]/);
  const line = end < 0 ? text : text.slice(0, end);
  const uses = (separator: string): number => line.split(separator).length;
  return [";", "\t"].reduce((best, separator) => (uses(separator) > uses(best) ? separator : best), ",");
}

/** Reads the feature columns, [rows, features]; the error names the first bad cell and all columns that have one. */
function readFeatures(
  name: string,
  columns: readonly string[],
  rows: readonly Row[],
  features: readonly number[],
): Float32Array {
  const examples = new Float32Array(rows.length * features.length);
  let first: DataError | undefined;
  const bad = new Set<string>();
  rows.forEach((row, r) => {
    features.forEach((column, f) => {
      const value = toNumber(row.cells[column] as string);
      if (value !== null) examples[r * features.length + f] = value;
      else {
        first ??= cellError(name, row, columns, column, row.cells[column] === "" ? "a value" : "a number");
        bad.add(columns[column] as string);
      }
    });
  });
  if (!first) return examples;
  const which = `not all cells are numbers in ${[...bad].join(", ")}; drop leaves columns out`;
  throw new DataError(`${first.message} (${which})`);
}

function findLabel(name: string, columns: readonly string[], label: string | undefined): number {
  return label === undefined ? columns.length - 1 : findColumn(name, columns, label);
}

function findColumn(name: string, columns: readonly string[], label: string): number {
  const found = columns.indexOf(label);
  if (found >= 0) return found;
  throw new InputError(
    `Cannot read table ${name}: no column is called "${label}", expected one of ${columns.join(", ")}`,
  );
}

/** Reads the label column as classes or as a quantity. */
function readLabels(
  name: string,
  columns: readonly string[],
  rows: readonly Row[],
  column: number,
  wanted: Task["kind"] | undefined,
): { task: Omit<Task, "inputShape">; targets: Int32Array | Float32Array } {
  const cells = rows.map((row) => row.cells[column] as string);
  const numbers = cells.map(toNumber);
  if ((wanted ?? guessKind(numbers)) === "regression") {
    const wrong = numbers.indexOf(null);
    if (wrong >= 0) throw cellError(name, rows[wrong] as Row, columns, column, "a number");
    return {
      task: { kind: "regression", outputs: 1, labels: [columns[column] as string] },
      targets: Float32Array.from(numbers as number[]),
    };
  }
  // Numbers are compared as numbers: "1" and "1.0" are one class.
  const keys = numbers.includes(null) ? cells : numbers.map(String);
  const labels = classNames(name, keys);
  const indexOf = new Map(labels.map((label, index) => [label, index]));
  return {
    task: { kind: "classification", outputs: labels.length, labels },
    targets: Int32Array.from(keys, (key) => indexOf.get(key) as number),
  };
}

function guessKind(numbers: readonly (number | null)[]): Task["kind"] {
  const distinct = new Set(numbers);
  if (distinct.has(null)) return "classification";
  return distinct.size <= MOST_INTEGER_CLASSES && [...distinct].every(Number.isInteger)
    ? "classification"
    : "regression";
}

/** Returns the class names in order: by value if all are numbers, else by their text. */
function classNames(name: string, cells: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const labels = [...counts.keys()].sort();
  if (labels.every((label) => toNumber(label) !== null)) labels.sort((a, b) => Number(a) - Number(b));
  if (labels.length < 2) {
    throw new DataError(`Cannot read table ${name}: all labels are "${labels[0]}", expected at least two classes`);
  }
  const rare = labels.find((label) => (counts.get(label) ?? 0) < 2);
  if (rare !== undefined) {
    throw new DataError(`Cannot read table ${name}: class "${rare}" has one row, expected at least two in each class`);
  }
  return labels;
}

/** Returns the number a cell holds, null for text and for what does not fit a 32-bit float. */
function toNumber(cell: string): number | null {
  const value = Number(cell);
  return cell !== "" && Number.isFinite(Math.fround(value)) ? value : null;
}

function cellError(name: string, row: Row, columns: readonly string[], column: number, expected: string): DataError {
  const cell = row.cells[column];
  const found = cell === "" ? "is empty" : `is "${cell}"`;
  return new DataError(
    `Cannot read table ${name}: line ${row.line}, column "${columns[column]}" ${found}, expected ${expected}`,
  );
}
