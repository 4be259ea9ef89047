/** @file Reads single cells of a column whose kind is known, as rows for a model bring them. Pure. */
import { InputError } from "../../base/index.ts";
import type { TableColumn } from "../table-column.ts";
import { MISSING, MISSING_AMONG_NUMBERS, shapeOf } from "./cell-shape.ts";
import { dateForms } from "./date-form.ts";
import { numberForms } from "./number-form.ts";
import { quoted } from "./quoted.ts";

/** A cell as it comes from a file or a program: null and undefined are missing. */
export type CellValue = string | number | null | undefined;

/** Index of a category that a column does not list. */
export const UNKNOWN_CATEGORY = -1;

/**
 * Reads the cells of one column. Texts are read as in tables: numbers and dates in one form for all, words such as NA as
 * missing.
 *
 * @returns As `TableColumn` says; a category that is not listed is `UNKNOWN_CATEGORY`.
 * @throws {InputError} naming the row, from 1, of a cell that is no number or date, or may be read in two ways.
 */
export function readCells(column: TableColumn, cells: readonly CellValue[]): Float64Array {
  if (column.kind === "category") return readCategories(column.values, cells);
  const texts = cells.filter((cell): cell is string => typeof cell === "string" && !isMissing(cell));
  const parse = formOf(column, cells, texts);
  return Float64Array.from(cells, (cell, row) => {
    if (typeof cell === "string") return isMissing(cell) ? Number.NaN : parse(cell.trim());
    if (cell === null || cell === undefined || Number.isNaN(cell)) return Number.NaN;
    if (typeof cell === "number" && Number.isFinite(cell)) return cell;
    throw wrongCell(column, row, String(cell), `a ${column.kind}`);
  });
}

function readCategories(values: readonly string[], cells: readonly CellValue[]): Float64Array {
  const indices = new Map(values.map((value, index) => [value, index]));
  return Float64Array.from(cells, (cell) => {
    if (cell === null || cell === undefined || Number.isNaN(cell)) return Number.NaN;
    const text = String(cell).trim();
    return indices.get(text) ?? (shapeOf(text) & MISSING ? Number.NaN : UNKNOWN_CATEGORY);
  });
}

function isMissing(text: string): boolean {
  return (shapeOf(text.trim()) & (MISSING | MISSING_AMONG_NUMBERS)) !== 0;
}

/** The one way of writing that fits all texts; several are fine where they read the same. */
function formOf(column: TableColumn, cells: readonly CellValue[], texts: readonly string[]): (text: string) => number {
  const trimmed = texts.map((text) => text.trim());
  const parsers =
    column.kind === "date"
      ? dateForms.map(({ parse }) => parse)
      : numberForms.map(
          ({ pattern, parse }) =>
            (text: string) =>
              pattern.test(text) ? parse(text) : Number.NaN,
        );
  const fitting = parsers.filter((parse) => trimmed.every((text) => Number.isFinite(parse(text))));
  const [first] = fitting;
  if (first === undefined) {
    const fits = (text: string): boolean => parsers.some((parse) => Number.isFinite(parse(text)));
    const odd = texts.find((text) => !fits(text.trim())) ?? (texts.at(-1) as string);
    throw wrongCell(column, cells.indexOf(odd), odd, `a ${column.kind}, written as in the other rows`);
  }
  const isPlain = column.kind === "number" && first === parsers[0];
  const unclear = isPlain
    ? undefined
    : texts.find((text) => fitting.some((parse) => parse(text.trim()) !== first(text.trim())));
  if (unclear === undefined) return first;
  const clear = column.kind === "date" ? "a date such as 2024-01-31" : "a number with a decimal point";
  throw wrongCell(column, cells.indexOf(unclear), unclear, `${clear}, as this may be read in two ways`);
}

function wrongCell({ name }: TableColumn, row: number, found: string, expected: string): InputError {
  return new InputError(
    `Cannot read rows: row ${row + 1}, column ${quoted(name)} is ${quoted(found)}, expected ${expected}`,
  );
}
