import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, type Values } from "../../src/base/index.ts";
import { hypervolume } from "../../src/pareto/index.ts";
import { nb201 } from "../../src/space/index.ts";
import {
  type Entry,
  ehvi,
  gp,
  motpe,
  parego,
  type Strategy,
  type StrategyFactory,
  strategies,
  tpe,
} from "../../src/strategy/index.ts";
import { objectiveMixture, weightGrid } from "../../src/strategy/model/objective-mixture.ts";
import { splitByFront } from "../../src/strategy/tpe/split-by-front.ts";
import { strategySuite } from "../../src/testing/index.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [
  { name: "loss", unit: "1", goal: "min" },
  { name: "cost", unit: "1", goal: "min" },
];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, parego({ initial: 4, candidates: 20 }));
  strategySuite(runner, ehvi({ initial: 4, candidates: 20 }));
  strategySuite(runner, motpe({ startup: 4 }));
  strategySuite(runner, motpe({ startup: 4, weights: "contribution", multivariate: false, tries: 1 }));
});

/** Large convolutions lower the loss, the more the nearer the output; they cost more than small ones. */
function valuesOf(arch: string): Values {
  const sizes = space.toIndices(arch).map((option) => [0, 0, 1, 3, 0][option] as number);
  const loss = sizes.reduce((sum, size, edge) => sum + (3 - size) * (1 + edge), 0);
  return { loss, cost: sizes.reduce((sum, size) => sum + size ** 2, 0) };
}

/** Searches one trial at a time; trials that `isFeasible` denies are told as such. */
function search(
  factory: StrategyFactory,
  trials: number,
  specs: readonly MetricSpec[] = objectives,
  isFeasible: (arch: string) => boolean = () => true,
): { architectures: string[]; found: Values[] } {
  const strategy = factory.create(space, specs, createRng(1)) as Strategy<string>;
  const architectures: string[] = [];
  for (let trial = 0; trial < trials; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      architectures.push(architecture);
      const values = valuesOf(architecture);
      const key = space.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values, feasible: isFeasible(architecture) }]);
    }
  }
  return { architectures, found: architectures.map(valuesOf) };
}

function volumeOf(found: readonly Values[]): number {
  return hypervolume(
    found.map(({ loss, cost }) => [loss as number, cost as number]),
    [64, 55],
  );
}

const bayesian = [parego, ehvi];
const all = Object.entries(strategies)
  .filter(([, { traits }]) => traits.objectives === "front")
  .map(([name, { create }]) => create(name === "nsga2" ? { population: 10 } : {}));

describe("strategies made for a whole front", () => {
  test.each(all)("$name covers more of the front than random search", (factory) => {
    const random = volumeOf(search(strategies.random.create(), 60).found);

    expect(volumeOf(search(factory, 60).found)).toBeGreaterThan(1.02 * random);
  });

  test.each(all)("$name keeps away from what breaks a constraint", (factory) => {
    // Two in five cells have one of the first two operations on their last edge; the best cells have another one.
    const isFeasible = (arch: string): boolean => (space.toIndices(arch)[5] as number) < 2;
    const { architectures } = search(factory, 60, objectives, isFeasible);

    expect(architectures.slice(20).filter(isFeasible).length / 40).toBeGreaterThan(0.6);
  });

  test("ehvi() with one objective is gp()", () => {
    const proposals = (factory: StrategyFactory): string[] => search(factory, 20, objectives.slice(0, 1)).architectures;

    expect(proposals(ehvi({ initial: 4 }))).toEqual(proposals(gp({ initial: 4 })));
  });

  test("motpe() with one objective is tpe()", () => {
    const proposals = (factory: StrategyFactory): string[] => search(factory, 40, objectives.slice(0, 1)).architectures;

    expect(proposals(motpe())).toEqual(proposals(tpe()));
  });

  test("refuse wrong settings", () => {
    for (const create of bayesian) {
      expect(() => create({ initial: 1 })).toThrow(InputError);
      expect(() => create({ kernel: "rbf" as "wl" })).toThrow(/kernel is "rbf", expected options or wl/);
    }
    expect(() => motpe({ weights: "none" as "uniform" })).toThrow('Cannot set up motpe: weights is "none"');
    expect(() => motpe({ priorWeight: 0 })).toThrow("motpe");
  });
});

function entriesOf(costs: readonly (readonly number[])[], infeasible: readonly number[] = []): Entry<string>[] {
  return costs.map((cost, trial) => ({
    ...{ trial, architecture: String(trial), key: String(trial), state: "complete", fidelity: 1 },
    feasible: !infeasible.includes(trial),
    costs: cost,
  }));
}

describe("objectiveMixture()", () => {
  /** A front with a hollow, which no weighted sum would find, and what it dominates weakly. */
  const front = [
    [0, 10],
    [4, 9],
    [7, 7],
    [9, 4],
    [10, 0],
  ];
  const entries = entriesOf([...front, [10, 10], [9, 9]]);

  test("has each point of a front as the best for some weights, and only those", () => {
    const best = Array.from({ length: 101 }, (_, i) => {
      const mixed = objectiveMixture([i / 100, 1 - i / 100]).of(entries);
      return mixed.indexOf(Math.min(...mixed));
    });

    expect([...new Set(best)].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test("with all weight on one objective is that objective", () => {
    const mixed = objectiveMixture([0, 1]).of(entries);

    expect([...mixed]).toEqual(entries.map(({ costs }) => ((costs[1] as number) / 10) * 1.05));
  });

  test("passes over an objective that is the same everywhere, and puts the infeasible last", () => {
    const constant = entriesOf(front.map(([x]) => [x as number, 5]));
    const mixed = objectiveMixture([0.5, 0.5]).of(constant);
    expect([...mixed]).toEqual([...objectiveMixture([0.5]).of(entriesOf(front.map(([x]) => [x as number])))]);

    const broken = objectiveMixture([0.5, 0.5]).of(entriesOf(front, [2]));
    expect(broken.indexOf(Math.max(...broken))).toBe(2);
  });

  test("takes its weights from a grid of the simplex", () => {
    expect([1, 2, 3, 4, 5, 8].map((m) => weightGrid(m).length)).toEqual([1, 15, 15, 10, 15, 36]);
    for (const m of [2, 3, 6]) {
      for (const weights of weightGrid(m)) {
        expect(weights.length).toBe(m);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      }
      expect(weightGrid(m).filter((weights) => weights.includes(1)).length).toBe(m);
    }
  });
});

describe("splitByFront()", () => {
  const costs = [
    [9, 9],
    [0, 3],
    [3, 0],
    [1, 1],
    [2, 2],
    [1, 4],
    [5, 1],
    [4.8, 1.1],
  ];
  const pick = (count: number, infeasible: readonly number[] = []): number[] =>
    splitByFront("uniform")(entriesOf(costs, infeasible), count, 25).entries.map(({ trial }) => trial);

  test("takes whole fronts, and of the last one those that dominate most together", () => {
    expect(pick(3)).toEqual([1, 2, 3]);
    expect(pick(1)).toEqual([3]);
    // The second front is 4, 5, 6 and 7; trial 4 dominates most of all, and 6 and 7 much the same.
    expect(pick(4)).toEqual([1, 2, 3, 4]);
    expect(pick(7)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(pick(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("takes what is infeasible where there is nothing else", () => {
    expect(pick(2, [1, 3])).toEqual([2, 4]);
    expect(pick(7, [0, 1])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("weighs good results alike, or by the hypervolume lost without them", () => {
    const three = entriesOf(costs.slice(1, 4));
    expect(splitByFront("uniform")(three, 3, 25).weights).toEqual([1, 1, 1]);
    // With the reference at (3.3, 3.3): 1 · 0.3, 0.3 · 1 and 2 · 2.
    const { weights } = splitByFront("contribution")(three, 3, 25);
    expect(Array.from(weights, (weight) => Number(weight.toFixed(9)))).toEqual([0.075, 0.075, 1]);
    expect(splitByFront("contribution")(entriesOf(costs.slice(1, 4), [2]), 3, 25).weights[2]).toBe(1e-12);
  });
});
