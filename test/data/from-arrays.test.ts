import { expect, test } from "vitest";
import { type ArraysInput, type Dataset, fromArrays } from "../../src/data/index.ts";

const table: ArraysInput = {
  name: "table",
  examples: Float32Array.from({ length: 40 }, (_, index) => index),
  targets: Int32Array.from({ length: 20 }, (_, index) => index % 2),
  inputShape: [2],
};

function withExample(dataset: Dataset, example: number, value: number): Dataset {
  const examples = Float32Array.from(dataset.examples);
  examples[2 * example] = value;
  return fromArrays({ ...table, examples });
}

test("fromArrays() makes classification of class indices and names classes by them", () => {
  const { task, augmentation } = fromArrays(table);

  expect(task).toEqual({ kind: "classification", inputShape: [2], outputs: 2, labels: ["0", "1"] });
  expect(augmentation).toEqual({ flip: false, crop: 0, cutout: 0 });
});

test("fromArrays() makes regression of float targets and measures them on train", () => {
  const targets = Float32Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 5 : index));

  const { task, targetStandardization, parts } = fromArrays({ ...table, targets });

  expect(task).toEqual({ kind: "regression", inputShape: [2], outputs: 2, labels: ["target 1", "target 2"] });
  const second = [...parts.train].map((index) => 2 * index + 1);
  expect(targetStandardization?.mean[0]).toBe(5);
  expect(targetStandardization?.std[0]).toBe(1);
  expect(targetStandardization?.mean[1]).toBeCloseTo(second.reduce((a, b) => a + b) / second.length, 10);
});

test("fromArrays() standardises by the training part only", () => {
  const dataset = fromArrays(table);

  const other = withExample(dataset, dataset.parts.test[0] as number, 1e6);
  const third = withExample(dataset, dataset.parts.train[0] as number, 1e6);

  expect(other.standardization).toEqual(dataset.standardization);
  expect(third.standardization).not.toEqual(dataset.standardization);
});

test("fromArrays() measures images per channel and a constant channel with deviation 1", () => {
  const examples = Uint8Array.from({ length: 10 * 2 * 4 }, (_, index) => (index % 8 < 4 ? 7 : index % 4));

  const { standardization } = fromArrays({
    name: "images",
    examples,
    targets: Int32Array.from({ length: 10 }, (_, index) => index % 2),
    inputShape: [2, 2, 2],
  });

  expect(standardization.mean).toEqual([7, 1.5]);
  expect(standardization.std[0]).toBe(1);
  expect(standardization.std[1]).toBe(Math.fround(Math.sqrt(1.25)));
});

test("fromArrays() treats a constant that 32 bits cannot hold exactly as constant", () => {
  const examples = new Float32Array(40).fill(0.1);

  expect(fromArrays({ ...table, examples }).standardization.std).toEqual([1, 1]);
});

test("fromArrays() standardises by numbers that 32 bits hold", () => {
  const examples = Float32Array.from({ length: 40 }, (_, i) => 2 ** 24 + (Math.floor(i / 2) % 2) * (i % 2 ? 2 : 200));

  const { mean, std } = fromArrays({ ...table, examples }).standardization;

  expect([...mean, ...std]).toEqual([...mean, ...std].map(Math.fround));
  expect(std[0]).toBeGreaterThan(90);
});

test("fromArrays() hashes content, not name, source or augmentation", () => {
  const { hash } = fromArrays(table);

  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(fromArrays({ ...table, name: "other", source: "elsewhere" }).hash).toBe(hash);
  expect(fromArrays({ ...table, examples: Float32Array.from(table.examples) }).hash).toBe(hash);
});

test("fromArrays() changes the hash with any example, target, label, shape, type or split", () => {
  const first = fromArrays(table);
  const changes: Partial<ArraysInput>[] = [
    { examples: table.examples.map((value, index) => (index === 39 ? value + 1 : value)) as Float32Array },
    { targets: Int32Array.from({ length: 20 }, (_, index) => (index < 2 ? 1 - (index % 2) : index % 2)) },
    { labels: ["no", "yes"] },
    { inputShape: [1, 1, 2] },
    { examples: Uint8Array.from(table.examples) },
    { seed: 1 },
  ];

  const hashes = [first.hash, ...changes.map((change) => fromArrays({ ...table, ...change }).hash)];

  expect(new Set(hashes).size).toBe(hashes.length);
});

test("fromArrays() survives a structured clone, as between processes", () => {
  const dataset = fromArrays(table);

  expect(structuredClone(dataset)).toEqual(dataset);
});

test("fromArrays() names what does not fit together", () => {
  const broken: [Partial<ArraysInput>, RegExp][] = [
    [{ inputShape: [3] }, /found 40 numbers, expected a positive multiple of 3 for examples of shape \[3\]/],
    [{ inputShape: [0] }, /input shape is \[0\], expected positive integers/],
    [{ targets: Int32Array.of(0, 1) }, /found 2 targets, expected 20/],
    [{ labels: ["only"] }, /example 1 has class 1, expected 0 to 0/],
    [{ targets: new Int32Array(20).fill(-1) }, /example 0 has class -1, expected 0 to 0/],
    [{ examples: new Float32Array(40).fill(Number.NaN) }, /example 0 holds NaN, expected finite numbers/],
    [{ targets: new Float32Array(20).fill(Infinity) }, /target of example 0 holds Infinity/],
    [{ given: { test: Int32Array.of(20) } }, /given index 20 is out of range/],
    [{ given: { test: Int32Array.of(2), validation: Int32Array.of(2) } }, /given index 2 comes twice/],
    [{ augmentation: { flip: true } }, /expected images of shape \[channels, height, width\]/],
    [{ inputShape: [1, 1, 2], augmentation: { crop: 0.5 } }, /crop is 0.5, expected pixels from 0/],
  ];
  for (const [change, message] of broken) expect(() => fromArrays({ ...table, ...change })).toThrow(message);
});
