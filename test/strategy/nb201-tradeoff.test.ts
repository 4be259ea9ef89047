import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createRng, type MetricSpec, mean } from "../../src/base/index.ts";
import { hypervolume, paretoFront, referencePoint } from "../../src/pareto/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { ehvi, motpe, nsga2, parego, random, type Strategy, type StrategyFactory } from "../../src/strategy/index.ts";
import { loadAccuracies } from "./tabular-benchmark.ts";

const file = new URL("../../../shared/benchmarks/nb201-device-latency.csv.gz", import.meta.url);
const accuracies = loadAccuracies();
const space = nb201();
const objectives: readonly MetricSpec[] = [
  { name: "error", unit: "%", goal: "min" },
  { name: "cost", unit: "1", goal: "min" },
];

/** Error and cost of each network by key. */
type Table = ReadonlyMap<string, readonly number[]>;

/** Latency at batch 1 of a GTX 1080 Ti, of the networks that were measured. */
function latencyTable(): Table {
  const [header = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const column = header.split(",").indexOf("1080ti_1");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    const arch = cells[0] as string;
    return [space.key(arch), [100 - (accuracies?.get(arch)?.valid as number), Number(cells[column])]] as const;
  });
  return new Map(rows.reverse());
}

/** As in the published counts of multiply-adds; both objectives from 0 to 1. */
function macsTable(): Table {
  const count = (arch: string, operation: string): number => arch.split(operation).length - 1;
  return new Map(
    Array.from(accuracies ?? [], ([arch, { test: accuracy }]) => {
      const macs = 7_783_050 + 3_932_160 * count(arch, "nor_conv_1x1") + 35_389_440 * count(arch, "nor_conv_3x3");
      return [arch, [(100 - accuracy) / 90, macs / 220_119_690]] as const;
    }),
  );
}

/** Searches one trial at a time until so many networks were measured; those not in the table fail. */
function search(table: Table, keyOf: (arch: string) => string, factory: StrategyFactory, count: number, seed: number) {
  const strategy = factory.create(space, objectives, createRng(seed)) as Strategy<string>;
  const found: (readonly number[])[] = [];
  for (let trial = 0; found.length < count; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const costs = table.get(keyOf(architecture));
      const values = costs ? { error: costs[0] as number, cost: costs[1] as number } : {};
      if (costs) found.push(costs);
      const state = costs ? "complete" : "failed";
      strategy.tell([{ trial, architecture, key: space.key(architecture), state, values, feasible: true }]);
    }
  }
  return found;
}

describe.skipIf(!accuracies || !existsSync(file))(
  "NAS-Bench-201, error and latency (skipped where ../shared/benchmarks is absent)",
  () => {
    const table = accuracies ? latencyTable() : new Map();
    const points = [...table.values()];
    const front = paretoFront(points).map((i) => points[i] as readonly number[]);
    // The part of the front that anyone would use: errors below a fifth.
    const reference = referencePoint(front.filter(([error = 100]) => error < 20));
    const covered = (factory: StrategyFactory, count: number, seed: number): number =>
      hypervolume(search(table, space.key, factory, count, seed), reference) / hypervolume(front, reference);

    // Random search reaches 0.93 with 300 queries.
    test.each([
      { factory: nsga2(), queries: 300 },
      { factory: motpe(), queries: 300 },
      { factory: parego(), queries: 150 },
      { factory: ehvi(), queries: 120 },
    ])("$factory.name covers 95 % of the front with $queries queries", ({ factory, queries }) => {
      expect(covered(factory, queries, 1)).toBeGreaterThan(0.95);
    });
  },
);

describe.skipIf(!accuracies)(
  "NAS-Bench-201, error and multiply-adds (skipped where ../shared/benchmarks is absent)",
  () => {
    // Part of the true front's hypervolume: means of 15 runs with uniform crossover at 0.9 and mutation of each edge at 1/6.
    test("nsga2() covers as much of the front as is known of it, and more than random search", () => {
      const table = macsTable();
      const covered = (factory: StrategyFactory, count: number): number =>
        mean(
          Array.from({ length: 15 }, (_, seed) => {
            const found = search(table, String, factory, count, seed + 1);
            return hypervolume(found, [1, 1]) / 0.895795;
          }),
        );

      // Three standard errors, and 0.0005.
      expect(Math.abs(covered(nsga2(), 200) - 0.9966)).toBeLessThan((3 * 0.0013) / Math.sqrt(15) + 0.0005);
      expect(Math.abs(covered(nsga2(), 500) - 0.9988)).toBeLessThan((3 * 0.0006) / Math.sqrt(15) + 0.0005);
      expect(covered(random(), 500)).toBeLessThan(0.997);
    });
  },
);
