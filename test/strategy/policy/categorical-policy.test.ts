import { describe, expect, test } from "vitest";
import { createRng, mean, variance } from "../../../src/base/index.ts";
import type { Parameter } from "../../../src/space/index.ts";
import { CategoricalPolicy } from "../../../src/strategy/policy/index.ts";
import { numericGradient } from "./numeric-gradient.ts";

function parameter(options: number): Parameter {
  return { name: `of ${options}`, options, ordered: false };
}

const parameters = [parameter(3), parameter(1), parameter(4)];
const rng = createRng(1);
const logits = Array.from({ length: 8 }, () => rng.normal());

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i] as number, 7);
}

describe("CategoricalPolicy", () => {
  test("starts with every option as likely", () => {
    const policy = new CategoricalPolicy(parameters);
    expectClose(policy.probabilities(2), [0.25, 0.25, 0.25, 0.25]);
    expect(policy.entropy([0, 0, 0])).toBeCloseTo(Math.log(3) + Math.log(4), 12);
  });

  test("draws options as often as they are likely", () => {
    const policy = new CategoricalPolicy(parameters, logits);
    const draws = Array.from({ length: 4000 }, () => policy.sample(rng));
    for (const [i, { options }] of parameters.entries()) {
      for (let option = 0; option < options; option++) {
        const p = policy.probabilities(i)[option] as number;
        const share = draws.filter((draw) => draw[i] === option).length / draws.length;
        expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws.length) + 1e-9);
      }
    }
  });

  test("has the log-probabilities of its probabilities, at any size of logits", () => {
    const policy = new CategoricalPolicy(parameters, logits);
    expectClose(
      policy.logProbabilities([2, 0, 1]),
      [2, 0, 1].map((option, i) => Math.log(policy.probabilities(i)[option] as number)),
    );
    const sure = new CategoricalPolicy(parameters, [1000, 0, 0, 5, -2000, 0, 0, 0]);
    expectClose(sure.logProbabilities([0, 0, 0]), [0, 0, -2000 - Math.log(3)]);
    expect(sure.entropy([0, 0, 0])).toBeCloseTo(Math.log(3), 12);
  });

  test.each([[[2, 0, 1]], [[0, -1, -1]], [[-1, 0, 3]]])(
    "has the gradients that differences show, for %j",
    (options) => {
      const policy = new CategoricalPolicy(parameters, logits);
      const weights = [0.7, -2, 1.5];
      const gradient = new Float64Array(8);
      policy.addGradient(gradient, options, weights);
      const objective = (): number =>
        policy.logProbabilities(options).reduce((sum, log, i) => sum + (weights[i] as number) * log, 0);
      expectClose(gradient, numericGradient(policy.logits, objective));

      const ofEntropy = new Float64Array(8);
      policy.addEntropyGradient(ofEntropy, options, 0.3);
      expectClose(
        ofEntropy,
        numericGradient(policy.logits, () => 0.3 * policy.entropy(options)),
      );
    },
  );

  test("learns nothing about parameters that do not apply", () => {
    const policy = new CategoricalPolicy(parameters, logits);
    const gradient = new Float64Array(8);
    policy.addGradient(gradient, [-1, 0, -1], [1, 1, 1]);
    policy.addEntropyGradient(gradient, [-1, 0, -1], 1);
    expect([...gradient].every((g) => Math.abs(g) < 1e-12)).toBe(true);
    expect(policy.logProbabilities([-1, 0, -1])).toEqual([0, 0, 0]);
  });

  test("estimates the gradient of a two-armed bandit without bias, with less variance about a baseline", () => {
    const policy = new CategoricalPolicy([parameter(2)], [0, 0.4]);
    const rewards = [1, 3] as const;
    const p = policy.probabilities(0)[1] as number;
    const expected = p * (1 - p) * (rewards[1] - rewards[0]);
    const estimates = (baseline: number): Float64Array =>
      Float64Array.from({ length: 20_000 }, () => {
        const options = policy.sample(rng);
        const gradient = new Float64Array(2);
        policy.addGradient(gradient, options, [(rewards[options[0] as 0 | 1] as number) - baseline]);
        return gradient[1] as number;
      });
    const [without, about] = [estimates(0), estimates(2)];

    for (const found of [without, about]) {
      expect(Math.abs(mean(found) - expected)).toBeLessThan(4 * Math.sqrt(variance(found) / found.length));
    }
    expect(variance(about)).toBeLessThan(variance(without) / 2);
  });
});
