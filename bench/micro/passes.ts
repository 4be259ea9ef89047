/**
 * @file What each pass of `optimize` buys: the time of a training step without it, by that of the step with all passes. Steps
 * take turns in one process. The least processor time is what other work on the machine disturbs least; gains by more
 * threads show in wall time alone.
 * Run: npx tsx bench/micro/passes.ts [WORKLOAD...] [--rounds 10] [--threads 1] [--web] [--json] [--save]
 * With --web the steps run by WebAssembly in this process, for the passes that serve it; --save is for Node's.
 */
import { parseArgs } from "node:util";
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine, createWebEngine, type DisposableEngine } from "../../src/engine/index.ts";
import { lower, type Pass, standardPasses } from "../../src/graph/index.ts";
import { saveResults } from "../results/save-results.ts";
import { type RunningWorkload, startWorkload } from "../versus/run-workload.ts";
import { workloads } from "../versus/workloads.ts";

interface Row {
  readonly workload: string;
  /** The pass left out. */
  readonly without: string;
  /** Milliseconds of a step: the least over the rounds. */
  readonly processorMs: number;
  /** Milliseconds of a step: the median over the rounds. */
  readonly wallMs: number;
  /** Time without the pass by time with all of them: above 1 the pass is worth its while. */
  readonly processorRatio: number;
  readonly wallRatio: number;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "10" },
    threads: { type: "string", default: "1" },
    web: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const [rounds, threads] = [Number(flags.rounds), Number(flags.threads)];
const engine: DisposableEngine = (flags.web ? createWebEngine : createNodeEngine)({ threads });
const names = positionals.length > 0 ? positionals : ["resnet", "nb201", "mobile"];
/** `lower` cannot be left out. */
const removable = [...new Set(standardPasses)].filter((pass) => pass !== lower);

const rows: Row[] = [];
for (const name of names) {
  const found = await compare(name);
  if (!flags.json) console.table(found.map(({ workload, ...row }) => row));
  rows.push(...found);
}
if (flags.save && !flags.web) saveResults("passes", { rounds, threads }, rows);
if (flags.json) console.log(JSON.stringify(rows, null, 2));

async function compare(workload: string): Promise<Row[]> {
  const whole = await started(workload, standardPasses);
  const found: Row[] = [];
  try {
    for (const pass of removable) {
      const running = await started(
        workload,
        standardPasses.filter((other) => other !== pass),
      );
      try {
        found.push(await ratio(workload, pass.name, running, whole));
      } finally {
        await running[Symbol.asyncDispose]();
      }
    }
  } finally {
    await whole[Symbol.asyncDispose]();
  }
  return found;
}

async function started(name: string, passes: readonly Pass[]): Promise<RunningWorkload> {
  const workload = workloads[name]?.();
  if (!workload) throw new Error(`Cannot compare ${name}: expected one of ${Object.keys(workloads).join(", ")}`);
  return startWorkload(workload, engine, undefined, passes);
}

/** Steps of both in turn. The wall's ratio is the median over the rounds, so that a slow minute counts for both. */
async function ratio(workload: string, without: string, less: RunningWorkload, whole: RunningWorkload): Promise<Row> {
  const times: { less: Times; whole: Times }[] = [];
  for (let round = -2; round < rounds; round++) {
    const both = { less: await timed(less), whole: await timed(whole) };
    if (round >= 0) times.push(both);
  }
  const processorMs = Math.min(...times.map((both) => both.less.processor));
  const wholeMs = Math.min(...times.map((both) => both.whole.processor));
  const median = (values: number[]): number => quantile(values, 0.5);
  return {
    workload,
    without,
    processorMs: Number(processorMs.toFixed(2)),
    wallMs: Number(median(times.map((both) => both.less.wall)).toFixed(2)),
    processorRatio: Number((processorMs / wholeMs).toFixed(3)),
    wallRatio: Number(median(times.map((both) => both.less.wall / both.whole.wall)).toFixed(3)),
  };
}

/** Milliseconds. */
interface Times {
  readonly processor: number;
  readonly wall: number;
}

async function timed(running: RunningWorkload): Promise<Times> {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  await running.step();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { processor: (user + system) / 1000, wall };
}
