import { expect, test } from "vitest";
import { AbortedError, InputError } from "../../src/base/index.ts";
import { loadDataset, withFullTraining } from "../../src/data/index.ts";
import { trainingEstimator } from "../../src/estimator/index.ts";
import { mlp } from "../../src/space/index.ts";
import { finalTraining, testMetrics, testScore } from "../../src/study/index.ts";

const space = mlp();
const architecture = { layers: [{ width: 32 }], activation: "relu", normalize: true, dropout: 0.1 } as const;
const training = { batchSize: 16, patience: 1 };

test("finalTraining() trains all epochs, and equal seeds give equal weights", async () => {
  const dataset = await loadDataset("wine");
  const epochs: number[] = [];
  const options = { space, dataset, architecture, training, epochs: 6, seed: 4 };

  const first = await finalTraining({ ...options, onEpoch: (epoch) => epochs.push(epoch) });
  const again = await finalTraining(options);
  const other = await finalTraining({ ...options, seed: 5 });

  expect(epochs).toEqual([1, 2, 3, 4, 5, 6]);
  expect(again.weights).toEqual(first.weights);
  expect(other.weights).not.toEqual(first.weights);
  expect(first.values.params).toBe(13 * 32 + 2 * 32 + 32 * 3 + 3);
  expect(first.values).not.toHaveProperty("accuracy");
});

test("finalTraining() learns from the validation part too, and not from the test part", async () => {
  const dataset = await loadDataset("wine");
  const { train, validation, test: held } = dataset.parts;
  const spoiled = (indices: Int32Array): typeof dataset => {
    const targets = dataset.targets.slice() as Int32Array;
    for (const index of indices) targets[index] = ((targets[index] as number) + 1) % 3;
    return { ...dataset, targets };
  };
  const weightsOn = async (data: typeof dataset): Promise<Float32Array> =>
    (await finalTraining({ space, dataset: data, architecture, training, epochs: 2, seed: 1 })).weights.parameters;

  const weights = await weightsOn(dataset);

  expect(await weightsOn(spoiled(held))).toEqual(weights);
  expect(await weightsOn(spoiled(validation))).not.toEqual(weights);
  expect(await weightsOn(spoiled(train))).not.toEqual(weights);
});

test("finalTraining() stops on its signal", async () => {
  const dataset = await loadDataset("wine");
  const abort = new AbortController();
  const onEpoch = (): void => abort.abort();

  const stopped = finalTraining({ space, dataset, architecture, epochs: 500, seed: 0, signal: abort.signal, onEpoch });

  await expect(stopped).rejects.toThrow(AbortedError);
});

test("testScore() scores the test part alone, under the names of testMetrics()", async () => {
  const dataset = await loadDataset("wine");
  const { weights } = await finalTraining({ space, dataset, architecture, training, epochs: 30, seed: 0 });

  const score = await testScore(space, dataset, architecture, weights);

  expect(testMetrics(dataset.task).map(({ name }) => name)).toEqual(["testAccuracy", "testLoss"]);
  expect(Object.keys(score)).toEqual(["testAccuracy", "testLoss"]);
  expect(score.testAccuracy).toBeGreaterThan(0.9);
  const empty = { ...dataset, parts: { ...dataset.parts, test: new Int32Array(0) } };
  expect(await testScore(space, empty, architecture, weights)).toEqual({});
});

test("trainingEstimator() refuses to select the best epoch without validation data", async () => {
  const dataset = withFullTraining(await loadDataset("wine"));

  expect(() => trainingEstimator({ space, dataset })).toThrow(InputError);
  await trainingEstimator({ space, dataset, training: { selection: "last" } })[Symbol.asyncDispose]();
});
