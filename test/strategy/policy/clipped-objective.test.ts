import { describe, expect, test } from "vitest";
import { createRng } from "../../../src/base/index.ts";
import {
  CategoricalPolicy,
  clippedGradient,
  clippedObjective,
  type Experience,
} from "../../../src/strategy/policy/index.ts";
import { numericGradient } from "./numeric-gradient.ts";

const parameters = [3, 2, 4].map((options, i) => ({ name: `p${i}`, options, ordered: false }));
const rng = createRng(1);
const policy = new CategoricalPolicy(
  parameters,
  Array.from({ length: 9 }, () => rng.normal()),
);

/** Draws of the policy, their probabilities moved by factors of up to e^±0.5. */
function experiences(moved: number): Experience[] {
  return Array.from({ length: 12 }, (_, i) => {
    const options = policy.sample(rng).map((option, k) => ((i + k) % 4 === 0 ? -1 : option));
    const logProbabilities = policy.logProbabilities(options).map((log) => log + moved * (rng.next() - 0.5));
    return { options, logProbabilities, advantage: rng.normal() };
  });
}

describe("clippedGradient()", () => {
  test("is the gradient of the objective that differences show", () => {
    for (const entropy of [0, 0.2]) {
      const batch = experiences(1);
      const gradient = clippedGradient(policy, batch, 0.2, entropy);
      const expected = numericGradient(policy.logits, () => clippedObjective(policy, batch, 0.2, entropy));
      for (const [i, g] of expected.entries()) expect(gradient[i]).toBeCloseTo(g, 7);
    }
  });

  test("is the policy gradient where the policy has not moved", () => {
    const batch = experiences(0);
    const plain = new Float64Array(9);
    for (const { options, advantage } of batch) {
      policy.addGradient(
        plain,
        options,
        options.map(() => advantage / batch.length),
      );
    }
    const gradient = clippedGradient(policy, batch, 0.2, 0);
    for (const [i, g] of plain.entries()) expect(gradient[i]).toBeCloseTo(g, 12);
  });

  test.each([
    { advantage: 1, ratio: 1.3, moves: false },
    { advantage: 1, ratio: 0.7, moves: true },
    { advantage: 1, ratio: 1.1, moves: true },
    { advantage: -1, ratio: 0.7, moves: false },
    { advantage: -1, ratio: 1.3, moves: true },
    { advantage: -1, ratio: 0.9, moves: true },
  ])("moves $moves with advantage $advantage at $ratio times the probability", ({ advantage, ratio, moves }) => {
    const options = [1, -1, -1];
    const logProbabilities = policy.logProbabilities(options).map((log) => log - Math.log(ratio));
    const gradient = clippedGradient(policy, [{ options, logProbabilities, advantage }], 0.2, 0);
    expect(gradient.some((g) => g !== 0)).toBe(moves);
    if (moves) expect(Math.sign(gradient[1] as number)).toBe(advantage);
  });
});
