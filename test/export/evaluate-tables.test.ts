import { expect, test } from "vitest";
import { type Dataset, fromArrays, gatherBatch, type TableColumn } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Evaluation, evaluateModel, exportOnnx } from "../../src/export/index.ts";
import { bindInputs } from "../../src/graph/index.ts";
import { parameterTensors, statisticTensors, toInference } from "../../src/nn/index.ts";
import { decode, encode, readMetadata } from "../../src/onnx/index.ts";
import { mlp } from "../../src/space/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { columns, mixedTable, ROWS } from "../data/mixed-table.ts";
import { type ModelWithData, randomModel } from "./random-model.ts";

const latency = { warmup: 1, repeats: 2 };
const architecture = { layers: [{ width: 16 }], activation: "tanh", normalize: false, dropout: 0 } as const;
const modelOf = (dataset: Dataset): ModelWithData => randomModel(mlp(), architecture, dataset);
const everyRow = Int32Array.from({ length: ROWS }, (_, i) => i);

/** Loss or squared error of all rows, and what was warned of. */
async function scoreAll(bytes: Uint8Array, dataset: Dataset): Promise<[number, readonly string[]]> {
  const { values, warnings } = await evaluateModel(bytes, dataset, { latency, part: "all" });
  return [values.loss ?? values.mse ?? Number.NaN, warnings.filter((text) => !text.includes("were seen"))];
}

/** The same table with its columns in another order, and values changed by what `change` does to them. */
function reordered(
  table: Dataset,
  names: readonly string[],
  change: (column: TableColumn) => { column: TableColumn; map: (cell: number) => number },
  options: { labels?: readonly string[]; targets?: Dataset["targets"] } = {},
): Dataset {
  const changed = names.map((name) => {
    const source = columns.findIndex((column) => column.name === name);
    return { source, ...change(columns[source] as TableColumn) };
  });
  const examples = Float64Array.from({ length: ROWS * names.length }, (_, i) => {
    const { source, map } = changed[i % names.length] as (typeof changed)[number];
    const cell = table.examples[Math.floor(i / names.length) * columns.length + source] as number;
    return Number.isNaN(cell) ? cell : map(cell);
  });
  return fromArrays({
    name: "other",
    examples,
    columns: changed.map(({ column }) => column),
    inputShape: [names.length],
    targets: options.targets ?? table.targets,
    labels: options.labels ?? table.task.labels,
  });
}

const same = (column: TableColumn): { column: TableColumn; map: (cell: number) => number } => ({
  column,
  map: (cell) => cell,
});

/** Lists the categories backwards. */
function backwards(column: TableColumn): { column: TableColumn; map: (cell: number) => number } {
  if (column.kind !== "category") return same(column);
  const values = [...column.values].reverse();
  return { column: { ...column, values }, map: (cell) => values.length - 1 - cell };
}

test.each([
  ["classes", mixedTable(), "float64", "float32"],
  ["plain days and small numbers", mixedTable({ offset: 0, times: false }), "float32", "float32"],
  ["large quantities", mixedTable({ regression: true }), "float64", "float64"],
] as const)("exportOnnx() puts what a table needs into the model: %s", async (_, table, input, output) => {
  const model = modelOf(table);
  const bytes = exportOnnx(model);
  const cells = tensor(input, [ROWS, columns.length], Array.from(table.examples));
  await using engine = createNodeEngine();
  await using exported = await engine.compileModel(bytes);
  const found = Object.values(await exported.run({ input: cells }))[0] as Tensor;

  expect(readMetadata(bytes).inputs).toEqual([{ name: "input", dtype: input, shape: ["batch", columns.length] }]);
  expect(found.dtype).toBe(output);
  const { network, weights } = model;
  const trained = new Map([
    ...parameterTensors(network, weights.parameters),
    ...statisticTensors(network, weights.statistics),
  ]);
  await using own = await engine.compile(bindInputs(toInference(network), trained));
  const {
    mean: [mean = 0],
    std: [std = 1],
  } = table.targetStandardization ?? { mean: [], std: [] };
  for (const row of [0, 1, 3, 5, 27, 130]) {
    const { x } = gatherBatch(table, Int32Array.of(row));
    const result = await own.run({ [network.input]: tensor("float32", [1, x.length], x) });
    const expected = result[network.output]?.data as Float32Array;
    expected.forEach((value, k) => {
      const predicted = found.data[row * expected.length + k] as number;
      expect(Math.abs((predicted - mean) / std - value)).toBeLessThan(1e-4);
    });
  }
});

test("evaluateModel() scores equally whatever the order of columns, categories and classes", async () => {
  const table = mixedTable();
  const bytes = exportOnnx(modelOf(table));
  const [expected, none] = await scoreAll(bytes, table);
  const names = columns.map(({ name }) => name).reverse();
  const [byName, still] = await scoreAll(bytes, reordered(table, names, same));
  const [byText, silent] = await scoreAll(bytes, reordered(table, names, backwards));
  const targets = Int32Array.from(table.targets, (target) => 1 - target);
  const [byClass] = await scoreAll(bytes, reordered(table, names, backwards, { labels: ["late", "early"], targets }));

  expect([none, still, silent]).toEqual([[], [], []]);
  expect(byName).toBeCloseTo(expected, 10);
  expect(byText).toBeCloseTo(expected, 10);
  expect(byClass).toBeCloseTo(expected, 10);
});

test("evaluateModel() refuses tables that lack columns, and says what it leaves out", async () => {
  const table = mixedTable();
  const bytes = exportOnnx(modelOf(table));
  const evaluate = (data: Dataset): Promise<Evaluation> => evaluateModel(bytes, data, { latency });

  await expect(evaluate(reordered(table, ["size", "colour", "city"], same))).rejects.toThrow(
    'it takes columns "sold", "stamp", expected columns of other: "size", "colour", "city"',
  );
  const asNumber = reordered(
    table,
    columns.map(({ name }) => name),
    (column) => {
      return { column: { name: column.name, kind: "number" }, map: (cell) => cell };
    },
  );
  await expect(evaluate(asNumber)).rejects.toThrow('its column "sold" is a date, expected a number as in the data');
  const pixels = fromArrays({
    name: "pixels",
    examples: new Uint8Array(40),
    targets: Int32Array.from({ length: 10 }, (_, i) => i % 2),
    labels: ["early", "late"],
    inputShape: [1, 2, 2],
  });
  await expect(evaluate(pixels)).rejects.toThrow("it takes 5 columns of a table, expected images as in pixels");

  const part = mixedTable({
    examples: Float64Array.from(
      { length: 3 * ROWS },
      (_, i) => table.examples[Math.floor(i / 3) * 5 + (i % 3)] as number,
    ),
    columns: columns.slice(0, 3),
    inputShape: [3],
  });
  const [, warnings] = await scoreAll(exportOnnx(modelOf(part)), table);
  expect(warnings).toEqual(['the model does not take "city", "stamp": left out']);
});

test("evaluateModel() counts categories the model does not know", async () => {
  const table = mixedTable();
  const bytes = exportOnnx(modelOf(table));
  const renamed = reordered(
    table,
    columns.map(({ name }) => name),
    (column) => {
      if (column.name !== "colour" || column.kind !== "category") return same(column);
      return { ...same(column), column: { ...column, values: ["blue", "green", "violet"] } };
    },
  );
  const count = everyRow.filter((row) => table.examples[5 * row + 1] === 2).length;
  const [, warnings] = await scoreAll(bytes, renamed);

  expect(warnings).toEqual([`${count} cells of column "colour" hold categories the model does not know`]);
});

test("evaluateModel() reads numbers as texts, and texts as numbers, where the model's column is of the other kind", async () => {
  const codes = { name: "code", kind: "category", values: ["1", "2", "30"] } as const;
  const targets = Int32Array.from({ length: 30 }, (_, i) => (i % 3 === 2 ? 1 : 0));
  const base = { name: "codes", inputShape: [1], targets };
  const asTexts = fromArrays({
    ...base,
    columns: [codes],
    examples: Float64Array.from({ length: 30 }, (_, i) => i % 3),
  });
  const asNumbers = fromArrays({
    ...base,
    columns: [{ name: "code", kind: "number" }],
    examples: Float64Array.from({ length: 30 }, (_, i) => [1, 2, 30][i % 3] as number),
  });
  for (const [model, data] of [
    [asTexts, asNumbers],
    [asNumbers, asTexts],
  ] as const) {
    const bytes = exportOnnx(modelOf(model));
    const [expected] = await scoreAll(bytes, model);
    const [found, warnings] = await scoreAll(bytes, data);
    expect(found).toBeCloseTo(expected, 10);
    expect(warnings).toEqual([]);
  }
});

test("evaluateModel() fills cells that are missing for a model of complete tables, and says so", async () => {
  const complete = { name: "n", inputShape: [1], columns: [{ name: "a", kind: "number" }] } as const;
  const targets = Int32Array.from({ length: 30 }, (_, i) => i % 2);
  const table = fromArrays({ ...complete, targets, examples: Float64Array.from({ length: 30 }, (_, i) => i) });
  const gaps = fromArrays({
    ...complete,
    targets,
    examples: Float64Array.from({ length: 30 }, (_, i) => (i % 10 === 4 ? Number.NaN : i)),
  });
  const bytes = exportOnnx(modelOf(table));
  const [loss, warnings] = await scoreAll(bytes, gaps);
  const fill = table.encoding?.features[0];

  expect(
    decode(bytes)
      .nodes.slice(0, 2)
      .map(({ op }) => op),
  ).toEqual(["Sub", "Div"]);
  expect(loss).toBeGreaterThan(0);
  expect(fill?.kind === "value" && warnings).toEqual([
    `3 cells of column "a" are missing, as never in training: the median ${fill?.kind === "value" && fill.fill} is taken`,
  ]);
});

test("evaluateModel() warns of examples seen in training, by another split and in another order", async () => {
  const table = mixedTable();
  const bytes = exportOnnx(modelOf(table));
  const warningsOf = async (data: Dataset, part: "test" | "all" | "train" = "test"): Promise<readonly string[]> =>
    (await evaluateModel(bytes, data, { latency, part })).warnings;
  const other = mixedTable({ seed: 9 });
  const unseen = new Set(table.parts.test);
  const seen = other.parts.test.filter((row) => !unseen.has(row)).length;
  const backward = reordered(other, columns.map(({ name }) => name).reverse(), backwards);

  expect(await warningsOf(table)).toEqual([]);
  expect(await warningsOf(table, "train")).toEqual([expect.stringContaining("120 of 120 examples were seen")]);
  expect(await warningsOf(table, "all")).toEqual([expect.stringContaining("160 of 200 examples were seen")]);
  expect(await warningsOf(other)).toEqual([expect.stringMatching(`^${seen} of 40 examples were seen in training`)]);
  expect(await warningsOf(backward, "all")).toEqual([expect.stringContaining("160 of 200 examples")]);
  const fresh = mixedTable({
    examples: table.examples.map((cell, i) => (i % 5 === 0 ? cell + 0.5 : cell)) as Float64Array,
  });
  expect((await warningsOf(fresh, "all"))[0] ?? "none").not.toContain("200 of 200");
});

test("evaluateModel() takes models of before, which name no columns, and foreign ones as they are", async () => {
  const table = mixedTable({ offset: 0, times: false });
  const model = modelOf(table);
  const bytes = exportOnnx(model);
  const [expected] = await scoreAll(bytes, table);
  const graph = decode(bytes);
  const { metadata } = readMetadata(bytes);
  const {
    columns: _c,
    features: _f,
    hasMissing: _m,
    dtype: _d,
    ...input
  } = JSON.parse(metadata["espalier.input"] as string);
  const { "espalier.format": _, ...before } = metadata;
  const old = encode(graph, {
    metadata: { ...before, "espalier.input": JSON.stringify(input) },
    symbolicBatch: "batch",
  });
  const foreign = encode(graph, { symbolicBatch: "batch" });

  expect(await scoreAll(old, table)).toEqual([
    expect.closeTo(expected, 10),
    [expect.stringContaining("names no columns")],
  ]);
  expect(await scoreAll(foreign, table)).toEqual([expect.closeTo(expected, 10), []]);
  const inner = encode(bindInputs(toInference(model.network), trainedOf(model)), { symbolicBatch: "batch" });
  const { values } = await evaluateModel(inner, table, { latency, part: "all", input: "standardized" });
  expect(values.loss).toBeCloseTo(expected, 4);
});

function trainedOf({ network, weights }: ModelWithData): Map<string, Tensor> {
  return new Map([...parameterTensors(network, weights.parameters), ...statisticTensors(network, weights.statistics)]);
}
