/**
 * @file What compiling costs: the time to create a session by level of the runtime's own optimisation, the step it then
 * runs, and what is created at all where equal graphs are compiled again. CPU time, the levels taking turns.
 * Run: npx tsx bench/micro/programs.ts [--rounds 5] [--json]
 */
import { parseArgs } from "node:util";
import * as ort from "onnxruntime-node";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine, detectTarget } from "../../src/engine/index.ts";
import { type Graph, optimize } from "../../src/graph/index.ts";
import { linear, lstm, NetworkBuilder, trainingStep } from "../../src/nn/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { saveResults } from "../results/save-results.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";

const { values: flags } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, json: { type: "boolean", default: false } },
});
const rounds = Number(flags.rounds);
const levels = ["auto", "disabled", "basic", "all"] as const;
type Level = (typeof levels)[number];

interface Row {
  readonly program: string;
  readonly nodes: number;
  readonly level: Level;
  readonly createMs: number;
  readonly stepMs: number;
}

interface Cached {
  readonly program: string;
  readonly compiled: number;
  readonly sessionsCreated: number;
  readonly firstMs: number;
  readonly againMs: number;
}

const programs: Readonly<Record<string, () => Workload>> = {
  "lstm T=32": () => recurrent(32),
  "lstm T=128": () => recurrent(128),
  nb201: () => (workloads.nb201 as (examples: number) => Workload)(8),
};

const target = await detectTarget(createNodeEngine());
const rows: Row[] = [];
const cached: Cached[] = [];
for (const [name, build] of Object.entries(programs)) {
  const workload = build();
  const step = trainingStep(workload.network, { optimizer: workload.optimizer, loss: "cross-entropy" });
  const graph = optimize(step, target);
  rows.push(...(await compareLevels(name, workload, graph)));
  cached.push(await compileAgain(name, graph));
}
saveResults("programs", { rounds }, [...rows, ...cached]);
if (flags.json) process.stdout.write(`${JSON.stringify([...rows, ...cached], null, 2)}\n`);
else {
  console.table(rows);
  console.table(cached);
}

async function compareLevels(name: string, workload: Workload, graph: Graph): Promise<Row[]> {
  const creations = new Map<Level, number[]>(levels.map((level) => [level, []]));
  const steps = new Map<Level, number[]>(levels.map((level) => [level, []]));
  for (let round = 0; round < rounds; round++) {
    for (const level of levels) {
      const engine = createNodeEngine({ optimization: level });
      creations.get(level)?.push(await cpuMs(async () => (await engine.compile(graph))[Symbol.asyncDispose]()));
    }
  }
  for (const level of levels) {
    await using running = await startWorkload(workload, createNodeEngine({ optimization: level }));
    for (let step = 0; step < 3; step++) await running.step();
    for (let step = 0; step < 6 * rounds; step++) steps.get(level)?.push(await cpuMs(() => running.step()));
  }
  const median = (times: readonly number[] | undefined): number => Number(quantile(times ?? [], 0.5).toFixed(1));
  return levels.map((level) => ({
    program: name,
    nodes: graph.nodes.length,
    level,
    createMs: median(creations.get(level)),
    stepMs: median(steps.get(level)),
  }));
}

/** Compiles a graph, and the same again and again with a cache; counts the sessions of the runtime. */
async function compileAgain(name: string, graph: Graph): Promise<Cached> {
  const create = ort.InferenceSession.create;
  let sessionsCreated = 0;
  ort.InferenceSession.create = ((...of: Parameters<typeof create>) => {
    sessionsCreated++;
    return create(...of);
  }) as typeof create;
  try {
    await using engine = createNodeEngine({ cache: { programs: 4 } });
    const times: number[] = [];
    for (let i = 0; i <= rounds; i++) {
      times.push(await cpuMs(async () => (await engine.compile(graph))[Symbol.asyncDispose]()));
    }
    const [firstMs, ...again] = times.map((ms) => Number(ms.toFixed(1))) as [number, ...number[]];
    return { program: name, compiled: times.length, sessionsCreated, firstMs, againMs: quantile(again, 0.5) };
  } finally {
    ort.InferenceSession.create = create;
  }
}

/** Milliseconds of CPU time, as the machine has other work. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function recurrent(length: number, examples = 32): Workload {
  const labels = Array.from({ length: 10 }, (_, i) => String(i));
  const net = new NetworkBuilder({ kind: "classification", inputShape: [length, 64], outputs: 10, labels }, examples);
  const network = net.finish(linear(net, lstm(net, net.input, { hidden: 64, output: "last" }), 10));
  const classes = Array.from({ length: examples }, (_, i) => i % 10);
  const optimizer = { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 } as const;
  return { network, optimizer, rate: 0.05, labels: tensor("int64", [examples], classes), examples };
}
