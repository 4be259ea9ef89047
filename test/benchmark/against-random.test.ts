/** @file Strategies find more than random search, with few seeds where the difference is plain. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { createRng, type Json, mannWhitney, mean } from "../../src/base/index.ts";
import { openBenchmark, type Problem, simulate, syntheticProblem } from "../../src/benchmark/index.ts";
import {
  bohb,
  evolution,
  genetic,
  localSearch,
  motpe,
  nsga2,
  ppo,
  random,
  reinforce,
  type StrategyFactory,
  sepx,
  tpe,
} from "../../src/strategy/index.ts";

const data = fileURLToPath(new URL("../../../shared/benchmarks", import.meta.url));
const seeds = Array.from({ length: 12 }, (_, seed) => seed);

/** What is reported of the best after 100 evaluations, for each seed. */
function searchAll(factory: StrategyFactory, problemOf: (seed: number) => Problem<Json>): number[] {
  return seeds.map((seed) => {
    const rng = createRng(seed).split(factory.name);
    return simulate(problemOf(seed), factory, { evaluations: 100 }, rng).improvements.at(-1)?.reported ?? Number.NaN;
  });
}

function expectBetter(found: readonly number[], baseline: readonly number[]): void {
  expect(mean(found)).toBeGreaterThan(mean(baseline));
  expect(mannWhitney(found, baseline).p).toBeLessThan(0.01);
}

test("bohb() finds better architectures than random search where parts of the budget give noisy values", () => {
  const landscapes = seeds.map((seed) => syntheticProblem(seed, { partial: true }) as unknown as Problem<Json>);
  const problemOf = (seed: number): Problem<Json> => landscapes[seed] as Problem<Json>;

  expectBetter(searchAll(bohb(), problemOf), searchAll(random(), problemOf));
});

describe.skipIf(!existsSync(data))("NAS-Bench-Macro (skipped where ../shared/benchmarks is absent)", () => {
  let problem: Problem<Json>;
  let baseline: readonly number[];
  beforeAll(async () => {
    problem = (await openBenchmark({ benchmark: "nb-macro", data })).problemOf(0);
    baseline = searchAll(random(), () => problem);
  });

  test.each([bohb(), evolution(), genetic(), localSearch(), motpe(), nsga2(), ppo(), reinforce(), sepx(), tpe()])(
    "$name finds better chains than random search in 100 trials",
    (factory) => {
      expectBetter(
        searchAll(factory, () => problem),
        baseline,
      );
    },
  );
});
