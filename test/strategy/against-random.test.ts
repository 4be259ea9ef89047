import { describe, expect, test } from "vitest";
import { createRng, mannWhitney, mean } from "../../src/base/index.ts";
import { syntheticProblem } from "../../src/benchmark/index.ts";
import {
  genetic,
  localSearch,
  ppo,
  random,
  reinforce,
  type StrategyFactory,
  sepx,
  tpe,
} from "../../src/strategy/index.ts";
import { loadAccuracies, searchTable } from "./tabular-benchmark.ts";

const table = loadAccuracies();
/** Enough to be sure: with 50 of them, every p is below 1e-5. */
const seeds = Array.from({ length: 25 }, (_, seed) => seed);
const factories = [localSearch(), genetic(), sepx(), reinforce(), ppo(), tpe()].map((factory) => ({
  name: factory.name,
  factory,
}));

/** The best score of 100 trials on a landscape of their own for each seed; 0 is the best there is. */
function searchLandscapes(factory: StrategyFactory): number[] {
  return landscapes.map((problem, seed) => {
    const strategy = factory.create(problem.space, [problem.searched], createRng(seed));
    let best = Number.NEGATIVE_INFINITY;
    for (let trial = 0; trial < 100; trial++) {
      for (const { architecture } of strategy.ask(1)) {
        const score = problem.measure(architecture).reported;
        best = Math.max(best, score);
        const key = problem.space.key(architecture);
        strategy.tell([{ trial, architecture, key, state: "complete", values: { score }, feasible: true }]);
      }
    }
    return best;
  });
}

const landscapes = seeds.map((seed) => syntheticProblem(seed));
const randomOnLandscapes = searchLandscapes(random());

describe("100 trials on landscapes of six decisions", () => {
  test.each(factories)("$name finds better architectures than random search", ({ factory }) => {
    const found = searchLandscapes(factory);

    expect(mean(found)).toBeGreaterThan(mean(randomOnLandscapes));
    expect(mannWhitney(found, randomOnLandscapes).p).toBeLessThan(0.01);
  });
});

describe.skipIf(table === undefined)("NAS-Bench-201 table (skipped where ../shared/benchmarks is absent)", () => {
  const validOf = (factory: StrategyFactory): number[] =>
    seeds.map((seed) => searchTable(table ?? new Map(), factory, 100, seed).valid);
  const randomOnTable = table ? validOf(random()) : [];

  test.each(factories)("$name finds better cells than random search in 100 trials", ({ factory }) => {
    const found = validOf(factory);

    expect(mean(found)).toBeGreaterThan(mean(randomOnTable));
    expect(mannWhitney(found, randomOnTable).p).toBeLessThan(0.01);
  });
});
