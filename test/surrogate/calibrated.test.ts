import { expect, test } from "vitest";
import { createRng, mean } from "../../src/base/index.ts";
import { bayesianLinear } from "../../src/surrogate/bayesian-linear.ts";
import { calibrated } from "../../src/surrogate/calibrated.ts";
import { crossPredict } from "../../src/surrogate/folds.ts";
import { extraTrees, randomForest } from "../../src/surrogate/forest.ts";
import { gradientBoosting } from "../../src/surrogate/gradient-boosting.ts";
import type { Regressor } from "../../src/surrogate/regressor.ts";
import { friedman, rmse } from "./friedman.ts";
import { regressorSuite } from "./regressor-suite.ts";

regressorSuite("calibrated()", calibrated(randomForest({ trees: 30 })));

const { train, test: held } = friedman();

test.each([
  ["too sure", 0.01],
  ["too careful", 50],
])("calibrated() mends a model that is %s", (_, wrong) => {
  const base = bayesianLinear();
  const biased: Regressor = {
    name: "biased",
    fit(inputs, targets, rng) {
      const fitted = base.fit(inputs, targets, rng);
      return {
        predict(given) {
          const { mean: means, std } = fitted.predict(given);
          return { mean: means, std: std.map((value) => wrong * value) };
        },
      };
    },
  };

  const fitted = calibrated(biased, { folds: 40 }).fit(train.inputs, train.targets, createRng(0));

  const { mean: means, std } = fitted.predict(held.inputs);
  const squares = Array.from(means, (value, i) => (value - (held.targets[i] as number)) ** 2);
  expect(mean(squares) / mean(std.map((value) => value * value))).toBeGreaterThan(0.7);
  expect(mean(squares) / mean(std.map((value) => value * value))).toBeLessThan(1.4);
  expect([...means]).toEqual([...base.fit(train.inputs, train.targets, createRng(0)).predict(held.inputs).mean]);
});

test("calibrated() gives a model that cannot tell the size of its errors", () => {
  const fitted = calibrated(gradientBoosting()).fit(train.inputs, train.targets, createRng(0));

  const { mean: means, std } = fitted.predict(held.inputs);

  expect(new Set(std).size).toBe(1);
  expect(Math.abs((std[0] as number) / rmse(means, held.targets) - 1)).toBeLessThan(0.25);
  expect(() => calibrated(gradientBoosting(), { folds: 1 })).toThrow("folds is 1");
});

test("crossPredict() predicts no example by a fit that has seen it", () => {
  const inputs = Array.from({ length: 11 }, (_, i) => Float64Array.of(i));
  // Repeats what it has seen, so that an example seen would be predicted exactly.
  const memory = extraTrees({ trees: 3 });
  const targets = Float64Array.from(inputs, (_, i) => 3 ** i);

  for (const folds of [2, 5, 11, 40]) {
    const { mean: means } = crossPredict(memory, inputs, targets, folds, createRng(folds));
    means.forEach((value, i) => {
      expect(value).not.toBe(3 ** i);
    });
  }
});
