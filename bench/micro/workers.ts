/**
 * @file Two workers with one thread each by one worker with two threads: what they get done a second in all, taking turns.
 * Run: npx tsx bench/micro/workers.ts [trials] [workloads] [--rounds 9] [--seconds 3] [--json] [--save]
 */
import { parseArgs } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { saveResults } from "../results/save-results.ts";
import { stepWorkers } from "./step-workers.ts";
import type { TimedWorkers } from "./timed-workers.ts";
import { trialWorkers } from "./trial-workers.ts";

interface Row {
  /** What is done: training steps of a workload, counted in examples, or whole trials. */
  readonly work: string;
  readonly twoWorkersPerSecond: number;
  readonly twoThreadsPerSecond: number;
  /** Median over the rounds of two workers / two threads. */
  readonly ratio: number;
  readonly ratios: readonly number[];
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);

await compareAll(positionals.length > 0 ? positionals : ["trials", "resnet", "nb201", "lm"]);

async function compareAll(works: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const work of works) rows.push(await compare(work));
  if (flags.save) saveResults("workers", { rounds, seconds }, rows);
  if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else console.table(rows.map(({ ratios, ...row }) => ({ ...row, ratios: ratios.join(" ") })));
}

async function compare(work: string): Promise<Row> {
  await using twoWorkers = await start(work, 2, 1);
  await using twoThreads = await start(work, 1, 2);
  const rates: [number, number][] = [];
  for (let round = 0; round < rounds; round++) rates.push([await twoWorkers.round(), await twoThreads.round()]);
  const median = (values: readonly number[]): number => Number(quantile(values, 0.5).toPrecision(4));
  const ratios = rates.map(([processes, threads]) => Number((processes / threads).toFixed(2)));
  return {
    work,
    twoWorkersPerSecond: median(rates.map(([processes]) => processes)),
    twoThreadsPerSecond: median(rates.map(([, threads]) => threads)),
    ratio: median(ratios),
    ratios,
  };
}

function start(work: string, workers: number, threads: number): Promise<TimedWorkers> {
  return work === "trials" ? trialWorkers(workers, threads) : stepWorkers(work, workers, threads, seconds);
}
