import { expect, test } from "vitest";
import { createRng, mean } from "../../src/base/index.ts";
import { extraTrees, type ForestOptions, randomForest } from "../../src/surrogate/forest.ts";
import type { Regressor } from "../../src/surrogate/regressor.ts";
import { friedman, rmse } from "./friedman.ts";
import { regressorSuite } from "./regressor-suite.ts";

const { train, test: held } = friedman();

regressorSuite("randomForest()", randomForest({ trees: 50 }));
regressorSuite("extraTrees()", extraTrees({ trees: 50 }));

test("randomForest() with one tree of all examples and columns is a plain regression tree", () => {
  const tree = randomForest({ trees: 1, bootstrap: false, columnsPerSplit: 1, maxDepth: 4, minLeaf: 10 });

  const { mean: predicted, std } = tree.fit(train.inputs, train.targets, createRng(0)).predict(held.inputs);

  // scikit-learn 1.2.1: DecisionTreeRegressor(max_depth=4, min_samples_leaf=10).
  [13.408543472, 16.704982256, 17.930748948, 11.362708074, 16.704982256].forEach((value, i) => {
    expect(predicted[i]).toBeCloseTo(value, 8);
  });
  expect(rmse(predicted, held.targets)).toBeCloseTo(3.1938496057853767, 9);
  expect(std.every((value) => value === 0)).toBe(true);
});

/** Mean error on the test examples over five seeds. */
function meanError(create: (options: ForestOptions) => Regressor, columnsPerSplit: number): number {
  return mean(
    [0, 1, 2, 3, 4].map((seed) => {
      const fitted = create({ columnsPerSplit }).fit(train.inputs, train.targets, createRng(seed));
      return rmse(fitted.predict(held.inputs).mean, held.targets);
    }),
  );
}

// scikit-learn 1.2.1, mean over ten seeds.
test.each([
  ["randomForest()", randomForest, 0.5, 1.983],
  ["randomForest()", randomForest, 1, 2.031],
  ["extraTrees()", extraTrees, 0.5, 1.914],
  ["extraTrees()", extraTrees, 1, 1.867],
] as const)("%s is as good as that of scikit-learn (%#)", (_, create, columnsPerSplit, error) => {
  expect(Math.abs(meanError(create, columnsPerSplit) / error - 1)).toBeLessThan(0.04);
});

test("randomForest() states the spread of its trees", () => {
  const fitted = randomForest().fit(train.inputs, train.targets, createRng(0));

  // scikit-learn 1.2.1 with max_features=0.5: 3.134 on average.
  expect(Math.abs(mean(fitted.predict(held.inputs).std) / 3.134 - 1)).toBeLessThan(0.06);
});

test("extraTrees() without resampling predicts its examples, and never leaves their range", () => {
  const fitted = extraTrees().fit(train.inputs, train.targets, createRng(3));

  const known = fitted.predict(train.inputs);
  const { mean: predicted } = fitted.predict(held.inputs);

  known.mean.forEach((value, i) => {
    expect(value).toBeCloseTo(train.targets[i] as number, 9);
  });
  expect(known.std.every((value) => value < 1e-6)).toBe(true);
  expect(Math.min(...predicted)).toBeGreaterThanOrEqual(Math.min(...train.targets));
  expect(Math.max(...predicted)).toBeLessThanOrEqual(Math.max(...train.targets));
});

test("minLeaf bounds the examples of a leaf", () => {
  const options = { trees: 1, bootstrap: false, columnsPerSplit: 1, minLeaf: 30 };

  const { mean: predicted } = randomForest(options)
    .fit(train.inputs, train.targets, createRng(0))
    .predict(train.inputs);

  const sizes = new Map<number, number>();
  for (const value of predicted) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(30);
  expect(sizes.size).toBeGreaterThan(2);
});

test("a column of two values splits alike as numbers far apart and as many-valued columns do", () => {
  const inputs = [0, 1, 2, 3].map((i) => Float64Array.of(i < 2 ? -5 : 1e6, i));
  const options = { trees: 1, bootstrap: false, columnsPerSplit: 1 };

  const fitted = randomForest(options).fit(inputs, [1, 2, 3, 4], createRng(0));

  expect([...fitted.predict(inputs).mean]).toEqual([1, 2, 3, 4]);
  expect([...fitted.predict([Float64Array.of(-100, 0), Float64Array.of(2e6, 9)]).mean]).toEqual([1, 4]);
});

test("forests refuse wrong options", () => {
  expect(() => randomForest({ trees: 0 })).toThrow("trees is 0");
  expect(() => randomForest({ columnsPerSplit: 1.5 })).toThrow("columnsPerSplit is 1.5");
  expect(() => extraTrees({ depth: 3 } as ForestOptions)).toThrow('no setting "depth"');
});
