import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { bayesianLinear } from "../../src/surrogate/bayesian-linear.ts";
import { regressorSuite } from "./regressor-suite.ts";

regressorSuite("bayesianLinear()", bayesianLinear());

const grid = (count: number, at: (i: number, j: number) => number): Float64Array[] =>
  Array.from({ length: count }, (_, i) => Float64Array.from({ length: 3 }, (_, j) => at(i, j)));

test("bayesianLinear() agrees with scikit-learn", () => {
  const inputs = grid(14, (i, j) => ((7 * i + 3 * j * j + i * j) % 11) / 11);
  const asked = grid(4, (i, j) => ((5 * i + 2 * j + 3) % 7) / 7);
  const targets = inputs.map(([a = 0, b = 0, c = 0]) => 10 + 4 * Math.sin(3 * a) + 2 * b * b - c);

  const { mean, std } = bayesianLinear({ iterations: 500 }).fit(inputs, targets, createRng(0)).predict(asked);

  // scikit-learn 1.2.1: BayesianRidge(alpha_1=0, alpha_2=0, lambda_1=0, lambda_2=0, n_iter=2000, tol=1e-12) on
  // standardised targets; the variance is that by its sigma_ at centred inputs, and that of the mean, noise / 14.
  [12.6892343, 12.3569501, 12.6978368, 13.3505931].forEach((value, i) => {
    expect(mean[i]).toBeCloseTo(value, 3);
  });
  [0.5122738, 0.4498595, 0.5656962, 0.52439].forEach((value, i) => {
    expect(std[i]).toBeCloseTo(value, 3);
  });
});

test("bayesianLinear() finds a linear function, and is the less sure the further away", () => {
  const rng = createRng("line");
  const inputs = Array.from({ length: 60 }, () => Float64Array.from({ length: 5 }, () => 10 * rng.next()));
  const line = ([a = 0, b = 0, c = 0]: Float64Array): number => 1000 + 2 * a - 3 * b + 0.5 * c;

  const fitted = bayesianLinear().fit(
    inputs,
    inputs.map((x) => line(x) + 0.1 * rng.normal()),
    createRng(0),
  );

  const far = Float64Array.of(100, 0, 50, 0, 0);
  const { mean, std } = fitted.predict([far, new Float64Array(5).fill(5)]);
  expect(Math.abs((mean[0] as number) - line(far))).toBeLessThan(3 * (std[0] as number));
  expect(std[0]).toBeGreaterThan(10 * (std[1] as number));
  // Standard error of a mean of 60.
  expect(std[1]).toBeCloseTo(0.1 / Math.sqrt(60), 2);
});

test("bayesianLinear() takes more columns than examples", () => {
  const rng = createRng("wide");
  const inputs = Array.from({ length: 10 }, () => Float64Array.from({ length: 40 }, () => rng.int(2)));
  const targets = inputs.map(([a = 0]) => 3 * a + 0.01 * rng.normal());

  const { mean } = bayesianLinear().fit(inputs, targets, createRng(0)).predict(inputs);

  for (const [i, value] of mean.entries()) expect(Math.abs(value - (targets[i] as number))).toBeLessThan(1);
  expect(() => bayesianLinear({ iterations: -1 })).toThrow("iterations is -1");
});
