import { describe, expect, test } from "vitest";
import { hypervolume } from "../../src/pareto/index.ts";
import { createMemoryStorage } from "../../src/storage/index.ts";
import { asha, random, type StrategyFactory } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";
import { type Digits, type SumEstimator, sumEstimator, sumSpace } from "./sum-space.ts";

const base = 12;

/** Squares of two digits against the distance of both from the largest digit; the third digit is added to both. */
function costsOf(arch: Digits): { loss: number; size: number } {
  const [a = 0, b = 0, waste = 0] = arch;
  const rest = base - 1;
  return { loss: (rest - a) ** 2 + (rest - b) ** 2 + 20 * waste, size: -(a ** 2 + b ** 2 + 20 * waste) };
}

/** Reports both metrics at each step; the loss falls towards its end. */
function reportingEstimator(): SumEstimator {
  return {
    ...sumEstimator(),
    estimate: async (arch, { budget, report }) => {
      const { loss, size } = costsOf(arch);
      for (let step = 1; step <= budget; step++) {
        const values = { loss: loss + 30 / step, size };
        if ((await report(step, values)) === "stop") return { state: "pruned", values };
      }
      return { state: "complete", values: { loss, size } };
    },
  };
}

interface Outcome {
  /** Volume dominated by the front. */
  readonly volume: number;
  readonly steps: number;
  readonly complete: number;
}

async function search(strategy: StrategyFactory, trials: number): Promise<Outcome> {
  const study = await Study.create({
    ...{ storage: createMemoryStorage(), name: "pruning", space: sumSpace(base), strategy, seed: 1 },
    ...{ estimator: reportingEstimator(), objectives: ["loss", "size"], budget: 9 },
  });
  for await (const _ of study.run({ trials }));
  const found = await study.trials();
  const complete = found.filter(({ state }) => state === "complete");
  const costs = complete.map(({ values }) => [values?.loss as number, -(values?.size as number)]);
  return {
    volume: hypervolume(costs, [500, 500]),
    steps: found.reduce((sum, { curve }) => sum + curve.length, 0),
    complete: complete.length,
  };
}

describe("a study with asha() and two objectives", () => {
  test("prunes most trials, none that keeps the front small", async () => {
    const [pruning, whole] = await Promise.all([search(asha(), 120), search(random(), 120)]);

    expect(pruning.complete).toBeLessThan(120 / 3);
    expect(pruning.steps).toBeLessThan(0.45 * whole.steps);
    expect(pruning.volume).toBeGreaterThan(0.97 * whole.volume);
  });
});
