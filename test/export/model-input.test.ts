import { expect, test } from "vitest";
import { type Dataset, fromArrays } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { exportOnnx, type ModelInfo, modelInfoOf, modelInput, type NamedRow } from "../../src/export/index.ts";
import { mlp } from "../../src/space/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { columns, mixedTable, ROWS } from "../data/mixed-table.ts";
import { randomDataset, randomModel } from "./random-model.ts";

const architecture = { layers: [{ width: 16 }], activation: "tanh", normalize: false, dropout: 0 } as const;
const fileOf = (dataset: Dataset): Uint8Array => exportOnnx(randomModel(mlp(), architecture, dataset));
const infoOf = (dataset: Dataset): ModelInfo => modelInfoOf(fileOf(dataset)) as ModelInfo;
const mixed = mixedTable({ offset: 0 });
const plain = fromArrays({
  name: "plain",
  examples: Float64Array.from({ length: 40 }, (_, i) => i),
  columns: [{ name: "a", kind: "number" }],
  targets: Int32Array.from({ length: 40 }, (_, i) => i % 2),
  inputShape: [1],
});

/** A row as texts and numbers, as a file or a program has them. */
function named(row: number, asText: boolean): NamedRow {
  return Object.fromEntries(
    columns.map((column, c) => {
      const cell = mixed.examples[row * columns.length + c] as number;
      if (Number.isNaN(cell)) return [column.name, asText ? "NA" : null];
      if (column.kind === "category") return [column.name, column.values[cell]];
      if (column.kind === "date" && asText) {
        return [column.name, new Date(Math.round(cell * 86_400_000)).toISOString()];
      }
      return [column.name, asText ? String(cell) : cell];
    }),
  );
}

test("modelInput() makes of named values, in any order and as texts, what the data set holds", async () => {
  const bytes = fileOf(mixed);
  const info = modelInfoOf(bytes) as ModelInfo;
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const asTexts = modelInput(
    info,
    rows.map((row) => Object.fromEntries(Object.entries(named(row, true)).reverse())),
  );
  const asValues = modelInput(
    info,
    rows.map((row) => named(row, false)),
  );

  expect(asTexts.warnings).toEqual([]);
  expect(asTexts.shape).toEqual([ROWS, columns.length]);
  expect(asTexts.dtype).toBe("float64");
  expect([...asValues.data]).toEqual([...mixed.examples]);
  asTexts.data.forEach((value, i) => {
    if (Number.isNaN(value)) expect(mixed.examples[i]).toBeNaN();
    else expect(value).toBeCloseTo(mixed.examples[i] as number, 8);
  });
  await using program = await createNodeEngine().compileModel(bytes);
  const output = await program.run({ input: tensor(asTexts.dtype, asTexts.shape, asTexts.data) });
  expect(output.logits?.shape).toEqual([ROWS, 2]);
});

test("modelInput() warns of what the model does not know and fills what it never missed", () => {
  const row = { ...named(2, true), colour: "violet", extra: 1 };
  expect(modelInput(infoOf(mixed), [row, { ...row, colour: "red" }]).warnings).toEqual([
    'the model does not take "extra": left out',
    '1 cell of column "colour" holds a category the model does not know',
  ]);
  const filled = modelInput(infoOf(plain), [{ a: "" }, { a: "3" }, {}]);
  const median = filled.data[0];
  expect([...filled.data]).toEqual([median, 3, median]);
  expect(filled.dtype).toBe("float32");
  expect(filled.warnings).toEqual([
    `2 cells of column "a" are missing, as never in training: the median ${median} is taken`,
  ]);
});

test("modelInput() does not warn of the target's column", () => {
  const info = infoOf(plain);
  const rows = [{ a: 1, kind: "x" }];
  expect(modelInput({ ...info, dataset: { ...info.dataset, target: "kind" } }, rows).warnings).toEqual([]);
});

test.each<[string, NamedRow[], string]>([
  ["no rows", [], "there is none, expected at least one"],
  ["no value for a column", [{ size: 1, colour: "red" }], 'no value for "sold", "city", "stamp", expected the columns'],
  [
    "a text in place of a number",
    [{ ...named(2, true), size: "big" }],
    'row 1, column "size" is "big", expected a number',
  ],
  ["hexadecimal digits", [{ ...named(2, true), size: "0x10" }], 'column "size" is "0x10", expected a number'],
  [
    "two ways of writing",
    [
      { ...named(2, true), size: "1.5" },
      { ...named(2, true), size: "1,5" },
    ],
    "written as in the other rows",
  ],
  ["a comma of two meanings", [{ ...named(2, true), size: "1,234" }], "expected a number with a decimal point"],
  ["a date of two meanings", [{ ...named(2, true), sold: "03/04/2024" }], "expected a date such as 2024-01-31"],
  ["no date", [{ ...named(2, true), sold: "2024-13-01" }], 'column "sold" is "2024-13-01", expected a date'],
  ["an infinite number", [{ ...named(2, true), size: Number.POSITIVE_INFINITY }], 'is "Infinity", expected a number'],
])("modelInput() refuses %s", (_, rows, message) => {
  expect(() => modelInput(infoOf(mixed), rows)).toThrow(message);
});

test("modelInput() reads one form of numbers in all rows of a column", () => {
  const rows = ["1,5", "2,25", ""].map((a) => ({ a }));
  expect([...modelInput(infoOf(plain), rows).data].slice(0, 2)).toEqual([1.5, 2.25]);
});

test("modelInput() refuses models that take no table", () => {
  const images = randomDataset({ inputShape: [3, 9, 9], classes: 4 });
  expect(() => modelInput(infoOf(images), [{ a: 1 }])).toThrow("the model takes NCHW [3, 9, 9] without names");
});
