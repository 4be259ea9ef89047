import fc from "fast-check";
import { expect, test } from "vitest";
import { type Dataset, type Feature, fromArrays, gatherBatch, type TableColumn } from "../../src/data/index.ts";
import { cellsOfRow, columns, mixedTable, ROWS } from "./mixed-table.ts";
import { anyTable } from "./random-table.ts";

/** The value of a feature by its meaning, told another way than the code under test. */
function plainValue(feature: Feature, cell: number): number {
  if (feature.kind === "missing") return Number.isNaN(cell) ? 1 : 0;
  if (Number.isNaN(cell)) return "fill" in feature ? feature.fill : 0;
  switch (feature.kind) {
    case "value":
      return cell;
    case "category":
      return cell === feature.value ? 1 : 0;
    case "other":
      return feature.values.some((value) => value === cell) ? 0 : 1;
    case "weekday":
      return new Date(Math.floor(cell) * 86_400_000).getUTCDay() === feature.day ? 1 : 0;
    default: {
      const angle = (2 * Math.PI * cell) / feature.period;
      return feature.kind === "sine" ? Math.sin(angle) : Math.cos(angle);
    }
  }
}

function rowsOf(dataset: Dataset): { cells: number[][]; features: readonly Feature[] } {
  const { columns, features, dtype } = dataset.encoding as NonNullable<Dataset["encoding"]>;
  const width = columns.length;
  const cells = Array.from({ length: dataset.examples.length / width }, (_, row) =>
    Array.from(dataset.examples.subarray(row * width, (row + 1) * width), (cell) =>
      dtype === "float32" ? Math.fround(cell) : cell,
    ),
  );
  return { cells, features };
}

const everything = (dataset: Dataset): Int32Array => Int32Array.from({ length: dataset.targets.length }, (_, i) => i);

test("gatherBatch() gives each feature its meaning, standardised by the training part", () => {
  fc.assert(
    fc.property(anyTable, (dataset) => {
      const { cells, features } = rowsOf(dataset);
      const { x } = gatherBatch(dataset, everything(dataset));
      features.forEach((feature, f) => {
        const values = cells.map((row) => plainValue(feature, row[feature.column] as number));
        const { mean, std } = dataset.standardization;
        values.forEach((value, row) => {
          const expected = (value - (mean[f] as number)) / (std[f] as number);
          expect(Math.abs((x[row * features.length + f] as number) - expected)).toBeLessThan(
            1e-5 * Math.max(1, Math.abs(expected)),
          );
        });
      });
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("createDataset() makes features of numbers, categories, dates and missing cells, with names", () => {
  const names = mixedTable().encoding?.features.map(({ name }) => name) as string[];

  expect(names.slice(0, 6)).toEqual([
    "size",
    "size missing",
    "colour=blue",
    "colour=green",
    "colour=red",
    "colour missing",
  ]);
  expect(names).toEqual(
    expect.arrayContaining([
      "sold days",
      "sold year sine",
      "sold Sunday",
      "sold Saturday",
      "sold time cosine",
      "sold missing",
    ]),
  );
  const cities = names.filter((name) => name.startsWith("city="));
  expect(cities.length).toBeGreaterThan(10);
  expect(cities.length).toBeLessThanOrEqual(32);
  expect(names).toContain("city=other");
  expect(mixedTable().task.inputShape).toEqual([names.length]);
  expect(mixedTable({ times: false }).encoding?.features.map(({ name }) => name)).not.toContain("sold time sine");
});

test("createDataset() takes statistics and categories from the training part alone", () => {
  const before = mixedTable();
  const examples = before.examples.slice();
  for (const row of [...before.parts.validation, ...before.parts.test]) {
    // Other numbers and dates, and categories that no training row has.
    examples.set([1e6, 0, 40_000.25, 59, 1.8e9], row * columns.length);
  }
  const after = mixedTable({ examples });

  expect(after.parts).toEqual(before.parts);
  expect(after.encoding).toEqual(before.encoding);
  expect(after.standardization).toEqual(before.standardization);
});

test("createDataset() fills a number by the lower median of the training part", () => {
  const examples = Float64Array.of(1, 2, 100, 7, Number.NaN, 5);
  const { encoding } = fromArrays({
    name: "gaps",
    examples,
    columns: [{ name: "a", kind: "number" }],
    targets: Float64Array.of(1, 2, 3, 4, 5, 6),
    inputShape: [1],
    given: { validation: Int32Array.of(2), test: Int32Array.of(3) },
  });

  expect(encoding?.features).toEqual([
    { name: "a", column: 0, kind: "value", fill: 2 },
    { name: "a missing", column: 0, kind: "missing" },
  ]);
});

test("createDataset() says which columns tell nothing, and which lack values outside of the training part alone", () => {
  const kinds: readonly TableColumn[] = [
    { name: "a", kind: "number" },
    { name: "empty", kind: "number" },
    { name: "name", kind: "category", values: Array.from({ length: 40 }, (_, i) => `n${i}`) },
    { name: "day", kind: "date" },
  ];
  const test = Int32Array.of(38, 39);
  const examples = Float64Array.from({ length: 160 }, (_, i) => {
    const row = Math.floor(i / 4);
    return [row === 38 ? Number.NaN : row, Number.NaN, row, 19_000][i % 4] as number;
  });
  const dataset = fromArrays({
    name: "rows",
    examples,
    columns: kinds,
    targets: Int32Array.from({ length: 40 }, (_, i) => i % 2),
    inputShape: [4],
    given: { test, validation: Int32Array.of(0, 1) },
  });

  expect(dataset.encoding?.features.map(({ name }) => name)).toEqual(["a"]);
  expect(dataset.findings).toEqual([
    { kind: "warning", text: expect.stringContaining('column "a" lacks values outside of the training part alone') },
    { kind: "left out", text: expect.stringContaining('column "empty" is not used: it has no value') },
    { kind: "left out", text: expect.stringContaining('column "name" is not used: no two rows') },
    { kind: "left out", text: expect.stringContaining('column "day" is not used: it is the same') },
  ]);
});

test.each<[string, number[], "float32" | "float64"]>([
  ["years", [1990, 2000, 2010, 2020], "float32"],
  ["prices", [99.95, 12.5, 40.25, 7.1], "float32"],
  ["large whole numbers that float32 holds", [2 ** 24, 2 ** 24 - 2, 2 ** 24 - 4, 2 ** 24 - 6], "float32"],
  ["seconds since 1970", [1.7e9, 1.7e9 + 24, 1.7e9 + 5, 1.7e9 + 11], "float64"],
  ["a small spread about a large number", [1000.001, 1000.002, 1000.003, 1000.004], "float64"],
  ["numbers beyond float32", [1e60, 2e60, 3e60, 4e60], "float64"],
  ["numbers below float32", [1e-60, 2e-60, 3e-60, 4e-60], "float64"],
  ["one number", [0.1, 0.1, 0.1, 0.1], "float32"],
])("createDataset() takes float32 where that holds the cells: %s", (_, values, dtype) => {
  const examples = Float64Array.from({ length: 40 }, (_, i) => values[i % 4] as number);
  const targets = Int32Array.from({ length: 40 }, (_, i) => (i % 4 < 2 ? 0 : 1));
  const dataset = fromArrays({ name: "column", examples, targets, inputShape: [1] });
  const { x } = gatherBatch(dataset, dataset.parts.train);

  expect(dataset.encoding?.dtype).toBe(dtype);
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const square = x.reduce((sum, value) => sum + value ** 2, 0) / x.length;
  expect(Math.abs(mean)).toBeLessThan(0.2);
  expect(square).toBeCloseTo(new Set(values).size === 1 ? 0 : 1, 1);
});

test("createDataset() keeps a large offset of cells and targets out of what a network sees", () => {
  const [near, far] = [mixedTable({ offset: 0, regression: true }), mixedTable({ offset: 1.7e9, regression: true })];
  const [a, b] = [near, far].map((dataset) => gatherBatch(dataset, dataset.parts.train));

  a?.x.forEach((value, i) => {
    expect(b?.x[i]).toBeCloseTo(value, 5);
  });
  a?.targets?.forEach((value, i) => {
    expect(b?.targets?.[i]).toBeCloseTo(value, 5);
  });
});

test("createDataset() refuses cells that their column cannot hold, and tables that tell nothing", () => {
  const withCell = (column: number, value: number): (() => Dataset) => {
    const examples = Float64Array.from(Array.from({ length: ROWS }, (_, row) => cellsOfRow(row)).flat());
    examples[5 * 5 + column] = value;
    return () => mixedTable({ examples });
  };
  expect(withCell(1, 3)).toThrow('column "colour" of example 5 holds 3, expected an index of its 3 values, or NaN');
  expect(withCell(1, 0.5)).toThrow("holds 0.5");
  expect(withCell(0, Number.POSITIVE_INFINITY)).toThrow('column "size" of example 5 holds Infinity, expected numbers');
  expect(withCell(2, -1e200)).toThrow("holds -1e+200");
  expect(() => mixedTable({ columns: columns.slice(1) })).toThrow("4 columns of 4 names for examples of shape [5]");
  const twice = columns.map((column) => ({ ...column, name: "a" }) as TableColumn);
  expect(() => mixedTable({ columns: twice })).toThrow("5 columns of 1 names");
  const empty = new Float64Array(40).fill(Number.NaN);
  const targets = Int32Array.from({ length: 40 }, (_, i) => i % 2);
  const nothing = { name: "n", examples: empty, targets, inputShape: [1] };
  expect(() => fromArrays({ ...nothing, columns: [{ name: "a", kind: "number" }] })).toThrow("none of its 1 columns");
  expect(() => fromArrays(nothing)).toThrow("example 0 holds NaN, expected finite numbers");
  expect(() => fromArrays({ ...nothing, examples: new Float64Array(160), inputShape: [1, 2, 2] })).toThrow(
    "images are Float64Array",
  );
});

test("a data set with columns survives cloning between processes", () => {
  const dataset = mixedTable();
  const copy = structuredClone(dataset);
  expect(gatherBatch(copy, everything(copy)).x).toEqual(gatherBatch(dataset, everything(dataset)).x);
  expect(JSON.parse(JSON.stringify(dataset.encoding))).toEqual(dataset.encoding);
});
