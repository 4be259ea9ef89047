import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createRng, mean } from "../../src/base/index.ts";
import { type Benchmark, compareTraces, openBenchmark, simulate } from "../../src/benchmark/index.ts";
import { evolution, random, type StrategyFactory } from "../../src/strategy/index.ts";

const data = fileURLToPath(new URL("../../../shared/benchmarks", import.meta.url));
const open = (task: string): Promise<Benchmark | undefined> =>
  openBenchmark({ benchmark: "nb201", task, data, space: { mutation: "nats" } }).catch(() => undefined);
const benchmark = await open("cifar10");
const runs = 40;

// Means and standard deviations of 500 runs of the textbook algorithms on the same table, repeats charged.
const oracles: readonly (readonly [string, StrategyFactory, readonly (readonly [number, number, number])[]])[] = [
  [
    "random",
    random({ tries: 1 }),
    [
      [100, 93.79, 0.28],
      [200, 93.91, 0.23],
      [500, 94.04, 0.22],
    ],
  ],
  [
    "evolution",
    evolution({ population: 10, sample: 3, replacement: true, tries: 1 }),
    [
      [100, 94.03, 0.3],
      [200, 94.21, 0.22],
      [500, 94.34, 0.08],
    ],
  ],
];

describe.skipIf(benchmark === undefined)(
  "NAS-Bench-201 by the simulation (skipped where ../shared/benchmarks is absent)",
  () => {
    const problem = (benchmark as Benchmark | undefined)?.problemOf(0) as ReturnType<Benchmark["problemOf"]>;

    test("has the published best values", () => {
      expect(problem.optimum).toBeCloseTo(91.61, 2);
      expect(problem.reportedOptimum).toBeCloseTo(94.37, 2);
      expect(problem.fidelities).toEqual([0.06, 1]);
      expect(problem.features?.names).toHaveLength(13);
    });

    test.each(oracles)(
      "%s reports its known test accuracies after 100, 200 and 500 evaluations",
      (name, factory, known) => {
        const traces = Array.from({ length: runs }, (_, seed) =>
          simulate(problem, factory, { evaluations: 500, repeats: "charged" }, createRng(seed)),
        );

        const rows = compareTraces(
          new Map([[name, traces]]),
          problem,
          known.map(([amount]) => ({ kind: "evaluations", amount })),
        );

        for (const [i, [budget, expected, sd]] of known.entries()) {
          expect(rows[i]?.budget).toBe(budget);
          expect(Math.abs((rows[i]?.meanTest ?? 0) - expected)).toBeLessThan((3 * sd) / Math.sqrt(runs) + 0.05);
        }
      },
    );

    test("spends simulated time as the table says, and more workers spend it faster", () => {
      const spent = (workers: number): number[] =>
        Array.from(
          { length: 5 },
          (_, seed) => simulate(problem, random(), { seconds: 100_000, workers }, createRng(seed)).evaluations,
        );

      // An evaluation takes some 2,000 seconds.
      expect(mean(spent(1))).toBeGreaterThan(30);
      expect(mean(spent(1))).toBeLessThan(80);
      expect(mean(spent(4)) / mean(spent(1))).toBeCloseTo(4, 0);
    });
  },
);
