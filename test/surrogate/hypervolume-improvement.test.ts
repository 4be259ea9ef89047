import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { hypervolume, nonDominatedBoxes } from "../../src/pareto/index.ts";
import { expectedHypervolumeImprovement, expectedImprovement } from "../../src/surrogate/index.ts";

/** Of one trial with these means and standard deviations. */
function improvement(front: number[][], reference: number[], means: number[], stds: number[]): number {
  const predictions = means.map((mean, m) => ({
    mean: Float64Array.of(mean),
    std: Float64Array.of(stds[m] as number),
  }));
  return expectedHypervolumeImprovement(nonDominatedBoxes(front, reference), predictions)[0] as number;
}

const small = fc.integer({ min: 0, max: 9 });
const cases = fc.integer({ min: 1, max: 4 }).chain((m) => {
  const point = fc.array(small, { minLength: m, maxLength: m });
  return fc.tuple(fc.array(point, { maxLength: 8 }), point);
});

describe("expectedHypervolumeImprovement()", () => {
  test("is the expected improvement with one objective", () => {
    expect(improvement([[3], [1]], [9], [1.5], [2])).toBeCloseTo(expectedImprovement(1.5, 2, 1), 12);
  });

  test("is the product of expected improvements on the reference without a front", () => {
    const expected = expectedImprovement(1, 2, 3) * expectedImprovement(2, 1, 2.5) * expectedImprovement(4, 0.5, 4);
    expect(improvement([], [3, 2.5, 4], [1, 2, 4], [2, 1, 0.5])).toBeCloseTo(expected, 12);
  });

  test("is what a trial adds to the hypervolume where nothing is in doubt, and nearly so with little doubt", () => {
    fc.assert(
      fc.property(cases, ([front, point]) => {
        const reference = point.map(() => 8);
        const added = hypervolume([...front, point], reference) - hypervolume(front, reference);
        const stds = (std: number): number[] => point.map(() => std);

        expect(improvement(front, reference, point, stds(0))).toBeCloseTo(added, 9);
        expect(Math.abs(improvement(front, reference, point, stds(1e-6)) - added)).toBeLessThan(1e-3);
      }),
    );
  });

  test("is zero where a trial is surely dominated or surely beyond the reference", () => {
    expect(improvement([[1, 1]], [4, 4], [3, 3], [0.01, 0.01])).toBe(0);
    expect(improvement([[1, 1]], [4, 4], [0, 9], [1, 0.01])).toBe(0);
  });

  test.each([
    {
      front: [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      reference: [4, 4],
      means: [1.5, 1.5],
      stds: [1, 0.5],
    },
    {
      front: [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
        [2, 2, 2],
      ],
      reference: [4, 4, 4],
      means: [2, 1.5, 2.5],
      stds: [1, 1, 2],
    },
    {
      front: [
        [1, 2, 3, 1],
        [2, 1, 1, 3],
      ],
      reference: [4, 4, 4, 4],
      means: [2, 2, 1, 2],
      stds: [1, 2, 0.5, 1],
    },
  ])("equals the mean over draws with $reference.length objectives", ({ front, reference, means, stds }) => {
    const rng = createRng(1);
    const before = hypervolume(front, reference);
    const draws = Array.from({ length: 6_000 }, () => {
      const point = means.map((mean, m) => mean + (stds[m] as number) * rng.normal());
      return hypervolume([...front, point], reference) - before;
    });
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;

    const error = Math.abs(improvement(front, reference, means, stds) - mean);
    expect(error).toBeLessThan(3 * Math.sqrt(variance / draws.length));
  });

  test("rates each of many trials", () => {
    const predictions = [
      { mean: Float64Array.of(0, 2, 5), std: Float64Array.of(1, 1, 1) },
      { mean: Float64Array.of(0, 2, 5), std: Float64Array.of(1, 1, 1) },
    ];
    const rates = expectedHypervolumeImprovement(nonDominatedBoxes([[1, 1]], [4, 4]), predictions);

    expect([...rates]).toEqual([0, 2, 5].map((x) => improvement([[1, 1]], [4, 4], [x, x], [1, 1])));
    expect(rates[0]).toBeGreaterThan(rates[1] as number);
  });
});
