import { expect, test } from "vitest";
import { createRng, spearman } from "../../src/base/index.ts";
import { extraTrees, randomForest } from "../../src/surrogate/forest.ts";
import { pairwiseRanking } from "../../src/surrogate/pairwise-ranking.ts";
import { friedman } from "./friedman.ts";
import { regressorSuite } from "./regressor-suite.ts";

regressorSuite("pairwiseRanking()", pairwiseRanking(randomForest({ trees: 30 }), { pairs: 1500, anchors: 12 }));

const { train, test: held } = friedman();
const [inputs, targets] = [train.inputs.slice(0, 60), train.targets.slice(0, 60)];
const ranking = pairwiseRanking(extraTrees({ trees: 30, columnsPerSplit: 0.5 }), { pairs: 2000, anchors: 16 });

test("pairwiseRanking() orders what it has not seen, in the unit of the targets", () => {
  const { mean, std } = ranking.fit(inputs, targets, createRng(0)).predict(held.inputs);

  expect(spearman(mean, held.targets)).toBeGreaterThan(0.8);
  expect(Math.min(...mean)).toBeGreaterThan(0);
  expect(Math.max(...mean)).toBeLessThan(32);
  expect(std.every((value) => value >= 0)).toBe(true);
});

test("pairwiseRanking() learns the same order from any targets of that order", () => {
  const plain = ranking.fit(inputs, targets, createRng(0)).predict(held.inputs);

  const steep = ranking.fit(inputs, targets.map(Math.exp), createRng(0)).predict(held.inputs);

  expect(spearman(plain.mean, steep.mean)).toBeCloseTo(1, 4);
});

test("pairwiseRanking() refuses wrong options", () => {
  expect(() => pairwiseRanking(randomForest(), { anchors: 0 })).toThrow("anchors is 0");
});
