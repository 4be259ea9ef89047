/** @file Reads the published NAS-Bench-201 accuracies, where the tables lie beside the project, and searches them. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createRng, type MetricSpec } from "../../src/base/index.ts";
import { nb201, type SearchSpace } from "../../src/space/index.ts";
import type { StrategyFactory } from "../../src/strategy/index.ts";

const file = new URL("../../../shared/benchmarks/nb201-accuracy.csv.gz", import.meta.url);
const objectives: readonly MetricSpec[] = [{ name: "valid", unit: "%", goal: "max" }];

export interface Accuracy {
  /** CIFAR-10 after 200 epochs, mean of the seeds, in percent. */
  readonly valid: number;
  readonly test: number;
}

/** CIFAR-10 accuracies by cell; undefined where the table is absent. */
export function loadAccuracies(): ReadonlyMap<string, Accuracy> | undefined {
  if (!existsSync(file)) return undefined;
  const [header = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const columns = header.split(",");
  const [valid, test] = ["cifar10_valid_200", "cifar10_test_200"].map((name) => columns.indexOf(name));
  return new Map(
    lines.map((line) => {
      const cells = line.split(",");
      return [cells[0] as string, { valid: Number(cells[valid ?? -1]), test: Number(cells[test ?? -1]) }];
    }),
  );
}

/** Runs a search of `trials` trials, one at a time; returns the accuracies of the best by validation. */
export function searchTable(
  table: ReadonlyMap<string, Accuracy>,
  factory: StrategyFactory,
  trials: number,
  seed: number,
  space: SearchSpace<string> = nb201({ mutation: "nats" }),
): Accuracy {
  const strategy = factory.create(space, objectives, createRng(seed));
  let best: Accuracy = { valid: Number.NEGATIVE_INFINITY, test: Number.NaN };
  for (let trial = 0; trial < trials; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const found = table.get(architecture) as Accuracy;
      if (found.valid > best.valid) best = found;
      const key = space.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values: { valid: found.valid }, feasible: true }]);
    }
  }
  return best;
}
