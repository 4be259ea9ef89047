import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createRng, DataError, IoError } from "../../../src/base/index.ts";
import { readNb301 } from "../../../src/estimator/index.ts";
import { darts } from "../../../src/space/index.ts";
import { PREFIX, resultText as result } from "./nb301-file.ts";

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-nb301-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

// That of the first configuration published with the authors' code, written by hand.
const published =
  "Genotype(normal=[('skip_connect', 0), ('sep_conv_3x3', 1), ('dil_conv_5x5', 1), ('avg_pool_3x3', 2), ('dil_conv_5x5', 2), ('sep_conv_3x3', 3), ('dil_conv_3x3', 0), ('dil_conv_3x3', 1)], normal_concat=[2, 3, 4, 5], reduce=[('dil_conv_3x3', 0), ('skip_connect', 1), ('max_pool_3x3', 0), ('dil_conv_5x5', 1), ('dil_conv_3x3', 1), ('avg_pool_3x3', 2), ('sep_conv_3x3', 0), ('sep_conv_3x3', 2)], reduce_concat=[2, 3, 4, 5])";
const [a, b] = [0, 1].map((seed) => darts().sample(createRng(seed))) as [string, string];

test("readNb301() numbers edges as the authors do", async () => {
  const edges = {
    ...{ edge_normal_0: "skip_connect", edge_normal_1: "sep_conv_3x3", edge_normal_3: "dil_conv_5x5" },
    ...{ edge_normal_4: "avg_pool_3x3", edge_normal_7: "dil_conv_5x5", edge_normal_8: "sep_conv_3x3" },
    ...{ edge_normal_9: "dil_conv_3x3", edge_normal_10: "dil_conv_3x3" },
    ...{ inputs_node_normal_3: "1_2", inputs_node_normal_4: "2_3", inputs_node_normal_5: "0_1" },
    ...{ edge_reduce_0: "dil_conv_3x3", edge_reduce_1: "skip_connect", edge_reduce_2: "max_pool_3x3" },
    ...{ edge_reduce_3: "dil_conv_5x5", edge_reduce_6: "dil_conv_3x3", edge_reduce_7: "avg_pool_3x3" },
    ...{ edge_reduce_9: "sep_conv_3x3", edge_reduce_11: "sep_conv_3x3" },
    ...{ inputs_node_reduce_3: "0_1", inputs_node_reduce_4: "1_2", inputs_node_reduce_5: "0_2" },
  };
  const config = Object.fromEntries(Object.entries(edges).map(([key, value]) => [`${PREFIX}${key}`, value]));
  const text = JSON.stringify({
    optimized_hyperparamater_config: config,
    info: [{ val_accuracy: 90 }],
    test_accuracy: 89,
  });

  const { table } = await readNb301(await folderWith({ "rs/results_0.json": text }));

  expect(table.architectures).toEqual([published]);
  expect(table.numbers("params").values[0]).toBeNaN();
  expect(table.numbers("cifar10_train_seconds").values[0]).toBeNaN();
});

test("readNb301() has a row for each network, with means over its trainings with the commonest hyperparameters", async () => {
  const folder = await folderWith({
    "de/results_10.json": result(a, 94),
    "rs/results_2.json": result(b, 92),
    "rs/results_3.json": result(a, 93),
    "rs/results_4.json": result(a, 80, { layers: 5 }),
    "rs/notes.json": "no result",
  });

  const { table, results, leftOut, setting } = await readNb301(folder);

  const read = (name: string): number[] => Array.from(table.numbers(name).values);
  expect({ results, leftOut }).toEqual({ results: 4, leftOut: 1 });
  expect(setting).toBe("epochs 98, cells 8, channels 32, learning rate 0.025, weight decay 0.0003");
  expect(table.architectures).toEqual([a, b]);
  expect(read("cifar10_valid")).toEqual([93.5, 92]);
  expect(read("cifar10_test")).toEqual([93, 91.5]);
  expect(read("cifar10_valid_single")).toEqual([94, 92]);
  expect(read("cifar10_train_seconds")).toEqual([5093.5, 5092]);
  expect(read("params")).toEqual([1_234_567, 1_234_567]);
});

test("readNb301() reads back any genotype, and joins those of the same network", async () => {
  const space = darts();
  await fc.assert(
    fc.asyncProperty(fc.nat(10_000), async (seed) => {
      const rng = createRng(seed);
      const genotypes = Array.from({ length: 3 }, () => space.sample(rng));
      const files = genotypes.map((genotype, i) => [`results_${i}.json`, result(genotype, 90 + i)] as const);

      const { table } = await readNb301(await folderWith(Object.fromEntries(files)));

      const firsts = genotypes.filter(
        (g, i) => genotypes.findIndex((other) => space.key(other) === space.key(g)) === i,
      );
      expect(table.architectures).toEqual(firsts);
    }),
    { numRuns: 20 },
  );
});

test("readNb301() joins genotypes that differ in the order of nodes alone", async () => {
  // Nodes 2 and 3 change places.
  const cell = (first: string, second: string): string =>
    `[${first}, ${second}, ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_5x5', 0), ('sep_conv_5x5', 1)]`;
  const one = "('sep_conv_3x3', 0), ('dil_conv_3x3', 1)";
  const two = "('dil_conv_5x5', 0), ('sep_conv_3x3', 1)";
  const reduce = cell(one, two);
  const concat = "concat=[2, 3, 4, 5]";
  const texts = [cell(one, two), cell(two, one)].map(
    (normal) => `Genotype(normal=${normal}, normal_${concat}, reduce=${reduce}, reduce_${concat})`,
  ) as [string, string];

  const { table } = await readNb301(
    await folderWith({ "results_0.json": result(texts[0], 91), "results_1.json": result(texts[1], 93) }),
  );

  expect(table.architectures).toEqual([texts[0]]);
  expect(table.numbers("cifar10_valid").values[0]).toBe(92);
});

test.each([
  ["no JSON", '{"info":', /it is no JSON/],
  ["null", "null", /it has no optimized_hyperparamater_config/],
  ["an operation of another space", result(a, 90, { edge_normal_0: "none" }), /its cells are wrong \(.*none/],
  ["inputs that are missing", result(a, 90, { inputs_node_reduce_4: undefined }), /its cells are wrong/],
  ["a node that reads twice from one", result(a, 90, { inputs_node_normal_3: "0_0" }), /its cells are wrong/],
  ["an accuracy out of range", result(a, 101), /info\[0\]\.val_accuracy is 101/],
  ["no test accuracy", result(a, 90).replace("test_accuracy", "tested"), /test_accuracy is missing/],
] as const)("readNb301() refuses a result with %s, naming the file", async (_, text, message) => {
  const folder = await folderWith({ "rs/results_1.json": result(b, 90), "rs/results_2.json": text });

  const error: unknown = await readNb301(folder).catch((cause: unknown) => cause);

  expect(error).toBeInstanceOf(DataError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).toMatch(/^Cannot read .*results_2\.json: [^\n]*, expected [^\n]*$/);
});

test("readNb301() refuses a folder without results, and none", async () => {
  await expect(readNb301(await folderWith({ "a.json": "{}" }))).rejects.toThrow(/it has no results_\*\.json/);
  await expect(readNb301("nowhere")).rejects.toThrow(IoError);
});
