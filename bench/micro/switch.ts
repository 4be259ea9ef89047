/**
 * @file What a Switch costs: the time of a training step (loss and gradients) of one path of a supernet, by the time of
 * the same step of the path's network alone. Run: npx tsx bench/micro/switch.ts [rounds] [threads]
 */
import { appendGradients } from "../../src/autodiff/index.ts";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine, type Program } from "../../src/engine/index.ts";
import { type Graph, optimize } from "../../src/graph/index.ts";
import { feedsFor, type Net, standalone, supernet } from "../../test/autodiff/supernet.ts";

const spec = { layers: 12, choices: ["conv3", "conv5", "conv1", "skip"], batch: 64, channels: 32, size: 16 } as const;
const paths = {
  mixed: Array.from({ length: 12 }, (_, i) => i % 4),
  "all conv3": Array(12).fill(0),
  "all conv1": Array(12).fill(2),
  "11 skips": [0, ...Array(11).fill(3)],
} as const;

const [rounds = 30, threads = 2] = process.argv.slice(2).map(Number);
const engine = createNodeEngine({ threads });

function stepOf({ graph, loss, parameters }: Net): Graph {
  const names = [...parameters.keys()].map((name) => `gradient.${name}`);
  const gradients = appendGradients(graph, loss, [...parameters.values()], { unchosen: "absent" });
  return optimize(graph.build(new Map([["loss", loss], ...gradients.map((g, i) => [names[i] as string, g] as const)])));
}

async function timed(program: Program, feeds: Parameters<Program["run"]>[0]): Promise<number> {
  const start = performance.now();
  await program.run(feeds);
  return performance.now() - start;
}

const start = performance.now();
const whole = supernet(spec);
await using program = await engine.compile(stepOf(whole));
console.log(`supernet built and compiled in ${(performance.now() - start).toFixed(0)} ms`);
console.log("path         switch ms   alone ms   ratio");
for (const [name, path] of Object.entries(paths)) {
  const net = standalone(spec, path);
  await using alone = await engine.compile(stepOf(net));
  const times: [switched: number[], alone: number[]] = [[], []];
  for (let round = -3; round < rounds; round++) {
    const both = [await timed(program, feedsFor(whole, path)), await timed(alone, feedsFor(net, path))] as const;
    if (round >= 0) times.forEach((list, i) => void list.push(both[i] as number));
  }
  const [switched, own] = times.map((list) => quantile(list, 0.5)) as [number, number];
  console.log(
    `${name.padEnd(12)} ${switched.toFixed(1).padStart(9)} ${own.toFixed(1).padStart(10)} ${(switched / own).toFixed(2).padStart(7)}`,
  );
}
