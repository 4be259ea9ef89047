import { expect, test } from "vitest";
import { createRng, mean, standardDeviation } from "../../src/base/index.ts";
import { gaussianProcess } from "../../src/surrogate/gaussian-process.ts";
import { negativeLogPosterior, posteriorOf, processParameters } from "../../src/surrogate/marginal-likelihood.ts";
import { standardize } from "../../src/surrogate/standardize.ts";
import { hamming, matern, squaredExponential } from "../../src/surrogate/vector-kernels.ts";
import { friedman, rmse } from "./friedman.ts";
import { regressorSuite } from "./regressor-suite.ts";

regressorSuite("gaussianProcess() of matern()", gaussianProcess({ kernel: matern() }));
regressorSuite("gaussianProcess() of hamming()", gaussianProcess({ kernel: hamming() }));
regressorSuite("gaussianProcess() of two kernels", gaussianProcess({ kernel: [matern(), hamming()] }));

const grid = (count: number, at: (i: number, j: number) => number): Float64Array[] =>
  Array.from({ length: count }, (_, i) => Float64Array.from({ length: 3 }, (_, j) => at(i, j)));
const inputs = grid(10, (i, j) => ((7 * i + 3 * j * j + i * j) % 11) / 11);
const asked = grid(4, (i, j) => ((5 * i + 2 * j + 3) % 7) / 7);
const targets = inputs.map(([a = 0, b = 0, c = 0]) => 10 + 4 * Math.sin(3 * a) + 2 * b * b - c);
const logs = [1.7, 0.01, 0.4, 0.8, 1.5].map(Math.log);

// scikit-learn 1.2.1: GaussianProcessRegressor(ConstantKernel(1.7) * Matern(nu=2.5) or RBF, length_scale=[.4, .8, 1.5],
// alpha=0.01, optimizer=None, normalize_y=True) on the same inputs: likelihood, mean and standard deviation.
test.each([
  [
    matern(),
    -11.749791407734945,
    [14.4500257206, 11.4413985129, 11.7864319255, 14.8916713825],
    [0.7863177192, 0.5127788438, 0.6289308481, 0.6726226819],
  ],
  [
    squaredExponential(),
    -11.201812871805437,
    [14.8779328722, 11.3565480001, 11.7776282435, 15.2837967876],
    [0.449248955, 0.2700713304, 0.3654137065, 0.369585235],
  ],
] as const)(
  "gaussianProcess() with given hyper-parameters agrees with scikit-learn (%#)",
  (kernel, likelihood, means, stds) => {
    const model = gaussianProcess({ kernel, hyperParameters: { kernel: kernel.name, logs } });

    const fitted = model.fit(inputs, targets, createRng(0));

    const predicted = fitted.predict(asked);
    expect(fitted.logMarginalLikelihood).toBeCloseTo(likelihood, 9);
    means.forEach((value, i) => {
      expect(predicted.mean[i]).toBeCloseTo(value, 8);
      expect(predicted.std[i]).toBeCloseTo(stds[i] as number, 8);
    });
  },
);

test("negativeLogPosterior() has the derivatives of its value", () => {
  const bound = matern().bind(inputs);
  const parameters = [...processParameters, ...bound.parameters];
  const { values } = standardize(targets);
  const valueAt = (at: Float64Array): number => negativeLogPosterior(bound, parameters, values, at).value;
  const at = Float64Array.from(logs);

  const { gradient } = negativeLogPosterior(bound, parameters, values, at);

  gradient.forEach((slope, p) => {
    const [above, below] = [1e-5, -1e-5].map((step) => valueAt(at.map((log, i) => (i === p ? log + step : log))));
    expect(slope).toBeCloseTo(((above as number) - (below as number)) / 2e-5, 5);
  });
});

test("gaussianProcess() without noise repeats its examples and is sure of them", () => {
  const fitted = gaussianProcess({ kernel: matern(), noise: 1e-9 }).fit(inputs, targets, createRng(0));

  const { mean: predicted, std } = fitted.predict(inputs);

  predicted.forEach((value, i) => {
    expect(value).toBeCloseTo(targets[i] as number, 3);
  });
  expect(Math.max(...std)).toBeLessThan(1e-3);
});

test("gaussianProcess() is never less sure than before, whatever the targets are", () => {
  const model = gaussianProcess({ kernel: matern(), hyperParameters: { kernel: "matern", logs } });
  const { std } = model.fit(inputs, targets, createRng(0)).predict(asked);
  const opposite = model.fit(
    inputs,
    targets.map((y) => -y),
    createRng(0),
  );

  const prior = Math.sqrt(1.7) * standardDeviation(targets);
  std.forEach((value, i) => {
    expect(value).toBeLessThanOrEqual(prior);
    expect(opposite.predict(asked).std[i]).toBeCloseTo(value, 10);
  });
});

test("gaussianProcess() falls back to the mean far away", () => {
  const fitted = gaussianProcess({ kernel: matern(), hyperParameters: { kernel: "matern", logs } }).fit(
    inputs,
    targets,
    createRng(0),
  );

  const far = fitted.predict([Float64Array.of(900, 900, 900)]);

  expect(far.mean[0]).toBeCloseTo(mean(targets), 9);
  expect(far.std[0]).toBeCloseTo(Math.sqrt(1.7) * standardDeviation(targets), 9);
});

test("condition() is a fit with the same hyper-parameters", () => {
  const first = gaussianProcess({ kernel: matern() }).fit(inputs.slice(0, 6), targets.slice(0, 6), createRng(0));
  const { hyperParameters } = first;

  const conditioned = first
    .condition(inputs.slice(6, 7), targets.slice(6, 7))
    .condition(inputs.slice(7), targets.slice(7));

  const whole = gaussianProcess({ kernel: matern(), hyperParameters }).fit(inputs, targets, createRng(0));
  const [a, b] = [conditioned, whole].map((fitted) => fitted.predict(asked));
  a?.mean.forEach((value, i) => {
    expect(value).toBeCloseTo(b?.mean[i] as number, 9);
    expect(a.std[i]).toBeCloseTo(b?.std[i] as number, 9);
  });
  expect(conditioned.logMarginalLikelihood).toBeCloseTo(whole.logMarginalLikelihood, 9);
  expect(conditioned.hyperParameters).toEqual(hyperParameters);
});

test("leaveOneOut() predicts each example as a fit without it does", () => {
  const fitted = gaussianProcess({ kernel: matern(), hyperParameters: { kernel: "matern", logs } }).fit(
    inputs,
    targets,
    createRng(0),
  );

  const left = fitted.leaveOneOut();

  const { values, center, scale } = standardize(targets);
  inputs.forEach((input, i) => {
    const bound = matern().bind(inputs.toSpliced(i, 1));
    const at = Float64Array.from(logs);
    const { weights } = posteriorOf(
      bound,
      values.filter((_, j) => j !== i),
      at,
    );
    const cross = bound.cross(at.subarray(2), [input]);
    const predicted = cross.reduce((sum, value, j) => sum + 1.7 * value * (weights[j] as number), 0);
    expect(left.mean[i]).toBeCloseTo(center + scale * predicted, 8);
  });
  expect(left.std.every((value) => value > 0)).toBe(true);
});

test("sample() draws what predict() states", () => {
  const fitted = gaussianProcess({ kernel: matern(), hyperParameters: { kernel: "matern", logs } }).fit(
    inputs,
    targets,
    createRng(0),
  );
  const { mean: means, std } = fitted.predict(asked);

  const samples = fitted.sample([...asked, asked[0] as Float64Array], 3000, createRng(1));

  means.forEach((value, i) => {
    const drawn = samples.map((sample) => sample[i] as number);
    expect(Math.abs(mean(drawn) - value)).toBeLessThan(0.08 * (std[i] as number));
    expect(standardDeviation(drawn) / (std[i] as number)).toBeCloseTo(1, 1);
  });
  for (const sample of samples.slice(0, 20)) expect(sample[4]).toBeCloseTo(sample[0] as number, 2);
});

test("gaussianProcess() finds out which columns count and how noisy targets are", () => {
  const rng = createRng("columns");
  const x = Array.from({ length: 80 }, () => Float64Array.from({ length: 4 }, () => rng.next()));
  const y = x.map(([a = 0, b = 0]) => Math.sin(6 * a) + b + 0.1 * rng.normal());

  const { hyperParameters } = gaussianProcess({ kernel: matern() }).fit(x, y, createRng(0));

  const [, noise = 0, ...lengths] = hyperParameters.logs.map(Math.exp);
  expect(Math.sqrt(noise) * standardDeviation(y)).toBeGreaterThan(0.07);
  expect(Math.sqrt(noise) * standardDeviation(y)).toBeLessThan(0.13);
  expect(Math.min(...lengths.slice(2))).toBeGreaterThan(3 * (lengths[0] as number));
});

test("gaussianProcess() is far better than trees on a smooth function", () => {
  const { train, test: held } = friedman();

  const fitted = gaussianProcess({ kernel: matern() }).fit(train.inputs, train.targets, createRng(0));

  expect(rmse(fitted.predict(held.inputs).mean, held.targets)).toBeLessThan(0.5);
});

test("gaussianProcess() takes the likelier kernel, and starts where it is told", () => {
  const kernels = [hamming(), squaredExponential()];
  const [first = 0, second = 0] = kernels.map(
    (kernel) => gaussianProcess({ kernel }).fit(inputs, targets, createRng(0)).logMarginalLikelihood,
  );

  const both = gaussianProcess({ kernel: kernels, starts: 1 }).fit(inputs, targets, createRng(0));
  const again = gaussianProcess({
    kernel: kernels,
    start: both.hyperParameters,
    starts: 1,
    iterations: 0,
  }).fit(inputs, targets, createRng(9));

  expect(Math.abs(first - second)).toBeGreaterThan(0.1);
  expect(both.hyperParameters.kernel).toBe(first > second ? "hamming" : "squared-exponential");
  expect(again.hyperParameters).toEqual(both.hyperParameters);
});

test("gaussianProcess() refuses wrong options and hyper-parameters of another kernel", () => {
  const given = { kernel: "matern", logs: [0, 0] };

  expect(() => gaussianProcess({ kernel: [] })).toThrow("there is no kernel");
  expect(() => gaussianProcess({ kernel: matern(), noise: 0 })).toThrow("noise is 0");
  expect(() => gaussianProcess({ kernel: matern(), starts: 0 })).toThrow("starts is 0");
  expect(() =>
    gaussianProcess({ kernel: matern(), hyperParameters: given }).fit(inputs, targets, createRng(0)),
  ).toThrow("there are 2, expected 5");
  expect(() =>
    gaussianProcess({ kernel: hamming(), hyperParameters: given }).fit(inputs, targets, createRng(0)),
  ).toThrow("no kernel is called matern");
});
