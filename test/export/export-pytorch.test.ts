import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng, ModelError } from "../../src/base/index.ts";
import { fromArrays } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { exportOnnx, exportPytorch } from "../../src/export/index.ts";
import { inputType } from "../../src/export/trained-model.ts";
import { GraphBuilder } from "../../src/graph/index.ts";
import {
  type Activation,
  activation,
  add,
  channelShuffle,
  conv2d,
  dropPath,
  globalAveragePool,
  groupNorm,
  layerNorm,
  linear,
  NetworkBuilder,
  squeezeExcite,
  stopGradient,
  upsample,
} from "../../src/nn/index.ts";
import { convChain, mlp, nb201, type Space } from "../../src/space/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { mixedTable } from "../data/mixed-table.ts";
import { type ModelWithData, randomDataset, randomModel } from "./random-model.ts";

const python = ["/usr/bin/python3", "python3"].find(
  (command) => spawnSync(command, ["-c", "import torch, numpy"], { stdio: "ignore" }).status === 0,
);

const images = randomDataset({ inputShape: [3, 9, 9], classes: 4 });
const table = randomDataset({ inputShape: [3], classes: 3 });
const regression = randomDataset({ inputShape: [3] });
const tables = [
  mixedTable(),
  mixedTable({ offset: 0, times: false }),
  mixedTable({ regression: true }),
  fromArrays({
    name: "large offset",
    examples: Float64Array.from({ length: 40 }, (_, i) => 1.7e9 + (i % 7)),
    targets: Int32Array.from({ length: 40 }, (_, i) => i % 2),
    inputShape: [1],
  }),
];
const activations = ["relu", "gelu", "silu", "tanh", "sigmoid", "hardswish", "leakyrelu", "elu"] as const;

/** Random architectures of each space, and a network of every activation. */
function sampleModels(): ModelWithData[] {
  const rng = createRng("architectures");
  const samples = [0, 1, 2, 3];
  const [cells, chains, networks] = [nb201({ channels: 4 }), convChain({ maxDepth: 3 }), mlp({ widths: [8, 16] })];
  return [
    ...samples.map((i) => randomModel(cells, cells.sample(rng.split(i)), images)),
    ...samples.map((i) => randomModel(chains, chains.sample(rng.split(i)), images)),
    ...samples.map((i) => randomModel(networks, networks.sample(rng.split(i)), i % 2 ? table : images)),
    ...samples.map((i) => randomModel(networks, networks.sample(rng.split(i)), regression)),
    ...activations.map((kind) => randomModel(activationSpace, kind, table)),
    randomModel(imageLayers, "image layers", images),
    ...tables.map((mixed, i) => randomModel(networks, networks.sample(rng.split(i)), mixed)),
  ];
}

const activationSpace: Pick<Space<Activation>, "name" | "build" | "describe"> = {
  name: "activations",
  describe: (kind) => kind,
  build: (kind, task, batch) => {
    const net = new NetworkBuilder(task, batch);
    return net.finish(linear(net, activation(net, linear(net, net.input, 6), kind), task.outputs));
  },
};

/** A residual block with stochastic depth, and layers that normalise each example. */
const imageLayers: Pick<Space<string>, "name" | "build" | "describe"> = {
  name: "image-layers",
  describe: (name) => name,
  build: (_, task, batch) => {
    const net = new NetworkBuilder(task, batch);
    const x = groupNorm(net, conv2d(net, net.input, { channels: 8, kernel: 3 }), 2);
    const y = add(net, [x, dropPath(net, squeezeExcite(net, channelShuffle(net, x, 4)), 0.3), stopGradient(net, x)]);
    return net.finish(linear(net, layerNorm(net, globalAveragePool(net, upsample(net, y, 2))), task.outputs));
  },
};

/** Loads each module, writes its outputs for the raw examples beside it and checks that it can be trained. */
const runner = `
import importlib, json, sys
import numpy as np, torch
folder, shapes = sys.argv[1], json.loads(sys.argv[2])
sys.path.insert(0, folder)
for i, shape in enumerate(shapes):
    network = importlib.import_module(f"model{i}").load()
    examples = torch.from_numpy(np.fromfile(f"{folder}/input{i}.bin", dtype="<f8")).reshape(-1, *shape)
    with torch.no_grad():
        network(examples).numpy().astype("<f8").tofile(f"{folder}/output{i}.bin")
    network.train()(examples).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters()), "a parameter has no gradient"
`;

describe.skipIf(!python)("with PyTorch (skipped where python3 has no torch)", () => {
  const models = sampleModels();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "espalier-pytorch-"));
    for (const [i, model] of models.entries()) {
      const { source, weights } = exportPytorch(model);
      await writeFile(join(folder, `model${i}.py`), source);
      await writeFile(join(folder, `model${i}.npz`), weights);
      await writeFile(join(folder, `input${i}.bin`), new Uint8Array(Float64Array.from(model.dataset.examples).buffer));
    }
    const shapes = models.map(({ dataset }) => inputType(dataset).shape);
    execFileSync(python as string, ["-c", runner, folder, JSON.stringify(shapes)]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(models.map((model, i) => [JSON.stringify(model.architecture), i] as const))(
    "exportPytorch() gives the outputs of the ONNX file: %s",
    async (_, i) => {
      const model = models[i] as ModelWithData;
      const { examples, task } = model.dataset;
      const raw = await readFile(join(folder, `output${i}.bin`));
      const found = new Float64Array(new Uint8Array(raw).buffer);
      await using program = await createNodeEngine().compileModel(exportOnnx(model));
      const { dtype, shape } = inputType(model.dataset);
      const count = examples.length / shape.reduce((product, size) => product * size, 1);
      const input = tensor(dtype, [count, ...shape], Array.from(examples));
      const output = await program.run({ input });
      const expected = Object.values(output)[0]?.data as Float32Array;

      expect(found.length).toBe(expected.length);
      // Next to their spread, as quantities may have a large offset.
      const largest = Math.max(1, Math.max(...expected) - Math.min(...expected));
      const differences = found.map((value, j) => Math.abs(value - (expected[j] as number)) / largest);
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      if (task.kind === "classification") expect(winners(found, task.outputs)).toEqual(winners(expected, task.outputs));
    },
  );
});

function winners(logits: Float32Array | Float64Array, classes: number): number[] {
  return Array.from({ length: logits.length / classes }, (_, i) => {
    const row = logits.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}

test("exportPytorch() names layers, keeps dropout and GELU, and escapes what the docstring quotes", () => {
  const architecture = { layers: [{ width: 16 }], activation: "gelu", normalize: true, dropout: 0.1 } as const;
  const model = randomModel(mlp(), architecture, table);
  const hostile = { ...model.dataset, name: '"""; import os \\' };
  const { source } = exportPytorch({ ...model, dataset: hostile });

  expect(source).toContain("self.linear1 = nn.Linear(3, 16, bias=False)");
  expect(source).toContain("self.dropout1 = nn.Dropout(0.1)");
  expect(source).toContain("x = F.gelu(x)");
  expect(source).toContain('Data set: \\"\\"\\"; import os \\\\ (');
  expect(source.match(/(?<!\\)"""/g)).toHaveLength(4);
});

test("exportPytorch() names the operation it has no form for", () => {
  const model = randomModel(
    mlp(),
    { layers: [{ width: 16 }], activation: "relu", normalize: false, dropout: 0 },
    table,
  );
  const graph = new GraphBuilder();
  const x = graph.input("x", { dtype: "float32", shape: [1, 3] });
  const [right] = graph.node("Split", [x], { axis: 1, sizes: [3] });
  const network = { ...model.network, graph: graph.build([right as never]), output: right?.name as string };
  const strange = { ...model, network: { ...network, parameters: [] }, weights: emptyWeights };

  expect(() => exportPytorch(strange)).toThrow(ModelError);
  expect(() => exportPytorch(strange)).toThrow("Split");
});

const emptyWeights = { parameters: new Float32Array(0), statistics: new Float32Array(0) };
