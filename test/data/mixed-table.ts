/** @file A table with columns of every kind, missing cells, rare categories and, if wanted, large offsets. */
import { type ArraysInput, type Dataset, fromArrays, type TableColumn } from "../../src/data/index.ts";

export const ROWS = 200;

export const columns: readonly TableColumn[] = [
  { name: "size", kind: "number" },
  { name: "colour", kind: "category", values: ["blue", "green", "red"] },
  { name: "sold", kind: "date" },
  { name: "city", kind: "category", values: Array.from({ length: 60 }, (_, i) => `city ${i}`) },
  { name: "stamp", kind: "number" },
];

/** Numbers in [0, 1) that look random. */
const noise = (row: number, salt: number): number => {
  const x = Math.sin(row * 12.9898 + salt * 78.233) * 43758.5453;
  return x - Math.floor(x);
};

/** The cells of one row; `offset` is that of the stamps, `times` tells whether dates have a time. */
export function cellsOfRow(row: number, offset = 1.7e9, times = true): number[] {
  const city = Math.floor(60 * noise(row, 4) ** 3);
  return [
    row % 7 === 3 ? Number.NaN : Math.round(100 * noise(row, 1)),
    row % 11 === 5 ? Number.NaN : Math.floor(3 * noise(row, 2)),
    row % 13 === 1
      ? Number.NaN
      : 19_000 + Math.floor(900 * noise(row, 3)) + (times ? Math.floor(24 * noise(row, 6)) / 24 : 0),
    city,
    offset + Math.floor(60 * noise(row, 5)),
  ];
}

export interface MixedOptions extends Partial<ArraysInput> {
  readonly offset?: number;
  readonly times?: boolean;
  readonly regression?: boolean;
}

export function mixedTable({ offset = 1.7e9, times = true, regression = false, ...input }: MixedOptions = {}): Dataset {
  const rows = Array.from({ length: ROWS }, (_, row) => cellsOfRow(row, offset, times));
  const kind = (row: number): number => (((rows[row] as number[])[4] as number) - offset > 30 ? 1 : 0);
  return fromArrays({
    name: "mixed",
    examples: Float64Array.from(rows.flat()),
    columns,
    inputShape: [columns.length],
    targets: regression
      ? Float64Array.from(rows, (cells) => offset + ((cells[4] as number) - offset) / 10)
      : Int32Array.from(rows, (_, row) => kind(row)),
    labels: regression ? ["price"] : ["early", "late"],
    ...input,
  });
}
