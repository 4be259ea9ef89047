import { expect, test } from "vitest";
import { mean, quantile, standardDeviation, variance } from "../../src/base/index.ts";

test("quantile() interpolates between order statistics and leaves the values as they are", () => {
  const values = [4, 1, 3, 2];

  expect([0, 0.25, 0.5, 1].map((p) => quantile(values, p))).toEqual([1, 1.75, 2.5, 4]);
  expect(values).toEqual([4, 1, 3, 2]);
  expect(() => quantile([], 0.5)).toThrow("no values");
});

test("variance() takes the degrees of freedom off", () => {
  const values = [2, 4, 4, 4, 5, 5, 7, 9];

  expect(mean(values)).toBe(5);
  expect(variance(values)).toBe(4);
  expect(standardDeviation(values)).toBe(2);
  expect(variance(values, 1)).toBeCloseTo(32 / 7, 12);
  expect(variance([3])).toBe(0);
  expect([variance([3], 1), variance([]), mean([])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
