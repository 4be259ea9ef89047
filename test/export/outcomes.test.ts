import sharp from "sharp";
import { expect, test } from "vitest";
import { fromArrays } from "../../src/data/index.ts";
import { type ClassOutcomes, recordOutcomes, type TargetOutcomes } from "../../src/export/index.ts";
import { randomDataset } from "./random-model.ts";

/** Six examples of three classes; the outputs below take example 1 for c, 3 for a, and have no opinion on 5. */
const letters = fromArrays({
  name: "letters",
  examples: Float32Array.from({ length: 12 }, (_, i) => i),
  targets: Int32Array.of(0, 0, 1, 1, 2, 2),
  inputShape: [2],
  labels: ["a", "b", "c"],
});
const logits = [
  [5, 0, 0],
  [0, 0, 3],
  [0, 9, 0],
  [2, 1, 0],
  [0, 0, 9],
  [Number.NaN, 0, 0],
].flat();

test("recordOutcomes() counts classes by what they were taken for, whatever the portions", () => {
  const all = recordOutcomes(letters);
  all.add(logits, Int32Array.of(0, 1, 2, 3, 4, 5));
  const parts = recordOutcomes(letters);
  parts.add(logits, Int32Array.of(0, 1, 2, 3));
  parts.add(logits.slice(12), Int32Array.of(4, 5));

  const outcomes = all.result() as ClassOutcomes;

  expect(outcomes).toMatchObject({ kind: "classification", examples: 6, correct: 3, undecided: 1 });
  expect(outcomes.labels).toEqual(["a", "b", "c"]);
  expect(outcomes.counts).toEqual([
    [1, 0, 1],
    [1, 1, 0],
    [0, 0, 1],
  ]);
  expect(outcomes.pairs).toEqual([
    { truth: "a", predicted: "c", count: 1, of: 2 },
    { truth: "b", predicted: "a", count: 1, of: 2 },
  ]);
  expect(outcomes.interval).toMatchObject({ metric: "accuracy", value: 0.5, method: "Wilson" });
  expect(parts.result()).toEqual(outcomes);
  // What is stored is what is shown.
  expect(JSON.parse(JSON.stringify(outcomes))).toEqual(outcomes);
});

test("recordOutcomes() lists mistakes by their loss, those without a number first", () => {
  const recorder = recordOutcomes({ ...letters, names: ["0.png", "1.png", "2.png", "3.png", "4.png", "5.png"] });
  recorder.add(logits, Int32Array.of(0, 1, 2, 3, 4, 5));
  const { mistakes } = recorder.result() as ClassOutcomes;

  expect(mistakes.map(({ example, name, truth, predicted }) => [example, name, truth, predicted])).toEqual([
    [5, "5.png", "c", null],
    [1, "1.png", "a", "c"],
    [3, "3.png", "b", "a"],
  ]);
  const sum = 2 + Math.exp(3);
  expect(mistakes[1]?.probability).toBeCloseTo(Math.exp(3) / sum, 12);
  expect(mistakes[1]?.truthProbability).toBeCloseTo(1 / sum, 12);
  expect(mistakes[1]?.loss).toBeCloseTo(Math.log(sum), 12);
  expect(mistakes[0]).toMatchObject({ probability: null, loss: null, image: null });
});

test("recordOutcomes() stays small with many classes and many mistakes", () => {
  const count = 3000;
  const many = randomDataset({ inputShape: [2], classes: 150, count });
  const recorder = recordOutcomes(many);
  // All are taken for class 0, the loss grows with the example.
  const outputs = Float32Array.from({ length: count * 150 }, (_, i) => (i % 150 === 0 ? Math.floor(i / 150) / 100 : 0));
  recorder.add(
    outputs,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const outcomes = recorder.result() as ClassOutcomes;

  expect(outcomes.counts).toBeNull();
  expect(outcomes.labels).toEqual([]);
  expect(outcomes.pairs).toHaveLength(20);
  expect(outcomes.pairs[0]).toEqual({ truth: "1", predicted: "0", count: 20, of: 20 });
  expect(outcomes.mistakes.map(({ example }) => example)).toEqual(Array.from({ length: 12 }, (_, i) => count - 1 - i));
  expect(JSON.stringify(outcomes).length).toBeLessThan(5000);
});

test.each([
  [[1, 8, 6], 1, 6, 8],
  [[3, 5, 7], 3, 7, 5],
  [[1, 200, 100], 1, 25, 50],
] as const)(
  "recordOutcomes() shows mistaken images of shape %j as pictures",
  async (inputShape, channels, width, height) => {
    const data = randomDataset({ inputShape, classes: 2, count: 8 });
    const recorder = recordOutcomes(data);
    const wrong = Array.from(data.targets, (target) => [target === 0 ? 0 : 4, target === 0 ? 4 : 0]).flat();
    recorder.add(
      wrong,
      Int32Array.from({ length: 8 }, (_, i) => i),
    );
    const [first] = (recorder.result() as ClassOutcomes).mistakes;

    const { data: pixels, info } = await sharp(Buffer.from(first?.image as string, "base64"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([width, height]);
    const [, rows, columns] = inputShape;
    const start = (first?.example as number) * channels * rows * columns;
    // Where the darkest is 0 and the brightest 255, pixels are as they were.
    const scale = 255 / Array.from(data.examples).reduce((a, b) => Math.max(a, b));
    expect(Math.abs((pixels[0] as number) - (data.examples[start] as number) * scale)).toBeLessThanOrEqual(1);
  },
);

test("recordOutcomes() of a regression has points, the largest errors by their target's spread, and an interval", () => {
  const data = randomDataset({ inputShape: [3], count: 1000 });
  const recorder = recordOutcomes(data);
  const outputs = Float64Array.from(data.targets);
  // Targets have spreads of 1 and 50: four spreads off, and one.
  outputs[2 * 17] = (outputs[2 * 17] as number) + 4;
  outputs[2 * 33 + 1] = (outputs[2 * 33 + 1] as number) - 50;
  outputs[2 * 40] = Number.NaN;
  recorder.add(
    outputs,
    Int32Array.from({ length: 1000 }, (_, i) => i),
  );
  const outcomes = recorder.result() as TargetOutcomes;

  expect(outcomes.targets.map(({ points }) => points.length)).toEqual([expect.any(Number), 400]);
  expect(outcomes.mistakes).toHaveLength(12);
  expect(outcomes.mistakes.slice(0, 3)).toMatchObject([
    { example: 40, target: data.task.labels[0], predicted: null },
    { example: 17, target: data.task.labels[0] },
    { example: 33, target: data.task.labels[1] },
  ]);
  // Not a number anywhere: no interval is claimed.
  expect(outcomes.interval).toBeNull();
});

test("recordOutcomes() puts R² into an interval that narrows with the examples", () => {
  const intervalOf = (count: number): { low: number; high: number; value: number } => {
    const data = randomDataset({ inputShape: [3], count });
    const recorder = recordOutcomes(data);
    const outputs = Float64Array.from(
      data.targets,
      (value, i) => (i % 2 ? 1000 : 0) + 0.5 * (value - (i % 2 ? 1000 : 0)),
    );
    recorder.add(
      outputs,
      Int32Array.from({ length: count }, (_, i) => i),
    );
    return (recorder.result() as TargetOutcomes).interval as { low: number; high: number; value: number };
  };

  const [few, many] = [intervalOf(40), intervalOf(1000)];

  // Half of each deviation is explained: R² is 1 - 0.25.
  expect(many.value).toBeCloseTo(0.75, 2);
  expect(many.low).toBeLessThan(many.value);
  expect(many.high).toBeGreaterThan(many.value);
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
});

test("recordOutcomes() has nothing to say of no examples", () => {
  expect(recordOutcomes(letters).result()).toBeNull();
});
