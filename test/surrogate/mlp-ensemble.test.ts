import { expect, test } from "vitest";
import { createRng, pearson } from "../../src/base/index.ts";
import { mlpEnsemble, mlpRegressor } from "../../src/surrogate/mlp-ensemble.ts";
import { Perceptron, type PerceptronOptions } from "../../src/surrogate/perceptron.ts";
import { friedman, rmse } from "./friedman.ts";
import { regressorSuite } from "./regressor-suite.ts";

regressorSuite("mlpRegressor()", mlpRegressor({ layers: 2, epochs: 100 }));
regressorSuite("mlpEnsemble()", mlpEnsemble({ layers: 3, width: 12, epochs: 60 }));

const { train, test: held } = friedman();

test.each(["absolute", "squared"] as const)("mlpEnsemble() learns a smooth function by the %s loss", (loss) => {
  const fitted = mlpEnsemble({ layers: 3, loss, members: 3 }).fit(train.inputs, train.targets, createRng(0));

  const { mean, std } = fitted.predict(held.inputs);

  expect(rmse(mean, held.targets)).toBeLessThan(1.7);
  expect(std.every((value) => value > 0)).toBe(true);
  const errors = mean.map((value, i) => Math.abs(value - (held.targets[i] as number)));
  expect(pearson(errors, std)).toBeGreaterThan(0.1);
});

test("mlpEnsemble() states the population's spread of its members", () => {
  const fitted = mlpEnsemble({ layers: 2, epochs: 10, members: 3 }).fit(train.inputs, train.targets, createRng(0));

  const { mean, std } = fitted.predict(held.inputs.slice(0, 3));

  const parts = fitted.members.map((member) => member.predict(held.inputs.slice(0, 3)).mean);
  mean.forEach((value, i) => {
    const squares = parts.map((part) => ((part[i] as number) - value) ** 2);
    expect(std[i]).toBeCloseTo(Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / 3), 10);
  });
});

test("Perceptron starts at zero and learns a line", () => {
  const options: PerceptronOptions = {
    layers: 1,
    width: 8,
    epochs: 400,
    batch: 10,
    learningRate: 0.02,
    loss: "squared",
  };
  const data = Float64Array.from({ length: 20 }, (_, i) => i / 20);
  const matrix = { data, rows: 20, columns: 1 };
  const network = new Perceptron(1, options, createRng(1));
  expect([...network.predict(matrix)]).toEqual(new Array(20).fill(0));

  network.train(
    matrix,
    data.map((x) => 2 * x - 1),
    options,
    createRng(2),
  );

  network.predict(matrix).forEach((value, i) => {
    expect(value).toBeCloseTo(2 * (data[i] as number) - 1, 1);
  });
});

test("networks refuse wrong options", () => {
  expect(() => mlpRegressor({ layers: 0 })).toThrow("layers is 0");
  expect(() => mlpRegressor({ learningRate: 0 })).toThrow("learningRate is 0");
  expect(() => mlpRegressor({ loss: "huber" as "squared" })).toThrow('loss is "huber"');
  expect(() => mlpEnsemble({ members: 0 })).toThrow("members is 0");
});
