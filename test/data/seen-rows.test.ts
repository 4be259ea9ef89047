import { expect, test } from "vitest";
import { countSeen, type Rows } from "../../src/data/index.ts";
import { seenRows } from "../../src/data/seen-rows.ts";

function table(count: number, width = 3): Rows {
  return {
    examples: Float64Array.from({ length: count * width }, (_, i) => Math.sin(i)),
    targets: Int32Array.from({ length: count }, (_, i) => i % 3),
    count,
  };
}

const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);

test("countSeen() finds just the examples that were listed, wherever they stand", () => {
  const rows = table(500);
  const seen = seenRows(rows, [range(0, 300)]);
  const order = range(0, 500).reverse();
  const reordered: Rows = {
    count: 500,
    examples: Float64Array.from([...order].flatMap((row) => [...rows.examples.subarray(3 * row, 3 * row + 3)])),
    targets: Int32Array.from(order, (row) => rows.targets[row] as number),
  };

  expect(seen.count).toBe(300);
  expect(countSeen(seen, rows, range(250, 350))).toEqual({ looked: 100, seen: 50 });
  expect(countSeen(seen, reordered, range(0, 500))).toEqual({ looked: 500, seen: 300 });
});

test("countSeen() tells examples of other targets and numbers apart, but neither zeros nor missing cells", () => {
  const rows: Rows = { examples: Float64Array.of(0, Number.NaN), targets: Int32Array.of(0), count: 1 };
  const seen = seenRows(rows, [range(0, 1)]);
  const found = (examples: Rows["examples"], target = 0): number =>
    countSeen(seen, { examples, targets: Int32Array.of(target), count: 1 }, range(0, 1)).seen;

  expect(found(Float32Array.of(-0, Number.NaN))).toBe(1);
  expect(found(Float64Array.of(0, Number.NaN), 1)).toBe(0);
  expect(found(Float64Array.of(Number.NaN, 0))).toBe(0);
  expect(found(Float64Array.of(1e-300, Number.NaN))).toBe(0);
});

test("seenRows() is bounded: of many examples it lists a sample that tells shares", () => {
  const rows = table(20_000);
  const seen = seenRows(rows, [range(0, 10_000)]);
  const { looked, seen: found } = countSeen(seen, rows, range(5_000, 20_000));

  expect(seen.hashes.length).toBeLessThanOrEqual(2048 * 12);
  expect(looked).toBeGreaterThan(2000);
  expect(Math.abs(found / looked - 1 / 3)).toBeLessThan(0.05);
});

test("seenRows() hashes images byte by byte", () => {
  const bytes = Uint8Array.from({ length: 100 * 7 }, (_, i) => (i * 37) % 251);
  const rows: Rows = { examples: bytes, targets: new Int32Array(100), count: 100 };
  const seen = seenRows(rows, [range(0, 100)]);
  const changed = bytes.slice();
  changed[6] = (changed[6] as number) ^ 1;

  expect(seen.hashes.length).toBe(100 * 12);
  expect(countSeen(seen, { ...rows, examples: changed }, range(0, 100)).seen).toBe(99);
});
