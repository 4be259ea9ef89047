import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, quantile, type Values } from "../../src/base/index.ts";
import { hypervolume, paretoFront } from "../../src/pareto/index.ts";
import { nsga2, type Observation, type Proposal, type Strategy } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { type TabularArchitecture, tabularSpace, tabularValues } from "../../src/testing/tabular-space.ts";
import { realSpace, type TestFunction, testFunctions } from "./real-space.ts";

function objectivesOf({ objectives }: TestFunction): MetricSpec[] {
  return Array.from({ length: objectives }, (_, m) => ({ name: `f${m}`, unit: "1", goal: "min" }));
}

/** The hypervolume of the last population after so many evaluations, as the literature counts it. */
function run(target: TestFunction, evaluations: number, seed: number): number {
  const space = realSpace(target.variables);
  const factory = nsga2({ population: 100, mutation: 1, tries: 1 });
  const strategy = factory.create(space, objectivesOf(target), createRng(seed)) as Strategy<readonly number[]>;
  const all: (readonly number[])[] = [];
  for (let trial = 0; trial < evaluations; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const costs = target.evaluate(architecture);
      all.push(costs);
      const values: Values = Object.fromEntries(costs.map((cost, m) => [`f${m}`, cost]));
      const key = space.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values, feasible: true }]);
    }
  }
  const { parents } = strategy.snapshot() as unknown as { parents: readonly number[] };
  const population = parents.map((at) => all[at] as readonly number[]);
  return hypervolume(population, target.reference);
}

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, nsga2({ population: 4 }));
  strategySuite(runner, nsga2({ population: 2, crossover: 0, tries: 1 }));
});

describe("nsga2()", () => {
  test("keeps what no result dominates, as long as there is room", () => {
    const space = tabularSpace();
    const objectives: MetricSpec[] = [
      { name: "loss", unit: "1", goal: "min" },
      { name: "score", unit: "1", goal: "max" },
    ];
    const strategy = nsga2({ population: 20 }).create(space, objectives, createRng(4)) as Strategy<TabularArchitecture>;
    const told: Observation<TabularArchitecture>[] = [];
    for (let trial = 0; trial < 100; trial++) {
      const { architecture } = strategy.ask(1)[0] as Proposal<TabularArchitecture>;
      const values = tabularValues(architecture);
      told.push({ trial, architecture, key: space.key(architecture), state: "complete", values, feasible: true });
      strategy.tell(told.slice(-1));
    }
    const { parents } = strategy.snapshot() as unknown as { parents: readonly number[] };
    const costs = told.map(({ values }) => [values.loss as number, -(values.score as number)]);
    const kept = new Set(parents.map((at) => String(costs[at])));
    for (const at of paretoFront(costs)) expect(kept.has(String(costs[at]))).toBe(true);
  });

  test.each([{ population: 1 }, { crossover: 1.1 }, { mutation: -1 }, { tries: 0 }])("refuses %j", (options) => {
    expect(() => nsga2(options)).toThrow(InputError);
  });

  // Hypervolumes of the last population of pymoo 0.6.1.6, NSGA2(pop_size=100), 25,000 evaluations: medians of seeds 1 to
  // 11. With three objectives single runs differ by some percent.
  test.each([
    { name: "zdt1", pymoo: 0.86958, seeds: [1] },
    { name: "zdt2", pymoo: 0.53624, seeds: [1] },
    { name: "zdt3", pymoo: 1.32747, seeds: [1] },
    { name: "dtlz2", pymoo: 0.37105, seeds: [1, 2, 3] },
  ])("covers the front of $name as well as pymoo does, within 1 %", ({ name, pymoo, seeds }) => {
    const target = testFunctions[name] as TestFunction;
    const volumes = Float64Array.from(seeds, (seed) => run(target, 25_000, seed));

    expect(Math.abs(quantile(volumes, 0.5) / pymoo - 1)).toBeLessThan(0.01);
    expect(Math.max(...volumes)).toBeLessThan(target.hypervolume);
  });
});
