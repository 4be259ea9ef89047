import { expect, test } from "vitest";
import { createRng, mean } from "../../../src/base/index.ts";
import { simulate, syntheticProblem } from "../../../src/benchmark/index.ts";
import { curveStopping, random, type StrategyFactory } from "../../../src/strategy/index.ts";

const problems = Array.from({ length: 10 }, (_, seed) => syntheticProblem(seed, { partial: true }));

/** Mean distance to the best, in standard deviations, and trials begun, after 2,500 simulated seconds. */
function search(factory: StrategyFactory): { readonly regret: number; readonly trials: number } {
  const traces = problems.map((problem, seed) => simulate(problem, factory, { seconds: 2500 }, createRng(seed)));
  return {
    regret: mean(traces.map(({ improvements }) => -(improvements.at(-1)?.reported as number))),
    trials: mean(traces.map(({ trials }) => trials)),
  };
}

test("curveStopping() finds better than random search in equal simulated time, by either rule", () => {
  const plain = search(random());

  for (const rule of ["predictive", "median"] as const) {
    const { regret, trials } = search(curveStopping({ rule, delta: 0.2 }));
    expect(trials).toBeGreaterThan(1.5 * plain.trials);
    expect(regret).toBeLessThan(plain.regret - 0.08);
  }
});
