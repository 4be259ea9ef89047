/** @file Tables of all kinds of columns, drawn by fast-check. */
import fc from "fast-check";
import { type Dataset, fromArrays, type TableColumn } from "../../src/data/index.ts";

interface DrawnColumn {
  readonly column: TableColumn;
  readonly cells: readonly number[];
}

const ROWS = 30;

function cellsOf(cell: fc.Arbitrary<number>): fc.Arbitrary<number[]> {
  const gaps = fc.constantFrom(0, 0, 3, 10);
  return fc
    .tuple(fc.array(cell, { minLength: ROWS, maxLength: ROWS }), gaps)
    .map(([cells, every]) => cells.map((value, row) => (every > 0 && row % every === 1 ? Number.NaN : value)));
}

/** Numbers of small and of large offset. */
const numbers = fc
  .tuple(fc.constantFrom(0, 1000, 1.7e9), fc.constantFrom(1, 40, 1e-3))
  .chain(([offset, spread]) => cellsOf(fc.double({ min: -1, max: 1, noNaN: true }).map((x) => offset + spread * x)))
  .map((cells): DrawnColumn => ({ column: { name: "number", kind: "number" }, cells }));

/** Few categories, and more than have a feature of their own; some occur in no row. */
const categories = fc
  .constantFrom(2, 5, 60)
  .chain((count) => fc.tuple(fc.constant(count), cellsOf(fc.nat(count - 1))))
  .map(([count, cells]): DrawnColumn => {
    const values = Array.from({ length: count + 1 }, (_, i) => `v${i}`);
    return { column: { name: "category", kind: "category", values }, cells };
  });

/** Whole days and times, in one week or over years, before 1970 as well. */
const dates = fc
  .tuple(fc.constantFrom(-400, 0, 20_000), fc.constantFrom(6, 3000), fc.constantFrom(1, 24))
  .chain(([from, span, times]) => cellsOf(fc.nat(span * times).map((step) => from + step / times)))
  .map((cells): DrawnColumn => ({ column: { name: "date", kind: "date" }, cells }));

/** A table of 30 rows and some columns, that classifies by row. */
export const anyTable: fc.Arbitrary<Dataset> = fc
  .array(fc.oneof(numbers, categories, dates), { minLength: 1, maxLength: 5 })
  .map((drawn) => tableOf(drawn.map(({ column, cells }, i) => ({ column: { ...column, name: `c${i}` }, cells }))))
  .filter((table) => table !== null);

/** Null where no column varies in the training part. */
function tableOf(drawn: readonly DrawnColumn[]): Dataset | null {
  const examples = Float64Array.from({ length: ROWS * drawn.length }, (_, i) => {
    return drawn[i % drawn.length]?.cells[Math.floor(i / drawn.length)] as number;
  });
  try {
    return fromArrays({
      name: "drawn",
      examples,
      columns: drawn.map(({ column }) => column),
      inputShape: [drawn.length],
      targets: Int32Array.from({ length: ROWS }, (_, i) => i % 2),
    });
  } catch (error) {
    if (error instanceof Error && error.message.includes("varies in the training part")) return null;
    throw error;
  }
}
