import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { bagged } from "../../src/surrogate/bagged.ts";
import { gradientBoosting } from "../../src/surrogate/gradient-boosting.ts";
import { friedman, rmse } from "./friedman.ts";
import { regressorSuite } from "./regressor-suite.ts";

const { train, test: held } = friedman();

regressorSuite("gradientBoosting()", gradientBoosting());
regressorSuite("bagged()", bagged(gradientBoosting({ rounds: 50 })));

test("gradientBoosting() without chance gives the numbers of scikit-learn", () => {
  const options = { rounds: 60, maxDepth: 3, minLeaf: 10, rowsPerRound: 1, columnsPerSplit: 1 };

  const { mean } = gradientBoosting(options).fit(train.inputs, train.targets, createRng(0)).predict(held.inputs);

  // scikit-learn 1.2.1: GradientBoostingRegressor(criterion="squared_error", max_depth=3, min_samples_leaf=10,
  // n_estimators=60).
  [12.84736066, 14.605042378, 17.434199936, 10.84698779, 15.555123766].forEach((value, i) => {
    expect(mean[i]).toBeCloseTo(value, 7);
  });
  expect(rmse(mean, held.targets)).toBeCloseTo(1.8406767071794667, 7);
});

test("gradientBoosting() with subsampling and more rounds is better than without", () => {
  const { mean } = gradientBoosting().fit(train.inputs, train.targets, createRng(0)).predict(held.inputs);

  // scikit-learn 1.2.1 with the same options: 1.599.
  expect(rmse(mean, held.targets)).toBeLessThan(1.7);
});

test("gradientBoosting() refuses wrong options", () => {
  expect(() => gradientBoosting({ shrinkage: 0 })).toThrow("shrinkage is 0");
  expect(() => gradientBoosting({ rounds: 1.5 })).toThrow("rounds is 1.5");
});

test("bagged() mixes its members", () => {
  const fitted = bagged(gradientBoosting({ rounds: 30 }), { members: 4 }).fit(
    train.inputs,
    train.targets,
    createRng(0),
  );

  const { mean, std } = fitted.predict(held.inputs);

  const parts = fitted.members.map((member) => member.predict(held.inputs).mean);
  expect(parts).toHaveLength(4);
  mean.forEach((value, i) => {
    const values = parts.map((part) => part[i] as number);
    const center = values.reduce((sum, one) => sum + one, 0) / 4;
    expect(value).toBeCloseTo(center, 10);
    expect((std[i] as number) ** 2).toBeCloseTo(values.reduce((sum, one) => sum + (one - center) ** 2, 0) / 4, 9);
  });
  expect(rmse(mean, held.targets)).toBeLessThan(2.5);
});

test("bagged() of members that use no chance has no spread without resampling", () => {
  const base = gradientBoosting({ rounds: 10, minLeaf: 10, rowsPerRound: 1, columnsPerSplit: 1 });

  const { std } = bagged(base, { bootstrap: false })
    .fit(train.inputs, train.targets, createRng(0))
    .predict(held.inputs);

  expect(std.every((value) => value < 1e-12)).toBe(true);
});
