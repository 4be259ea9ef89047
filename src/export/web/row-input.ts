/** @file A row of named values as the cells a model of a table takes. Stands alone, as it goes to pages. */

/** What a column holds: the categories of one in the order of their indices. */
export type Column =
  | { readonly name: string; readonly kind: "number" | "date" }
  | { readonly name: string; readonly kind: "category"; readonly values: readonly string[] };

/** A number; a category; a date such as "2024-05-31" or "2024-05-31T12:30", without a zone; nothing where it is missing. */
export type Cell = string | number | null | undefined;

export interface TableInput {
  readonly columns: readonly Column[];
  /** What stands for a missing number or date in models that were trained on complete tables. */
  readonly features?: readonly { readonly kind: string; readonly column: number; readonly fill?: number }[];
  readonly hasMissing?: boolean;
}

const DAY_MS = 86_400_000;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

/**
 * Brings one row into the model's order: categories as indices, dates as days since 1970, missing cells as NaN or the
 * median of training.
 *
 * @throws {TypeError} naming the column that is not given, or whose cell is of another kind.
 */
export function rowCells(input: TableInput, row: Readonly<Record<string, Cell>>): number[] {
  return input.columns.map((column, c) => {
    if (!Object.hasOwn(row, column.name)) {
      throw new TypeError(`Cannot read row: no value for "${column.name}", expected one, or null where it is missing`);
    }
    const cell = row[column.name];
    const isMissing = cell === null || cell === undefined || cell === "" || Number.isNaN(cell);
    if (column.kind === "category") return isMissing ? Number.NaN : categoryOf(column.values, String(cell));
    if (isMissing) return input.hasMissing ? Number.NaN : fillOf(input, c);
    const value = typeof cell === "string" && column.kind === "date" ? daysOf(cell) : cell;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    const expected = column.kind === "date" ? "a date such as 2024-05-31" : "a number";
    throw new TypeError(`Cannot read row: "${column.name}" is ${JSON.stringify(cell)}, expected ${expected}`);
  });
}

/** -1, the index of unknown categories, for those that the training data did not have. */
function categoryOf(values: readonly string[], text: string): number {
  const known = values.includes(text) ? text : text.trim();
  return values.indexOf(known);
}

function daysOf(text: string): number {
  const [, day, time = "00:00"] = DATE.exec(text.trim()) ?? [];
  return day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`) / DAY_MS;
}

function fillOf({ features = [] }: TableInput, column: number): number {
  return features.find((feature) => feature.column === column && feature.kind === "value")?.fill ?? Number.NaN;
}
