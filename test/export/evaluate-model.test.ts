import { expect, test } from "vitest";
import { InputError, ModelError } from "../../src/base/index.ts";
import { type Dataset, fromArrays } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { evaluateModel, exportOnnx } from "../../src/export/index.ts";
import { GraphBuilder } from "../../src/graph/index.ts";
import { encode } from "../../src/onnx/index.ts";
import { mlp } from "../../src/space/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { float32s, foreignModel as handMade, node } from "../onnx/foreign-model.ts";
import { randomDataset, randomModel } from "./random-model.ts";

const latency = { warmup: 1, repeats: 5 };
/** Most models here are known to be harmless, and need no process of their own. */
const quick = { latency, engine: createNodeEngine() };

/** 2x1 images whose class is the brighter pixel, except for the last of the three test examples. */
function brighterPixel(): Dataset {
  return fromArrays({
    name: "pixels",
    examples: Uint8Array.of(200, 10, 10, 200, 200, 10, 9, 0, 0, 9),
    targets: Int32Array.of(0, 1, 1, 0, 1),
    inputShape: [1, 2, 1],
    labels: ["top", "bottom"],
    given: { test: Int32Array.of(0, 1, 2), validation: Int32Array.of(3) },
  });
}

interface Foreign {
  readonly batch: number;
  readonly symbolicBatch?: string;
  readonly shape?: readonly number[];
  readonly softmax?: boolean;
}

/** A model not exported by Espalier: logits are the two inputs divided by 100. */
function foreignModel({ batch, symbolicBatch, shape = [2], softmax = false }: Foreign): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input("pixels", { dtype: "float32", shape: [batch, ...shape] });
  const flat = graph.op("Reshape", [x], { shape: [0, -1] });
  const y = graph.op("Div", [flat, graph.constant(tensor("float32", [1], [100]))]);
  return encode(graph.build([softmax ? graph.op("Softmax", [y], { axis: -1 }) : y]), {
    ...(symbolicBatch && { symbolicBatch }),
  });
}

const hit = Math.log(1 + Math.exp(-1.9));
const miss = Math.log(1 + Math.exp(1.9));

test.each([
  ["flat, any batch", { batch: 1, symbolicBatch: "N" }],
  ["images, one at a time", { batch: 1, shape: [1, 2, 1] }],
  ["flat, batches of two", { batch: 2 }],
  ["probabilities", { batch: 1, symbolicBatch: "N", softmax: true }],
])("evaluateModel() scores a foreign model: %s", async (_, form) => {
  const bytes = foreignModel(form);
  const { values, examples, sizeBytes, latencyMs } = await evaluateModel(bytes, brighterPixel(), quick);

  expect(values.accuracy).toBeCloseTo(2 / 3);
  expect(values.loss).toBeCloseTo((2 * hit + miss) / 3, 4);
  expect(examples).toBe(3);
  expect(sizeBytes).toBe(bytes.length);
  expect(latencyMs).toMatchObject({ warmup: 1, threads: 1, batch: form.batch });
  expect(latencyMs.p50).toBeGreaterThan(0);
  expect(latencyMs.p95).toBeGreaterThanOrEqual(latencyMs.p50);
});

test("evaluateModel() can feed standardised values", async () => {
  const dataset = brighterPixel();
  const [mean, std] = [100, 50];
  const given = { ...dataset, standardization: { mean: [mean], std: [std] } };
  const bytes = foreignModel({ batch: 1, symbolicBatch: "N" });
  const { values } = await evaluateModel(bytes, given, { ...quick, input: "standardized" });

  const margin = 190 / std / 100;
  const expected = (2 * Math.log(1 + Math.exp(-margin)) + Math.log(1 + Math.exp(margin))) / 3;
  expect(values.loss).toBeCloseTo(expected, 5);
});

test("evaluateModel() scores regression in the units of the targets", async () => {
  const dataset = randomDataset({ inputShape: [3], count: 40 });
  const architecture = { layers: [{ width: 16 }], activation: "silu", normalize: false, dropout: 0 } as const;
  const model = randomModel(mlp(), architecture, dataset);
  const still = { ...model, weights: { ...model.weights, parameters: model.weights.parameters.map(() => 0) } };
  const { values } = await evaluateModel(exportOnnx(still), dataset, { part: "train", ...quick });

  // A network of zeros predicts the mean of the training part: its mean squared error is the variance.
  const variances = dataset.targetStandardization?.std.map((std) => std ** 2) as [number, number];
  expect(values.mse).toBeCloseTo((variances[0] + variances[1]) / 2, 1);
  expect(values.r2).toBeCloseTo(0, 5);
  expect(values.mae).toBeGreaterThan(1);
});

test("evaluateModel() scores as training does: no class for NaN, constant targets left out, R² 0 where none varies", async () => {
  const bytes = foreignModel({ batch: 1, symbolicBatch: "N" });
  const undefinedRows = { ...brighterPixel(), examples: new Float32Array(10).fill(Number.NaN) };
  const regression = (targets: number[]): Dataset =>
    fromArrays({
      name: "table",
      examples: Float32Array.of(0, 0, 100, 0, 200, 0),
      targets: Float32Array.from(targets),
      inputShape: [2],
    });

  const classes = await evaluateModel(bytes, undefinedRows, quick);
  const half = await evaluateModel(bytes, regression([0, 5, 1, 5, 2, 5]), { ...quick, part: "all" });
  const none = await evaluateModel(bytes, regression([5, 5, 5, 5, 5, 5]), { ...quick, part: "all" });

  expect(classes.values).toEqual({ accuracy: 0, loss: Number.NaN });
  expect(half.values).toEqual({ mse: 12.5, mae: 2.5, r2: 1 });
  expect(none.values.r2).toBe(0);
  expect(half.metrics.map(({ name }) => name)).toEqual(["mse", "mae", "r2"]);
});

test("evaluateModel() scores every part of the data", async () => {
  const dataset = randomDataset({ inputShape: [3], classes: 3 });
  const model = randomModel(
    mlp(),
    { layers: [{ width: 16 }], activation: "tanh", normalize: true, dropout: 0 },
    dataset,
  );
  const bytes = exportOnnx(model);
  const counts = await Promise.all(
    (["train", "validation", "test", "all"] as const).map((part) => evaluateModel(bytes, dataset, { ...quick, part })),
  );
  expect(counts.map(({ examples }) => examples)).toEqual([
    ...(["train", "validation", "test"] as const).map((part) => dataset.parts[part].length),
    40,
  ]);
});

test("evaluateModel() refuses a model whose input, classes or labels are not those of the data", async () => {
  const dataset = brighterPixel();
  const evaluate = (bytes: Uint8Array, data: Dataset): Promise<unknown> => evaluateModel(bytes, data, quick);

  await expect(evaluate(foreignModel({ batch: 1, shape: [3] }), dataset)).rejects.toThrow(
    "Cannot evaluate model: input pixels is float32 [1, 3], expected float32 [N, 1, 2, 1] as in pixels",
  );
  const three = { ...dataset, task: { ...dataset.task, outputs: 3, labels: ["a", "b", "c"] } };
  await expect(evaluate(foreignModel({ batch: 1 }), three)).rejects.toThrow(
    "float32 [N, 3] for the 3 classes of pixels",
  );
  const table = randomDataset({ inputShape: [3], classes: 2 });
  const model = randomModel(
    mlp(),
    { layers: [{ width: 16 }], activation: "relu", normalize: false, dropout: 0 },
    table,
  );
  const more = { ...table, task: { ...table.task, labels: ["1", "2"] } };
  await expect(evaluate(exportOnnx(model), more)).rejects.toThrow(
    'its classes are "0", "1", expected those of noise: "1", "2"; it does not know "2"',
  );
  const commas = { ...table, task: { ...table.task, labels: ["a,b", "c"] } };
  const others = { ...table, task: { ...table.task, labels: ["a", "b,c"] } };
  await expect(evaluate(exportOnnx({ ...model, dataset: commas }), others)).rejects.toThrow(
    'its classes are "a,b", "c", expected those of noise: "a", "b,c"',
  );
  await expect(evaluate(Uint8Array.of(1, 2, 3), dataset)).rejects.toThrow(ModelError);
  const empty = { ...dataset, parts: { ...dataset.parts, test: new Int32Array(0) } };
  await expect(evaluate(foreignModel({ batch: 1 }), empty)).rejects.toThrow(InputError);
});

test("evaluateModel() runs a model in a process of its own, with the same scores", async () => {
  const bytes = foreignModel({ batch: 1, symbolicBatch: "N" });

  const apart = await evaluateModel(bytes, brighterPixel(), { latency });
  const here = await evaluateModel(bytes, brighterPixel(), quick);

  expect(apart.values).toEqual(here.values);
  expect(apart.latencyMs.repeats).toBeGreaterThanOrEqual(5);
});

/** A model over [batch, 2] that gives two logits; the batch is what the file says. */
const ofBatch = (batch: number): Uint8Array =>
  handMade({
    inputs: { x: { shape: [batch, 2] } },
    nodes: [node("MatMul", ["x", "w"], "y")],
    initializer: [float32s("w", [2, 2], [1, 0, 0, 1])],
    shapes: { y: [batch, 2] },
  });

test.each([
  [-1, "Cannot read value x: shape [-1,2], expected dimensions >= 0"],
  [0, "input x takes 0 examples at once, expected 1 to 4096, or any number"],
  [100_000, "input x takes 100000 examples at once, expected 1 to 4096, or any number"],
  [2 ** 31, "Cannot read value x: shape [2147483648,2] of 4294967296 elements"],
  [2 ** 40, "Cannot read value x: shape [1099511627776,2]"],
])("evaluateModel() refuses a file that takes batches of %d", async (batch, message) => {
  const evaluated = evaluateModel(ofBatch(batch), brighterPixel(), quick);

  await expect(evaluated).rejects.toThrow(ModelError);
  await expect(evaluated).rejects.toThrow(message);
});
