/**
 * @file CPU time of one ask and tell of each strategy at its defaults after so many results: a space of six decisions
 * with five options each (NAS-Bench-201), two objectives; networks that grow for `neat`. The mean of the 20
 * asks around that number, so that fits that come every few results count as they do in a search; a search before it warms
 * the code up.
 * `npx tsx bench/strategies/ask-cost.ts [--results 30,100] [--strategies gp,tpe] [--json]`
 */
import { parseArgs } from "node:util";
import { createRng, type Json, type MetricSpec } from "../../src/base/index.ts";
import { type NeatGenome, nb201, neatSpace, type SearchSpace } from "../../src/space/index.ts";
import { type StrategyName, strategies } from "../../src/strategy/index.ts";
import { saveResults } from "../results/save-results.ts";

const { values: flags } = parseArgs({
  options: {
    results: { type: "string", default: "30,100" },
    strategies: { type: "string", default: Object.keys(strategies).join(",") },
    json: { type: "boolean", default: false },
  },
});
const sizes = flags.results.split(",").map(Number);
const names = flags.strategies.split(",") as StrategyName[];
const objectives: readonly MetricSpec[] = [
  { name: "loss", unit: "1", goal: "min" },
  { name: "cost", unit: "1", goal: "min" },
];

type Measure = (arch: Json) => { readonly loss: number; readonly cost: number };

const cells = nb201();
const cellValues = (arch: string): ReturnType<Measure> => {
  const weights = cells.toIndices(arch).map((option) => [0, 0, 1, 3, 0.5][option] as number);
  return {
    loss: weights.reduce((sum, weight, edge) => sum + (3 - weight) * (1 + edge), 0),
    cost: weights.reduce((sum, weight) => sum + weight ** 2, 0),
  };
};
const growing = neatSpace();
const growingValues = ({ nodes, connections }: NeatGenome): ReturnType<Measure> => ({
  loss: Math.abs(nodes.length - 6) + Math.abs(connections[0]?.weight ?? 0),
  cost: connections.length,
});

const rows = names.flatMap((strategy) => {
  const isGrowing = strategy === "neat";
  const space = (isGrowing ? growing : cells) as unknown as SearchSpace<Json>;
  costs(strategy, space, (isGrowing ? growingValues : cellValues) as unknown as Measure);
  const measured = costs(strategy, space, (isGrowing ? growingValues : cellValues) as unknown as Measure);
  for (const { results, cpuMs } of measured) console.log(`${strategy} at ${results} results: ${cpuMs} ms`);
  return measured;
});
if (flags.json) saveResults("ask-cost", { results: sizes, decisions: 6, options: 5, objectives: 2 }, rows);

function costs(strategy: StrategyName, space: SearchSpace<Json>, valuesOf: Measure): Cost[] {
  const searcher = strategies[strategy].create().create(space, objectives, createRng(1));
  const spent: number[] = [];
  for (let trial = 0; trial < Math.max(...sizes) + 10; trial++) {
    const begun = process.cpuUsage();
    const [proposal] = searcher.ask(1);
    if (!proposal) throw new Error(`Cannot measure ${strategy}: it proposes nothing, expected an architecture`);
    const { architecture, fidelity = 1 } = proposal;
    const values = { ...valuesOf(architecture) };
    const key = space.key(architecture);
    searcher.tell([{ trial, architecture, key, state: "complete", values, feasible: true, fidelity }]);
    const { user, system } = process.cpuUsage(begun);
    spent.push((user + system) / 1000);
  }
  return sizes.map((results) => {
    const near = spent.slice(results - 10, results + 10);
    const mean = near.reduce((sum, ms) => sum + ms, 0) / near.length;
    return { strategy, results, cpuMs: Number(mean.toPrecision(2)) };
  });
}

interface Cost {
  readonly strategy: StrategyName;
  readonly results: number;
  /** Milliseconds, mean over the asks around that number of results. */
  readonly cpuMs: number;
}
