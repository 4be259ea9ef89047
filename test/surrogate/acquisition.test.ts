import { expect, test } from "vitest";
import { createRng, mean, standardDeviation } from "../../src/base/index.ts";
import {
  acquire,
  confidenceBound,
  expectedImprovement,
  logExpectedImprovement,
  probabilityOfImprovement,
  thompsonSampling,
} from "../../src/surrogate/acquisition.ts";
import { gaussianProcess } from "../../src/surrogate/gaussian-process.ts";
import { matern } from "../../src/surrogate/vector-kernels.ts";

test.each([
  [0, 1, 0, 0.3989422804014327],
  [1, 1, 0, 0.08331547058768],
  [0, 2, 1, 1.3955931148026],
])("expectedImprovement() of mean %d, std %d and best %d has the closed form", (m, std, best, value) => {
  expect(expectedImprovement(m, std, best)).toBeCloseTo(value, 12);
});

// mpmath with 60 digits: log(npdf(z) + z * ncdf(z)).
test.each([
  [-2.9, -7.520846492887873],
  [-3, -7.86968605960303],
  [-3.1, -8.22732939357275],
  [-10, -55.5531220361224],
  [-40, -808.29856835662],
  [-1e3, -500014.73445209116],
  [-1e6, -500000000028.55],
])("logExpectedImprovement() is exact at z = %d", (z, value) => {
  expect(logExpectedImprovement(-z, 1, 0) / value).toBeCloseTo(1, 11);
  expect(logExpectedImprovement(-2 * z, 2, 0)).toBeCloseTo(Math.log(2) + logExpectedImprovement(-z, 1, 0), 8);
});

test("expectedImprovement() is never negative, and the exponential of its logarithm", () => {
  for (let z = -37; z < 8; z += 0.37) {
    const improvement = expectedImprovement(-z, 1, 0);
    expect(improvement).toBeGreaterThan(0);
    expect(Math.exp(logExpectedImprovement(-z, 1, 0)) / improvement).toBeCloseTo(1, 9);
  }
});

test("expectedImprovement() is the mean of the improvements drawn", () => {
  const rng = createRng(4);

  const draws = Array.from({ length: 40_000 }, () => Math.max(0, 0.5 - (0.8 + 0.6 * rng.normal())));

  expect(mean(draws)).toBeCloseTo(expectedImprovement(0.8, 0.6, 0.5), 2);
});

test("what is certain improves by what is known", () => {
  expect([expectedImprovement(1, 0, 3), expectedImprovement(3, 0, 1)]).toEqual([2, 0]);
  expect([logExpectedImprovement(1, 0, 3), logExpectedImprovement(3, 0, 1)]).toEqual([Math.log(2), -Infinity]);
  expect([1, 2, 3].map((m) => probabilityOfImprovement(m, 0, 2))).toEqual([1, 0, 0]);
});

test("probabilityOfImprovement() and confidenceBound() have the closed form", () => {
  expect(probabilityOfImprovement(1, 2, 1)).toBeCloseTo(0.5, 14);
  // SciPy 1.10.1: norm.cdf(0.5).
  expect(probabilityOfImprovement(0, 2, 1)).toBeCloseTo(0.6914624612740131, 12);
  expect(confidenceBound()(3, 0.5, 0)).toBe(-2);
  expect(confidenceBound(0)(3, 0.5, 0)).toBe(-3);
});

test("thompsonSampling() draws from the prediction, and is greedy where it is certain", () => {
  const draw = thompsonSampling(createRng(2));

  const draws = Array.from({ length: 4000 }, () => draw(5, 2, 0));

  expect(mean(draws)).toBeCloseTo(-5, 0);
  expect(standardDeviation(draws)).toBeCloseTo(2, 1);
  expect(draw(5, 0, 0)).toBe(-5);
});

test("acquire() prefers the unknown valley to what was seen", () => {
  const inputs = [0, 0.2, 0.8, 1].map((x) => Float64Array.of(x));
  const targets = inputs.map(([x = 0]) => (x - 0.55) ** 2);
  const asked = Array.from({ length: 101 }, (_, i) => Float64Array.of(i / 100));
  const fitted = gaussianProcess({ kernel: matern(), noise: 1e-6 }).fit(inputs, targets, createRng(0));

  const scores = acquire(expectedImprovement, fitted.predict(asked), Math.min(...targets));

  const chosen = scores.indexOf(Math.max(...scores)) / 100;
  expect(chosen).toBeGreaterThan(0.25);
  expect(chosen).toBeLessThan(0.75);
  for (const seen of [0, 20, 80, 100]) expect(scores[seen]).toBeLessThan(1e-2 * Math.max(...scores));
});
