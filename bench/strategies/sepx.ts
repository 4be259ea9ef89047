/**
 * @file Crossover along shortest edit paths beside crossover by position and mutation alone, on cells of NAS-Bench-101
 * whose loss is their edit distance to one cell, dead vertices included: the noise-free setting of Qiu, Miikkulainen
 * 2023. Once as published, with the benchmark's own mutation and repeats allowed, once as the strategies are by default.
 * `npx tsx bench/strategies/sepx.ts [--evaluations 2000] [--seeds 50] [--json]`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  createRng,
  type MetricSpec,
  mannWhitney,
  mean,
  quantile,
  type Rng,
  standardDeviation,
} from "../../src/base/index.ts";
import { type LabelledDag, nb101, type SearchSpace } from "../../src/space/index.ts";
import { matchVertices } from "../../src/strategy/edit-path/index.ts";
import { evolution, random, type StrategyFactory, sepx } from "../../src/strategy/index.ts";

const { values: flags } = parseArgs({
  options: {
    evaluations: { type: "string", default: "2000" },
    seeds: { type: "string", default: "50" },
    json: { type: "boolean", default: false },
  },
});
const evaluations = Number(flags.evaluations);
const seeds = Array.from({ length: Number(flags.seeds) }, (_, seed) => seed);
const objectives: readonly MetricSpec[] = [{ name: "distance", unit: "count", goal: "min" }];

/** The optimum of the paper's code: 7 vertices, 9 edges. */
const best: LabelledDag = {
  labels: ["input", "conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3", "conv3x3-bn-relu", "conv3x3-bn-relu", "output"],
  edges: [
    [0, 1],
    [0, 2],
    [0, 5],
    [0, 6],
    [1, 5],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ],
};

interface Setting {
  readonly name: string;
  readonly space: SearchSpace<string>;
  readonly tries: number;
}

const own = nb101();
const settings: readonly Setting[] = [
  { name: "as published", space: { ...own, mutate: mutateAsBenchmark }, tries: 1 },
  { name: "by default", space: own, tries: 20 },
];

/** What one search came to. */
interface Run {
  /** The least distance found. */
  readonly distance: number;
  /** The least distance so far, on average over all evaluations: the area under the paper's curves. */
  readonly area: number;
  /** Evaluations until the distance was 0; one more than there were where it never was. */
  readonly needed: number;
}

const distances = new Map<string, number>();
const rows = settings.flatMap(compare);
const folder = new URL("../results/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("sepx.json", folder), `${JSON.stringify({ evaluations, seeds: seeds.length, rows }, null, 2)}\n`);
if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else console.table(rows);

function compare({ name, space, tries }: Setting): object[] {
  const sizes = { population: 100, sample: 10, tries };
  const { fromDag: _, ...byPosition } = space;
  const runs: Readonly<Record<string, readonly Run[]>> = {
    "shortest edit path": searches(sepx(sizes), space),
    "crossover by position": searches(sepx(sizes), byPosition),
    mutation: searches(evolution(sizes), space),
    random: searches(random({ tries }), space),
  };
  const areas = Object.values(runs).map((all) => all.map(({ area }) => area));
  return Object.entries(runs).map(([method, all], i) => ({
    setting: name,
    method,
    area: Number(mean(areas[i] ?? []).toFixed(3)),
    deviation: Number(standardDeviation(areas[i] ?? []).toFixed(3)),
    distance: Number(mean(all.map(({ distance }) => distance)).toFixed(3)),
    reached: all.filter(({ distance }) => distance === 0).length / all.length,
    needed: quantile(
      Float64Array.from(all, (run) => run.needed),
      0.5,
    ),
    pOfNext: i < 3 ? chance(areas[i], areas[i + 1]) : null,
    pOfMutation: i === 0 ? chance(areas[0], areas[2]) : null,
  }));
}

/** Two-sided: how likely areas as different as these are if the methods do not differ. */
function chance(a: readonly number[] = [], b: readonly number[] = []): number {
  return Number(mannWhitney(a, b).p.toPrecision(2));
}

function searches(factory: StrategyFactory, on: SearchSpace<string>): readonly Run[] {
  return seeds.map((seed) => search(factory, on, seed));
}

/** Ends where the optimum is found, as nothing less follows. */
function search(factory: StrategyFactory, on: SearchSpace<string>, seed: number): Run {
  const strategy = factory.create(on, objectives, createRng(seed));
  let [least, sum, trial] = [Number.POSITIVE_INFINITY, 0, 0];
  for (; trial < evaluations && least > 0; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const distance = distanceOf(architecture);
      least = Math.min(least, distance);
      const key = on.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values: { distance }, feasible: true }]);
    }
    sum += least;
  }
  return { distance: least, area: sum / evaluations, needed: least === 0 ? trial : evaluations + 1 };
}

function distanceOf(architecture: string): number {
  const distance =
    distances.get(architecture) ?? matchVertices(own.wholeDag?.(architecture) ?? own.toDag(architecture), best).cost;
  distances.set(architecture, distance);
  return distance;
}

/** The mutation of the benchmark's own evolution: each edge changes with probability 1/7, each operation with 1/5. */
function mutateAsBenchmark(architecture: string, rng: Rng): string {
  const before = own.toIndices(architecture);
  for (;;) {
    const after = own.parameters.map(({ options }, i) => {
      const option = before[i] as number;
      return rng.next() < (options === 2 ? 1 / 7 : 1 / 5) ? (option + 1 + rng.int(options - 1)) % options : option;
    });
    const child = own.fromIndices(after);
    if (child !== undefined) return child;
  }
}
