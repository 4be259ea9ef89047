/** @file Examples as trees are grown from them: columns of numbered values. */
import type { Matrix } from "./matrix.ts";

/** Columns whose values are numbered in ascending order, and row by row what is unusual in the plain ones. */
export interface ColumnTable {
  readonly rows: number;
  readonly columns: number;
  /** The number of each value, column after column. */
  readonly codes: Int32Array;
  /** The distinct values of each column, ascending. */
  readonly values: readonly Float64Array[];
  /** Plain columns have one value in most rows and few others. For them this is that value's code, -1 for others. */
  readonly usual: Int32Array;
  /** Where the places of a plain column start, one for each code. */
  readonly firstPlace: Int32Array;
  /** Number of places. */
  readonly places: number;
  /** Places of the plain columns where row i has another value: `unusual` from `start[i]` to before `start[i + 1]`. */
  readonly start: Int32Array;
  readonly unusual: Int32Array;
}

/** Values a plain column may have. */
const mostPlain = 16;

/**
 * Numbers the values of each column. What is unusual in plain columns, such as those of one-hot codes or differences of
 * them, is listed by row, since histograms of all of them then cost what is listed, not what there is.
 */
export function toColumnTable({ data, rows, columns }: Matrix): ColumnTable {
  const codes = new Int32Array(rows * columns);
  const values: Float64Array[] = [];
  const usual = new Int32Array(columns).fill(-1);
  const firstPlace = new Int32Array(columns);
  let places = 0;
  for (let c = 0; c < columns; c++) {
    const column = Float64Array.from({ length: rows }, (_, row) => data[row * columns + c]!);
    const distinct = Float64Array.from(new Set(column)).sort();
    const codeOf = new Map(Array.from(distinct, (value, code) => [value, code]));
    for (let row = 0; row < rows; row++) codes[c * rows + row] = codeOf.get(column[row]!)!;
    values.push(distinct);
    if (distinct.length > mostPlain) continue;
    usual[c] = mostFrequent(codes.subarray(c * rows, (c + 1) * rows), distinct.length);
    firstPlace[c] = places;
    if (usual[c]! >= 0) places += distinct.length;
  }
  const table = { rows, columns, codes, values, usual, firstPlace, places };
  return { ...table, ...listUnusual(table) };
}

/** The code of at least half of the rows, -1 if there is none. */
function mostFrequent(codes: Int32Array, count: number): number {
  const counts = new Int32Array(count);
  for (const code of codes) counts[code]! += 1;
  return counts.findIndex((times) => 2 * times >= codes.length);
}

function listUnusual({
  rows,
  columns,
  codes,
  usual,
  firstPlace,
}: Omit<ColumnTable, "start" | "unusual">): Pick<ColumnTable, "start" | "unusual"> {
  const start = new Int32Array(rows + 1);
  const listed: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      const code = codes[c * rows + row]!;
      if (usual[c]! >= 0 && code !== usual[c]) listed.push(firstPlace[c]! + code);
    }
    start[row + 1] = listed.length;
  }
  return { start, unusual: Int32Array.from(listed) };
}
