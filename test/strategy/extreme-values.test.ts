import fc from "fast-check";
import { expect, test } from "vitest";
import type { MetricSpec } from "../../src/base/index.ts";
import type { Estimator } from "../../src/estimator/index.ts";
import { mlp, neatSpace, type SearchSpace } from "../../src/space/index.ts";
import { createMemoryStorage } from "../../src/storage/index.ts";
import { costsOf, strategies } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";

const metrics: readonly MetricSpec[] = [
  { name: "a", unit: "1", goal: "max" },
  { name: "b", unit: "1", goal: "min" },
];
const extremes = [1e308, -1e308, 0, 5e-324, 1.7e308, -1.7e308, 1, 1e-300, 1e30];

test("costsOf() keeps the order of values, and costs that can be squared", () => {
  const value = fc.oneof(fc.constantFrom(...extremes), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const costOf = (a: number): number => costsOf({ a, b: 0 }, metrics)[0] as number;
  fc.assert(
    fc.property(value, value, (x, y) => {
      if (x < y) expect(costOf(x)).toBeGreaterThanOrEqual(costOf(y));
      expect(costOf(x) ** 4).toBeLessThan(Number.POSITIVE_INFINITY);
      if (Math.abs(x) < 1e60) expect(costOf(x)).toBe(-x);
    }),
  );
});

/** Values from one end of the doubles to the other, trial by trial and step by step. */
function extremeEstimator(): Estimator<never> {
  let begun = 0;
  return {
    name: "extreme",
    metrics,
    fingerprint: null,
    estimate: async (_, { budget, report }) => {
      const trial = begun++;
      const values = (step: number) => ({
        a: extremes[(trial + step) % extremes.length] as number,
        b: extremes[(3 * trial + step) % extremes.length] as number,
      });
      for (let step = 1; step <= budget; step++) {
        if ((await report(step, values(step))) === "stop") return { state: "pruned", values: values(step) };
      }
      return { state: "complete", values: values(budget) };
    },
  };
}

test.each(Object.entries(strategies))("%s searches on with values of any size", async (name, { create, traits }) => {
  const space = (name === "neat" ? neatSpace() : mlp({ maxDepth: 2 })) as SearchSpace;
  const objectives = traits.objectives === "front" ? ["a", "b"] : ["a"];
  const parts = { storage: createMemoryStorage(), name: "s", space, strategy: create(), estimator: extremeEstimator() };
  const study = await Study.create({ ...parts, objectives, budget: 3 });
  const { complete, pruned } = await study.run({ trials: 24 });
  expect(complete + pruned).toBe(24);
});
