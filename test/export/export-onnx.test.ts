import { expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { fromArrays, gatherBatch } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { exportOnnx, readModelInfo } from "../../src/export/index.ts";
import { bindInputs } from "../../src/graph/index.ts";
import { parameterTensors, statisticTensors, toInference } from "../../src/nn/index.ts";
import { decode, readMetadata } from "../../src/onnx/index.ts";
import { convChain, mlp, nb201 } from "../../src/space/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { type ModelWithData, randomDataset, randomModel } from "./random-model.ts";

const images = randomDataset({ inputShape: [3, 9, 9], classes: 4 });
const table = randomDataset({ inputShape: [3], classes: 3 });
const regression = randomDataset({ inputShape: [3] });
/** Their mean, 2^24 + 1, is a number that float32 does not hold. */
const large = fromArrays({
  name: "large",
  examples: Float32Array.from({ length: 40 }, (_, i) => 2 ** 24 + 2 * (i % 2)),
  targets: Int32Array.from({ length: 40 }, (_, i) => i % 2),
  inputShape: [1],
});
const cell = "|nor_conv_3x3~0|+|skip_connect~0|avg_pool_3x3~1|+|nor_conv_1x1~0|none~1|nor_conv_3x3~2|";

const models: readonly [string, ModelWithData][] = [
  ["nb201", randomModel(nb201({ channels: 4 }), cell, images)],
  [
    "conv-chain",
    randomModel(
      convChain(),
      {
        stem: 8,
        layers: [
          { op: "separable", kernel: 3, width: 16, residual: true, pool: "max" },
          { op: "pointwise", width: 8, residual: false, pool: "average" },
        ],
        head: "flatten",
        dropout: 0.3,
      },
      images,
    ),
  ],
  ["mlp", randomModel(mlp(), { layers: [{ width: 16 }], activation: "gelu", normalize: true, dropout: 0.1 }, table)],
  [
    "mlp, regression",
    randomModel(mlp(), { layers: [{ width: 16 }], activation: "silu", normalize: false, dropout: 0 }, regression),
  ],
  [
    "mlp, large values of a small spread",
    randomModel(mlp(), { layers: [{ width: 16 }], activation: "relu", normalize: false, dropout: 0 }, large),
  ],
];

/** What the network says of the standardised examples before anything is folded, one example at a time. */
async function expectedOutputs({ network, weights, dataset }: ModelWithData, count: number): Promise<number[]> {
  const trained = new Map([
    ...parameterTensors(network, weights.parameters),
    ...statisticTensors(network, weights.statistics),
  ]);
  await using program = await createNodeEngine().compile(bindInputs(toInference(network), trained));
  const outputs: number[] = [];
  for (let i = 0; i < count; i++) {
    const { x } = gatherBatch(dataset, Int32Array.of(i));
    const result = await program.run({ [network.input]: tensor("float32", [1, ...dataset.task.inputShape], x) });
    outputs.push(...Array.from(result[network.output]?.data as Float32Array));
  }
  const scale = dataset.targetStandardization;
  return outputs.map((value, i) => (scale ? value * (scale.std[i % 2] ?? 1) + (scale.mean[i % 2] ?? 0) : value));
}

test.each(models)("exportOnnx() maps a batch of raw values to the outputs of the network: %s", async (_, model) => {
  const { dataset } = model;
  const count = 5;
  const name = dataset.task.kind === "classification" ? "logits" : "prediction";
  const size = dataset.examples.length / 40;
  await using program = await createNodeEngine().compileModel(exportOnnx(model));
  const input = tensor("float32", [count, ...dataset.task.inputShape], [...dataset.examples.slice(0, count * size)]);
  const output = (await program.run({ input }))[name];

  expect(output?.shape).toEqual([count, dataset.task.outputs]);
  const expected = await expectedOutputs(model, count);
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs(Number(output?.data[i]) - value)).toBeLessThan(1e-4 * Math.max(1, largest));
  });
});

test.each(models)("exportOnnx() writes standard operators of opset 17 and a symbolic batch: %s", (_, model) => {
  const bytes = exportOnnx(model);
  const { opsets, inputs, outputs } = readMetadata(bytes);
  const { task } = model.dataset;

  expect(opsets).toEqual({ "": 17 });
  expect(inputs).toEqual([{ name: "input", dtype: "float32", shape: ["batch", ...task.inputShape] }]);
  expect(outputs[0]?.shape).toEqual(["batch", task.outputs]);
  expect([...exportOnnx(model)]).toEqual([...bytes]);
});

test("exportOnnx() folds every normalisation that follows a convolution or product", () => {
  const [, chain] = models[1] as [string, ModelWithData];
  const [, network] = models[2] as [string, ModelWithData];
  for (const model of [chain, network]) {
    expect(decode(exportOnnx(model)).nodes.map((node) => node.op)).not.toContain("BatchNormalization");
  }
});

test("exportOnnx() writes metadata that readModelInfo() reads, without measured times", () => {
  const [, model] = models[0] as [string, ModelWithData];
  const { dataset } = model;
  const seen = { count: 32, limit: 2 ** 48 - 1, hashes: expect.stringMatching(/^[0-9a-f]{384}$/) };
  expect(readModelInfo(readMetadata(exportOnnx(model)).metadata)).toEqual({
    format: 2,
    version: "0.0.0-test",
    task: "classification",
    labels: ["0", "1", "2", "3"],
    input: {
      layout: "NCHW",
      shape: [3, 9, 9],
      dtype: "float32",
      valueRange: [0, 255],
      preprocessing: "in-graph",
      ...dataset.standardization,
      image: {
        fit: "cover",
        crop: "centre",
        filter: "triangle",
        background: "black",
        colours: "red, green, blue",
        levels: [0, 255],
      },
    },
    dataset: { name: "noise", source: dataset.source, hash: dataset.hash, seen },
    space: "nb201(cells=1,channels=4)",
    architecture: cell,
    metrics: [{ name: "accuracy", unit: "1", value: 0.5 }],
    seed: 7,
  });
  expect(readModelInfo({ author: "somebody" })).toBeNull();
  expect(() => readModelInfo({ "espalier.version": "1" })).toThrow("espalier.task is damaged");
});

test("exportOnnx() refuses weights and data of another network", () => {
  const [, model] = models[0] as [string, ModelWithData];
  const weights = { ...model.weights, parameters: new Float32Array(3) };
  expect(() => exportOnnx({ ...model, weights })).toThrow(InputError);
  expect(() => exportOnnx({ ...model, dataset: table })).toThrow("the network takes [1,3,9,9], expected [1,3]");
});
