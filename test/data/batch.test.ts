import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { epochBatches, fromArrays, gatherBatch } from "../../src/data/index.ts";

const images = fromArrays({
  name: "images",
  examples: Uint8Array.from({ length: 20 * 12 }, (_, index) => (index * 37) % 251),
  targets: Int32Array.from({ length: 20 }, (_, index) => index % 2),
  inputShape: [3, 2, 2],
});
const regression = fromArrays({
  name: "regression",
  examples: Float32Array.from({ length: 40 }, (_, index) => Math.sin(index)),
  targets: Float32Array.from({ length: 20 }, (_, index) => 100 + index),
  inputShape: [2],
});

test("gatherBatch() standardises images per channel and returns 64-bit labels", () => {
  const indices = Int32Array.of(4, 1, 1);

  const batch = gatherBatch(images, indices);

  expect(batch.labels).toEqual(BigInt64Array.of(0n, 1n, 1n));
  expect(batch.targets).toBeNull();
  expect(batch.x.length).toBe(36);
  batch.x.forEach((value, position) => {
    const raw = images.examples[(indices[Math.floor(position / 12)] as number) * 12 + (position % 12)] as number;
    const channel = Math.floor((position % 12) / 4);
    const { mean, std } = images.standardization;
    expect(value).toBeCloseTo((raw - (mean[channel] as number)) / (std[channel] as number), 5);
  });
});

test("gatherBatch() gives the training part mean 0 and deviation 1, features and targets alike", () => {
  const { x, targets, labels } = gatherBatch(regression, regression.parts.train);

  expect(labels).toBeNull();
  for (const values of [x.filter((_, i) => i % 2 === 0), x.filter((_, i) => i % 2 === 1), targets as Float32Array]) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 5);
  }
});

test("gatherBatch() reuses the memory of a batch that is large enough", () => {
  const out = gatherBatch(images, Int32Array.of(0, 1, 2));

  const same = gatherBatch(images, Int32Array.of(5, 6, 7), out);
  const shorter = gatherBatch(images, Int32Array.of(8), out);
  const longer = gatherBatch(images, Int32Array.of(1, 2, 3, 4), out);

  expect(same).toBe(out);
  expect(shorter.x.buffer).toBe(out.x.buffer);
  expect(shorter).toEqual(gatherBatch(images, Int32Array.of(8)));
  expect(longer.x.buffer).not.toBe(out.x.buffer);
  expect(longer).toEqual(gatherBatch(images, Int32Array.of(1, 2, 3, 4)));
});

test("epochBatches() visits each example of the part once, in an order drawn by seed", () => {
  const epoch = (seed: number): number[][] =>
    [...epochBatches(images, "train", 5, createRng(seed))].map((batch) => [...batch]);

  const batches = epoch(1);

  expect(batches.map((batch) => batch.length)).toEqual([5, 5, 2]);
  expect(batches.flat().sort((a, b) => a - b)).toEqual([...images.parts.train]);
  expect(epoch(1)).toEqual(batches);
  expect(epoch(2)).not.toEqual(batches);
});

test("epochBatches() draws another order in the next epoch of one stream", () => {
  const rng = createRng(1);

  const [first, second] = [1, 2].map(() => [...epochBatches(images, "train", 12, rng)].map((batch) => [...batch]));

  expect(first).not.toEqual(second);
});

test("epochBatches() keeps the order without a stream and drops a short last batch on request", () => {
  const batches = [...epochBatches(images, "train", 5, null, { dropLast: true })];

  expect(batches.map((batch) => batch.length)).toEqual([5, 5]);
  expect(batches.flatMap((batch) => [...batch])).toEqual([...images.parts.train.subarray(0, 10)]);
});

test("epochBatches() refuses what would give no batch", () => {
  expect(() => epochBatches(images, "train", 0, null)).toThrow(/batch size is 0, expected a positive integer/);
  expect(() => epochBatches(images, "test", 5, null, { dropLast: true })).toThrow(
    /part test of images has 4 examples, expected at least 5/,
  );
});
