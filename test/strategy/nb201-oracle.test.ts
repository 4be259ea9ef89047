import { describe, expect, test } from "vitest";
import { mean } from "../../src/base/index.ts";
import { evolution, random } from "../../src/strategy/index.ts";
import { loadAccuracies, searchTable } from "./tabular-benchmark.ts";

const table = loadAccuracies();
const runs = 200;

// Means and standard deviations of 500 runs of n = 100 on the same table with the textbook algorithms; a run repeats
// cells as it happens, and P = 10, S = 3 with replacement and NATS-Bench's mutation for evolution.
const oracles = [
  { name: "random", factory: random({ tries: 1 }), test: 93.79, sd: 0.28, valid: 91.03 },
  {
    name: "evolution",
    factory: evolution({ population: 10, sample: 3, replacement: true, tries: 1 }),
    test: 94.03,
    sd: 0.3,
    valid: 91.28,
  },
];

describe.skipIf(table === undefined)("NAS-Bench-201 table (skipped where ../shared/benchmarks is absent)", () => {
  test.each(oracles)("$name reaches its known accuracy in 100 trials", ({ factory, test: expected, sd, valid }) => {
    const found = Array.from({ length: runs }, (_, seed) => searchTable(table ?? new Map(), factory, 100, seed));

    const tolerance = (3 * sd) / Math.sqrt(runs) + 0.05;
    expect(Math.abs(mean(found.map((best) => best.test)) - expected)).toBeLessThan(tolerance);
    expect(Math.abs(mean(found.map((best) => best.valid)) - valid)).toBeLessThan(tolerance);
  });

  test("evolution without repeats beats random search without repeats", () => {
    const best = (factory: ReturnType<typeof random>): number =>
      mean(Array.from({ length: 100 }, (_, seed) => searchTable(table ?? new Map(), factory, 100, seed).valid));

    // The difference of the textbook algorithms is 0.25; the standard error of this one some 0.04.
    expect(best(evolution()) - best(random())).toBeGreaterThan(0.1);
  });
});
