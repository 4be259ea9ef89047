import { expect, test } from "vitest";
import { createRng, mean, standardDeviation } from "../../src/base/index.ts";
import { type SyntheticArchitecture, simulate, syntheticProblem } from "../../src/benchmark/index.ts";
import { evolution, random, type StrategyFactory } from "../../src/strategy/index.ts";

const digits = [0, 1, 2, 3, 4] as const;

function* everyArchitecture(): Generator<SyntheticArchitecture> {
  for (const a of digits)
    for (const b of digits)
      for (const c of digits)
        for (const d of digits) for (const e of digits) for (const f of digits) yield { a, b, c, d, e, f };
}

test("syntheticProblem() is standardised, its best is 0 and stands alone", () => {
  const problem = syntheticProblem(5);

  const values = Array.from(everyArchitecture(), (arch) => problem.measure(arch).reported);

  expect(values).toHaveLength(15_625);
  expect(values.filter((value) => value === 0)).toHaveLength(1);
  expect(Math.max(...values)).toBe(0);
  expect(standardDeviation(values)).toBeCloseTo(1, 10);
});

test("syntheticProblem() is a sum of terms of one and two decisions", () => {
  const { measure } = syntheticProblem(6);
  const base: SyntheticArchitecture = { a: 0, b: 0, c: 0, d: 0, e: 0, f: 0 };
  const value = (change: Partial<SyntheticArchitecture>): number => measure({ ...base, ...change }).reported;
  const pair = (rest: Partial<SyntheticArchitecture>): number =>
    value({ a: 1, b: 2, ...rest }) - value({ a: 1, ...rest }) - value({ b: 2, ...rest }) + value(rest);

  // What a pair adds does not depend on the other decisions.
  expect(pair({ c: 3, f: 4 })).toBeCloseTo(pair({}), 10);
  expect(pair({})).not.toBeCloseTo(0, 3);
});

test("syntheticProblem() is a function of its seed, and noisy below the whole budget", () => {
  const arch = { a: 1, b: 2, c: 3, d: 4, e: 0, f: 1 } as const;
  const partial = syntheticProblem(1, { partial: true });

  expect(syntheticProblem(1).measure(arch)).toEqual(syntheticProblem(1).measure(arch));
  expect(syntheticProblem(1).measure(arch)).not.toEqual(syntheticProblem(2).measure(arch));
  expect(partial.measure(arch)).toEqual(syntheticProblem(1, { partial: true }).measure(arch));
  expect(partial.measure(arch).searched.at(-1)).toBe(syntheticProblem(1).measure(arch).reported);
  expect(partial.measure(arch).seconds).toBe(120);
});

// Mean regrets of 50 simulated searches on other draws of such landscapes, with textbook algorithms: 0.97 and 0.41.
test.each([
  ["random", random({ tries: 1 }), 0.97, 0.15],
  ["evolution", evolution({ tries: 1 }), 0.41, 0.15],
] satisfies [string, StrategyFactory, number, number][])(
  "syntheticProblem() is as hard for %s as known",
  (_, factory, regret, tolerance) => {
    const found = Array.from({ length: 50 }, (__, seed) => {
      const { improvements } = simulate(
        syntheticProblem(seed),
        factory,
        { evaluations: 100, repeats: "charged" },
        createRng(seed),
      );
      return -(improvements.at(-1)?.reported ?? Number.NaN);
    });

    expect(Math.abs(mean(found) - regret)).toBeLessThan(tolerance);
  },
);
