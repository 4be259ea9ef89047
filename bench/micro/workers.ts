/**
 * @file Two workers with one thread each by one worker with two threads: examples a second in all, taking turns. Workers
 * are processes, as those of `trainingEstimator`.
 * Run: npx tsx bench/micro/workers.ts [workloads] [--rounds 9] [--seconds 3] [--json]
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { saveResults } from "../results/save-results.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";

interface Row {
  readonly workload: string;
  readonly twoWorkersPerSecond: number;
  readonly twoThreadsPerSecond: number;
  /** Median over the rounds of two workers / two threads. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  /** The same of examples by second of CPU time, which other work of the machine moves less. */
  readonly cpuRatio: number;
}

/** What a worker did in a round. */
interface Work {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "9" },
    seconds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    child: { type: "string" },
    threads: { type: "string", default: "1" },
  },
});
const rounds = Number(flags.rounds);
const seconds = Number(flags.seconds);

if (flags.child !== undefined) await workOnDemand(workloadOf(flags.child), Number(flags.threads));
else await compareAll(positionals.length > 0 ? positionals : ["resnet", "nb201", "lm"]);

async function compareAll(names: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const name of names) rows.push(await compare(name));
  saveResults("workers", { rounds, seconds }, rows);
  if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else console.table(rows.map(({ ratios, ...row }) => ({ ...row, ratios: ratios.join(" ") })));
}

async function compare(name: string): Promise<Row> {
  const workers = await Promise.all([1, 1, 2].map((threads) => startWorker(name, threads)));
  const [first, second, both] = workers as [ChildProcess, ChildProcess, ChildProcess];
  const twoWorkers: Work[] = [];
  const twoThreads: Work[] = [];
  for (let round = 0; round < rounds; round++) {
    twoWorkers.push(together(await Promise.all([workOf(first), workOf(second)])));
    twoThreads.push(await workOf(both));
  }
  for (const worker of workers) worker.disconnect();
  const ratiosOf = (rate: (work: Work) => number): number[] =>
    twoWorkers.map((work, i) => Number((rate(work) / rate(twoThreads[i] as Work)).toFixed(2)));
  const ratios = ratiosOf(({ perSecond }) => perSecond);
  const median = (works: readonly Work[]): number =>
    Math.round(
      quantile(
        works.map(({ perSecond }) => perSecond),
        0.5,
      ),
    );
  return {
    workload: name,
    twoWorkersPerSecond: median(twoWorkers),
    twoThreadsPerSecond: median(twoThreads),
    ratio: quantile(ratios, 0.5),
    ratios,
    cpuRatio: quantile(
      ratiosOf(({ perCpuSecond }) => perCpuSecond),
      0.5,
    ),
  };
}

function together(works: readonly Work[]): Work {
  const perSecond = works.reduce((sum, work) => sum + work.perSecond, 0);
  const cpuSeconds = works.reduce((sum, work) => sum + work.perSecond / work.perCpuSecond, 0);
  return { perSecond, perCpuSecond: perSecond / cpuSeconds };
}

async function startWorker(name: string, threads: number): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(import.meta.url), ["--child", name, "--threads", String(threads)], {
    execArgv: ["--import", "tsx"],
  });
  await once(worker, "message");
  return worker;
}

async function workOf(worker: ChildProcess): Promise<Work> {
  const answer = once(worker, "message");
  worker.send(seconds);
  return (await answer)[0] as Work;
}

/** The work of a worker process: trains for as long as a message says, and answers what it did. */
async function workOnDemand(workload: Workload, threads: number): Promise<void> {
  const running = await startWorkload(workload, createNodeEngine({ threads }));
  for (let step = 0; step < 3; step++) await running.step();
  process.on("message", async (demanded: number) => {
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    let examples = 0;
    while (performance.now() < start + 1000 * demanded) {
      await running.step();
      examples += workload.examples;
    }
    const { user, system } = process.cpuUsage(cpu);
    const work: Work = {
      perSecond: (1000 * examples) / (performance.now() - start),
      perCpuSecond: (1e6 * examples) / (user + system),
    };
    process.send?.(work);
  });
  process.send?.("ready");
}

function workloadOf(name: string): Workload {
  const workload = workloads[name]?.();
  if (!workload) throw new Error(`Cannot compare ${name}: expected one of ${Object.keys(workloads).join(", ")}`);
  return workload;
}
