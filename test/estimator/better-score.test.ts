import { expect, test } from "vitest";
import { isBetter } from "../../src/estimator/training/better-score.ts";

test("isBetter() goes by the goal, then by the loss", () => {
  expect(isBetter({ accuracy: 0.9, loss: 1 }, { accuracy: 0.8, loss: 0.1 }, "accuracy")).toBe(true);
  expect(isBetter({ accuracy: 0.8, loss: 0.1 }, { accuracy: 0.9, loss: 1 }, "accuracy")).toBe(false);
  expect(isBetter({ accuracy: 0.9, loss: 0.1 }, { accuracy: 0.9, loss: 1 }, "accuracy")).toBe(true);
});

test("isBetter() lets a first epoch without a number be beaten", () => {
  expect(isBetter({ r2: -3, loss: 4 }, { r2: Number.NaN, loss: Number.NaN }, "r2")).toBe(true);
  expect(isBetter({ accuracy: 1, loss: Number.NaN }, { accuracy: 0.5, loss: 1 }, "accuracy")).toBe(false);
});
