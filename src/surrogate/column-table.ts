/** @file Examples as trees are grown from them: columns of numbered values. */
import type { Matrix } from "./matrix.ts";

/** Columns whose values are numbered in ascending order, and row by row the two-valued columns that are "on". */
export interface ColumnTable {
  readonly rows: number;
  readonly columns: number;
  /** The number of each value, column after column. */
  readonly codes: Int32Array;
  /** The distinct values of each column, ascending. */
  readonly values: readonly Float64Array[];
  /** For columns of two values the code of the rarer one, -1 for others. */
  readonly onCode: Int32Array;
  /** The two-valued columns where row i has the rarer value: `onColumns` from `onStart[i]` to before `onStart[i + 1]`. */
  readonly onStart: Int32Array;
  readonly onColumns: Int32Array;
}

/**
 * Numbers the values of each column. Two-valued columns, as in one-hot codes, are listed by row as well, since a
 * histogram of all of them then costs what is on, not what there is.
 */
export function toColumnTable({ data, rows, columns }: Matrix): ColumnTable {
  const codes = new Int32Array(rows * columns);
  const values: Float64Array[] = [];
  const onCode = new Int32Array(columns).fill(-1);
  for (let c = 0; c < columns; c++) {
    const column = Float64Array.from({ length: rows }, (_, row) => data[row * columns + c]!);
    const distinct = Float64Array.from(new Set(column)).sort();
    const codeOf = new Map(Array.from(distinct, (value, code) => [value, code]));
    for (let row = 0; row < rows; row++) codes[c * rows + row] = codeOf.get(column[row]!)!;
    values.push(distinct);
    if (distinct.length === 2) {
      const ones = codes.subarray(c * rows, (c + 1) * rows).reduce((sum, code) => sum + code, 0);
      onCode[c] = 2 * ones <= rows ? 1 : 0;
    }
  }
  return { rows, columns, codes, values, onCode, ...listOn(codes, onCode, rows) };
}

function listOn(codes: Int32Array, onCode: Int32Array, rows: number): Pick<ColumnTable, "onStart" | "onColumns"> {
  const onStart = new Int32Array(rows + 1);
  const listed: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < onCode.length; c++) {
      if (onCode[c]! >= 0 && codes[c * rows + row] === onCode[c]) listed.push(c);
    }
    onStart[row + 1] = listed.length;
  }
  return { onStart, onColumns: Int32Array.from(listed) };
}
