/**
 * @file Crossover along shortest edit paths beside crossover by position and mutation alone, on cells of NAS-Bench-101
 * whose loss is their edit distance to one cell: the noise-free setting of Qiu, Miikkulainen 2023.
 * `npx tsx bench/strategies/sepx.ts [--evaluations 600] [--seeds 30] [--json]`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createRng, type MetricSpec, mannWhitney, mean, standardDeviation } from "../../src/base/index.ts";
import { type LabelledDag, nb101, type SearchSpace } from "../../src/space/index.ts";
import { matchVertices } from "../../src/strategy/edit-path/index.ts";
import { evolution, random, type StrategyFactory, sepx } from "../../src/strategy/index.ts";

const { values: flags } = parseArgs({
  options: {
    evaluations: { type: "string", default: "600" },
    seeds: { type: "string", default: "30" },
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

const space = nb101();
const { fromDag: _, ...byPosition } = space;
const sizes = { population: 100, sample: 10 };
const methods: readonly {
  readonly name: string;
  readonly factory: StrategyFactory;
  readonly on: SearchSpace<string>;
}[] = [
  { name: "shortest edit path", factory: sepx(sizes), on: space },
  { name: "crossover by position", factory: sepx(sizes), on: byPosition },
  { name: "mutation", factory: evolution(sizes), on: space },
  { name: "random", factory: random(), on: space },
];

const found = methods.map(({ factory, on }) => seeds.map((seed) => search(factory, on, seed)));
const rows = methods.map(({ name }, i) => {
  const distances = found[i] as readonly number[];
  const next = found[i + 1];
  return {
    method: name,
    distance: Number(mean(distances).toFixed(3)),
    deviation: Number(standardDeviation(distances).toFixed(3)),
    reached: distances.filter((distance) => distance === 0).length / distances.length,
    /** Two-sided, against the method in the next row. */
    p: next === undefined ? null : Number(mannWhitney(distances, next).p.toPrecision(2)),
  };
});
const folder = new URL("../results/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("sepx.json", folder), `${JSON.stringify({ evaluations, seeds: seeds.length, rows }, null, 2)}\n`);
if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else console.table(rows);

/** The least distance found. */
function search(factory: StrategyFactory, on: SearchSpace<string>, seed: number): number {
  const strategy = factory.create(on, objectives, createRng(seed));
  let least = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < evaluations; trial++) {
    for (const { architecture } of strategy.ask(1)) {
      const distance = matchVertices(on.toDag(architecture), best).cost;
      least = Math.min(least, distance);
      const key = on.key(architecture);
      strategy.tell([{ trial, architecture, key, state: "complete", values: { distance }, feasible: true }]);
    }
  }
  return least;
}
