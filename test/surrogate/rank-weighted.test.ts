import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { randomForest } from "../../src/surrogate/forest.ts";
import { gaussianProcess } from "../../src/surrogate/gaussian-process.ts";
import { fitSource, rankWeighted } from "../../src/surrogate/rank-weighted.ts";
import { matern } from "../../src/surrogate/vector-kernels.ts";
import { regressorSuite } from "./regressor-suite.ts";

const model = gaussianProcess({ kernel: matern() });
const draw = (count: number, seed: number): Float64Array[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => Float64Array.of(rng.next(), rng.next()));
};
const truth = ([a = 0, b = 0]: Float64Array): number => Math.sin(5 * a) + b;
const past = draw(50, 1);
const likeSource = fitSource(
  model,
  past,
  past.map((x) => 100 + 7 * truth(x)),
  createRng(0),
);
const oppositeSource = fitSource(
  model,
  past,
  past.map((x) => -truth(x)),
  createRng(0),
);

function weightsAt(count: number, sources = [likeSource, oppositeSource]): number[] {
  const inputs = draw(count, 2);
  return [...rankWeighted(sources, model).fit(inputs, inputs.map(truth), createRng(0)).weights];
}

regressorSuite("rankWeighted() without sources", rankWeighted([], randomForest({ trees: 30 })));

test("rankWeighted() trusts a source of the same task early and its own model later", () => {
  const [few, some, many] = [5, 12, 60].map((count) => weightsAt(count));

  expect(few?.[0]).toBeGreaterThan(0.8);
  expect(few?.[2]).toBeLessThan(0.2);
  expect(many?.[2]).toBeGreaterThan(few?.[2] as number);
  for (const weights of [few, some, many]) {
    expect(weights?.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  }
});

test("rankWeighted() gives a misleading source no weight from five examples on", () => {
  for (const count of [5, 8, 20]) expect(weightsAt(count)[1]).toBeLessThan(0.02);
  expect(weightsAt(20, [oppositeSource])[1]).toBeGreaterThan(0.98);
});

test("rankWeighted() predicts better with a like source, in the unit of the task", () => {
  const inputs = draw(6, 2);
  const targets = inputs.map((x) => 1000 + truth(x));
  const asked = draw(100, 3);
  const errorOf = (mean: Float64Array): number =>
    mean.reduce((sum, value, i) => sum + Math.abs(value - 1000 - truth(asked[i] as Float64Array)), 0) / 100;

  const warm = rankWeighted([likeSource], model).fit(inputs, targets, createRng(0)).predict(asked);
  const cold = model.fit(inputs, targets, createRng(0)).predict(asked);

  expect(errorOf(warm.mean)).toBeLessThan(0.7 * errorOf(cold.mean));
  expect(warm.std.every((value) => value >= 0)).toBe(true);
});

test("rankWeighted() counts all models the same with fewer than three examples", () => {
  expect(weightsAt(2)).toEqual([1 / 3, 1 / 3, 1 / 3]);
});

test("rankWeighted() does not care how a source's task was scaled", () => {
  const inputs = draw(8, 2);
  const scaled = fitSource(
    model,
    past,
    past.map((x) => -3 + 0.01 * truth(x)),
    createRng(0),
  );
  const [a, b] = [likeSource, scaled].map((source) =>
    rankWeighted([source], model).fit(inputs, inputs.map(truth), createRng(0)).predict(draw(5, 4)),
  );

  a?.mean.forEach((value, i) => {
    expect(value).toBeCloseTo(b?.mean[i] as number, 2);
  });
  expect(() => rankWeighted([], model, { samples: 0 })).toThrow("samples is 0");
});
