import { expect, test } from "vitest";
import type { Task } from "../../src/data/index.ts";
import { Scorer } from "../../src/estimator/index.ts";

const classes: Task = { kind: "classification", inputShape: [1], outputs: 3, labels: ["a", "b", "c"] };
const targets: Task = { kind: "regression", inputShape: [1], outputs: 1, labels: ["y"] };

test("Scorer counts hits and averages the cross-entropy over rows, not batches", () => {
  const scorer = new Scorer(classes);

  scorer.add(Float32Array.of(2, 0, 0, 0, 1, 0), BigInt64Array.of(0n, 2n), 2);
  scorer.add(Float32Array.of(0, 0, 5, 9, 9, 9), BigInt64Array.of(2n, 0n), 1);

  const lse = (...logits: number[]): number => Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
  const loss = (lse(2, 0, 0) - 2 + lse(0, 1, 0) + lse(0, 0, 5) - 5) / 3;
  expect(scorer.result().accuracy).toBeCloseTo(2 / 3, 12);
  expect(scorer.result().loss).toBeCloseTo(loss, 12);
});

test("Scorer does not overflow on large logits", () => {
  const scorer = new Scorer(classes);

  scorer.add(Float32Array.of(1e30, 0, 0), BigInt64Array.of(0n), 1);

  expect(scorer.result()).toEqual({ accuracy: 1, loss: 0 });
});

test("Scorer gives R² 1 for perfect, 0 for the mean, and the mean squared error", () => {
  const truth = Float32Array.of(1, 2, 3, 6);
  const [perfect, constant] = [new Scorer(targets), new Scorer(targets)];

  perfect.add(truth, truth, 4);
  constant.add(Float32Array.of(3, 3, 3, 3), truth, 4);

  expect(perfect.result()).toEqual({ r2: 1, loss: 0 });
  expect(constant.result().r2).toBeCloseTo(0, 12);
  expect(constant.result().loss).toBeCloseTo((4 + 1 + 0 + 9) / 4, 12);
});

test("Scorer counts a row that holds a NaN as wrong", () => {
  const scorer = new Scorer(classes);

  scorer.add(Float32Array.of(Number.NaN, Number.NaN, Number.NaN, 5, Number.NaN, 0), BigInt64Array.of(0n, 0n), 2);

  expect(scorer.result()).toEqual({ accuracy: 0, loss: Number.NaN });
});

test("Scorer gives R² 0 for targets that do not vary, whatever their rounding", () => {
  const scorer = new Scorer(targets);

  for (let batch = 0; batch < 3; batch++)
    scorer.add(new Float32Array(17).fill(0.2), new Float32Array(17).fill(0.1), 17);

  expect(scorer.result().r2).toBe(0);
  expect(scorer.result().loss).toBeCloseTo(0.01, 6);
});

test("Scorer keeps R² exact where targets vary little about a large mean", () => {
  const scorer = new Scorer(targets);
  const truth = Float32Array.from({ length: 1000 }, (_, i) => 2 ** 23 + (i % 2));

  scorer.add(new Float32Array(1000).fill(2 ** 23), truth, 1000);

  // The error is 1/2 on average, the variance 1/4.
  expect(scorer.result().r2).toBeCloseTo(-1, 9);
});

test("Scorer averages R² over the targets that vary", () => {
  const scorer = new Scorer({ ...targets, outputs: 2, labels: ["varying", "constant"] });

  scorer.add(Float32Array.of(1, 7, 2, 7, 3, 7), Float32Array.of(1, 5, 2, 5, 3, 5), 3);

  expect(scorer.result()).toEqual({ r2: 1, loss: 2 });
});
