/** @file Reads a table of measurements from CSV text. Pure; every error names file, line and column. */
import { CsvError, parse } from "csv-parse/sync";
import { DataError, InputError, mean } from "../../base/index.ts";
import { metricOfColumn } from "./column-unit.ts";
import { type Column, keyTexts, Table, type TextColumn } from "./table.ts";

export interface TableCsvOptions {
  /** Columns that name the architecture. Default: `arch` where there is one, else the text columns that come first. */
  readonly key?: readonly string[];
  /** Units by column. Default: what the column's name tells, as `_ms` does. */
  readonly units?: Readonly<Record<string, string>>;
  /** Two rows for one architecture: refused (default), or the mean of what was measured. */
  readonly repeats?: "refuse" | "mean";
}

/** A line of the file and where in it the line ends. */
interface Row {
  readonly line: number;
  readonly record: readonly string[];
}

/**
 * Reads comma-separated text with a header line. An empty cell of a column of numbers is "not measured". A column is
 * text if it belongs to the key, if most of its cells are no numbers, or if one is a row of digits that a number would
 * change: 0012, or more than a double holds.
 *
 * @param file  For errors.
 * @param name  Of the table.
 * @throws {DataError} naming line and column. {InputError} if an option names no column.
 */
export function parseTableCsv(file: string, name: string, text: string, options: TableCsvOptions = {}): Table {
  const [header, ...rows] = parseRows(file, text);
  if (!header || rows.length === 0) {
    throw new DataError(`Cannot read table ${file}: found no rows, expected a header line and one row at least`);
  }
  const names = checkHeader(file, header, options);
  const given = options.key ?? names.filter((column) => column === "arch");
  const read = names.map((column, at): Column => {
    const cells = rows.map(({ record }) => record[at] as string);
    if (given.includes(column) || isText(cells)) return { kind: "text", name: column, values: cells };
    const unit = options.units?.[column] ?? metricOfColumn(column).unit;
    return { kind: "number", name: column, unit, values: parseNumbers(file, column, cells, rows) };
  });
  const key = given.length > 0 ? given : leadingTexts(file, read);
  const columns = mergeRepeats(file, key, read, rows, options.repeats ?? "refuse");
  return new Table({ name, key, columns });
}

function parseRows(file: string, text: string): Row[] {
  try {
    const found = parse(text, { bom: true, info: true, skip_empty_lines: true }) as unknown as Parsed[];
    return found.map(({ record, info }) => ({ line: info.lines, record }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DataError(`Cannot read table ${file}: ${cause.message}, expected CSV with equally long lines`, { cause });
  }
}

/** csv-parse types its output as plain rows; `info` wraps each of them. */
interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function checkHeader(file: string, { record }: Row, { key = [], units = {} }: TableCsvOptions): readonly string[] {
  const wrong = record.find((column, at) => column.trim() === "" || record.indexOf(column) !== at);
  if (wrong !== undefined) {
    const found = wrong.trim() === "" ? "a column has no name" : `two columns are called "${wrong}"`;
    throw new DataError(`Cannot read table ${file}: line 1: ${found}, expected different names`);
  }
  const unknown = [...key, ...Object.keys(units)].find((column) => !record.includes(column));
  if (unknown === undefined) return record;
  throw new InputError(
    `Cannot read table ${file}: no column is called "${unknown}", expected one of ${record.join(", ")}`,
  );
}

function isText(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== "");
  if (filled.some((cell) => /^\d+$/.test(cell) && String(Number(cell)) !== cell)) return true;
  return filled.length > 0 && 2 * filled.filter(isNumber).length < filled.length;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function isNumber(cell: string): boolean {
  return NUMBER.test(cell) && Number.isFinite(Number(cell));
}

function parseNumbers(
  file: string,
  column: string,
  cells: readonly string[],
  rows: readonly Row[],
): Float32Array | Float64Array {
  const wrong = cells.findIndex((cell) => cell !== "" && !isNumber(cell));
  if (wrong >= 0) {
    throw new DataError(
      `Cannot read table ${file}: line ${rows[wrong]?.line}, column "${column}" is "${cells[wrong]}", expected a finite number or nothing`,
    );
  }
  return narrowed(Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell))));
}

/** The same numbers with 32 bits each, where none of them changes. */
function narrowed(values: Float64Array): Float32Array | Float64Array {
  const narrow = Float32Array.from(values);
  return values.every((value, row) => Object.is(value, narrow[row])) ? narrow : values;
}

function leadingTexts(file: string, columns: readonly Column[]): readonly string[] {
  const end = columns.findIndex(({ kind }) => kind === "number");
  const names = columns.slice(0, end < 0 ? columns.length : end).map((column) => column.name);
  if (names.length > 0) return names;
  throw new DataError(
    `Cannot read table ${file}: its first column "${columns[0]?.name}" holds numbers, expected architectures there or in a column "arch"`,
  );
}

/** Checks that every row names an architecture of its own, or makes it so. */
function mergeRepeats(
  file: string,
  key: readonly string[],
  columns: readonly Column[],
  rows: readonly Row[],
  repeats: "refuse" | "mean",
): readonly Column[] {
  const parts = key.map((name) => columns.find((column) => column.name === name) as TextColumn);
  const groups = new Map<string, number[]>();
  for (const [row, text] of keyTexts(parts).entries()) {
    const empty = parts.find((column) => column.values[row] === "");
    if (empty) {
      throw new DataError(
        `Cannot read table ${file}: line ${rows[row]?.line}, column "${empty.name}" is empty, expected an architecture`,
      );
    }
    const group = groups.get(text);
    if (!group) groups.set(text, [row]);
    else if (repeats === "mean") group.push(row);
    else {
      throw new DataError(
        `Cannot read table ${file}: lines ${rows[group[0] as number]?.line} and ${rows[row]?.line}, column "${key.join(":")}" are both "${text}", expected each architecture once, or repeats to be averaged`,
      );
    }
  }
  if (groups.size === rows.length) return columns;
  const members = [...groups.values()];
  return columns.map((column): Column => {
    if (column.kind === "text")
      return { ...column, values: members.map(([row]) => column.values[row as number] as string) };
    return { ...column, values: narrowed(Float64Array.from(members, (group) => measuredMean(column.values, group))) };
  });
}

function measuredMean(values: ArrayLike<number>, group: readonly number[]): number {
  return mean(group.map((row) => values[row] as number).filter((value) => !Number.isNaN(value)));
}
