/**
 * @file What weight sharing costs: a training step (optimiser included) of one path of a network with choices, by the step
 * of the path's network alone, taking turns. Run: npx tsx bench/micro/switch.ts [--threads 1,2] [--rounds 30] [--json]
 */
import { parseArgs } from "node:util";
import { createRng, quantile } from "../../src/base/index.ts";
import { createNodeEngine, detectTarget, type Engine, type Program } from "../../src/engine/index.ts";
import { type Network, optimize } from "../../src/graph/index.ts";
import {
  activation,
  batchNorm,
  type ChoiceBranch,
  choice,
  conv2d,
  globalAveragePool,
  initialParameters,
  keepStep,
  linear,
  NetworkBuilder,
  type Path,
  pathFeeds,
  startTraining,
  subnetwork,
  subnetworkParameters,
  trainingStep,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { saveResults } from "../results/save-results.ts";

const layers = 12;
const optimizer = { kind: "sgd", momentum: 0.9, weightDecay: 5e-4 } as const;

/** Branches of every layer: conv3, conv5, conv1, skip. */
const paths: Readonly<Record<string, readonly number[]>> = {
  mixed: Array.from({ length: layers }, (_, i) => i % 4),
  "all conv3": Array(layers).fill(0),
  "all conv1": Array(layers).fill(2),
  "11 skips": [0, ...Array(layers - 1).fill(3)],
};

interface Scale {
  readonly batch: number;
  readonly channels: number;
  readonly size: number;
  /** Rounds by those asked for: short steps need more. */
  readonly rounds: number;
}

/** Of the small one nearly all of the difference is the time that entering branches takes. */
const scales: readonly Scale[] = [
  { batch: 64, channels: 32, size: 16, rounds: 1 },
  { batch: 2, channels: 4, size: 4, rounds: 10 },
];

interface Row {
  /** Examples x channels x height x width. */
  readonly activations: string;
  readonly path: string;
  readonly threads: number;
  /** Medians over the rounds. */
  readonly sharedMs: number;
  readonly aloneMs: number;
  /** Median of each round's shared / alone, by the clock and by the time of all cores. */
  readonly ratio: number;
  readonly cpuRatio: number;
}

interface Side {
  readonly step: () => Promise<void>;
  readonly clock: number[];
  readonly cpu: number[];
}

const { values: flags } = parseArgs({
  options: {
    threads: { type: "string", default: "1,2" },
    rounds: { type: "string", default: "30" },
    json: { type: "boolean", default: false },
  },
});
const rows: Row[] = [];
for (const scale of scales) {
  const network = sharingNetwork(scale);
  for (const threads of flags.threads.split(",").map(Number)) {
    const engine = createNodeEngine({ threads });
    await using shared = await compiled(network, engine);
    for (const name of Object.keys(paths))
      rows.push({ ...(await compare(name, scale, network, engine, shared)), threads });
  }
}
saveResults("switch", { layers, rounds: Number(flags.rounds) }, rows);
if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else console.table(rows);

function sharingNetwork({ batch, channels, size }: Scale): Network {
  const labels = Array.from({ length: 10 }, (_, i) => String(i));
  const task = { kind: "classification", inputShape: [channels, size, size], outputs: 10, labels } as const;
  const net = new NetworkBuilder(task, batch);
  const convolution =
    (kernel: number): ChoiceBranch =>
    (branch, x) =>
      activation(branch, batchNorm(branch, conv2d(branch, x, { channels, kernel })), "relu");
  const branches: ChoiceBranch[] = [convolution(3), convolution(5), convolution(1), (_, x) => x];
  let x = net.input;
  for (let layer = 0; layer < layers; layer++) x = choice(net, `layer${layer}`, [x], branches);
  return net.finish(linear(net, globalAveragePool(net, x), 10));
}

async function compiled(of: Network, engine: Engine): Promise<Program> {
  return engine.compile(optimize(trainingStep(of, { optimizer, loss: "cross-entropy" }), await detectTarget(engine)));
}

async function compare(
  name: string,
  scale: Scale,
  network: Network,
  engine: Engine,
  shared: Program,
): Promise<Omit<Row, "threads">> {
  const path: Path = Object.fromEntries((paths[name] ?? []).map((branch, layer) => [`layer${layer}`, branch]));
  const part = subnetwork(network, path);
  await using alone = await compiled(part, engine);
  const weights = initialParameters(network, createRng("switch"));
  const sides = [
    sideOf(network, shared, weights, scale, pathFeeds(network, path)),
    sideOf(part, alone, subnetworkParameters(network, weights, part), scale),
  ] as const;
  const rounds = Number(flags.rounds) * scale.rounds;
  for (let round = -3; round < rounds; round++) for (const side of sides) await measure(side, round >= 0);
  const [ours, theirs] = sides;
  const median = (times: readonly number[]): number => Number(quantile(times, 0.5).toFixed(2));
  const ratios = (of: "clock" | "cpu"): number[] => ours[of].map((time, i) => time / (theirs[of][i] as number));
  return {
    activations: `${scale.batch}x${scale.channels}x${scale.size}x${scale.size}`,
    path: name,
    sharedMs: median(ours.clock),
    aloneMs: median(theirs.clock),
    ratio: median(ratios("clock")),
    cpuRatio: median(ratios("cpu")),
  };
}

/** Steps of a network, each from the state the one before left. */
function sideOf(
  of: Network,
  program: Program,
  weights: Float32Array,
  { batch, channels, size }: Scale,
  picks: Record<string, Tensor> = {},
): Side {
  const state = startTraining(of, { optimizer }, weights);
  const rng = createRng("examples");
  const drawn = Float32Array.from({ length: batch * channels * size * size }, () => rng.normal());
  const feeds = {
    ...picks,
    x: tensor("float32", [batch, channels, size, size], drawn),
    labels: tensor(
      "int64",
      [batch],
      Array.from({ length: batch }, (_, i) => i % 10),
    ),
    rate: tensor("float32", [], [0.01]),
    ...(of.choices.length === 0 && { step: tensor("float32", [], [1]) }),
  };
  const step = async (): Promise<void> => keepStep(of, state, await program.run({ ...state, ...feeds }));
  return { step, clock: [], cpu: [] };
}

async function measure({ step, clock, cpu }: Side, isKept: boolean): Promise<void> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  await step();
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  if (!isKept) return;
  clock.push(elapsed);
  cpu.push((user + system) / 1000);
}
