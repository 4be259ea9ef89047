/**
 * @file The memory that training is estimated to take, by what it takes: each workload in a fresh process, its peak less
 * what the process held before it compiled. Run: npx tsx bench/micro/memory.ts [workloads] [--threads 1,2] [--json]
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { createNodeEngine, detectTarget } from "../../src/engine/index.ts";
import { trainingMemoryBytes } from "../../src/estimator/index.ts";
import { parameterCount, slotNames } from "../../src/nn/index.ts";
import { saveResults } from "../results/save-results.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";

interface Row {
  readonly workload: string;
  readonly threads: number;
  readonly estimateMiB: number;
  readonly measuredMiB: number;
  /** Estimate / measured. */
  readonly ratio: number;
}

/** Results are collected from time to time only: the peak shows after so many bytes of them. */
const RESULT_BYTES = 64 * 2 ** 20;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
    child: { type: "string" },
  },
});

if (flags.child !== undefined)
  process.stdout.write(String(await growthOf(workloadOf(flags.child), Number(flags.threads))));
else await compareAll(positionals.length > 0 ? positionals : ["resnet", "nb201", "mobile", "lm", "mlp"]);

async function compareAll(names: readonly string[]): Promise<void> {
  const rows: Row[] = [];
  for (const threads of flags.threads.split(",").map(Number)) {
    for (const name of names) rows.push(await compare(name, threads));
  }
  saveResults("memory", { resultBytes: RESULT_BYTES }, rows);
  if (flags.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else console.table(rows);
}

async function compare(name: string, threads: number): Promise<Row> {
  const { network, optimizer } = workloadOf(name);
  const target = await detectTarget(createNodeEngine());
  const estimate = trainingMemoryBytes(network, { optimizer, loss: "cross-entropy" }, target);
  const script = fileURLToPath(import.meta.url);
  const words = ["--import", "tsx", script, "--child", name, "--threads", String(threads)];
  const measured = Number((await promisify(execFile)(process.execPath, words)).stdout);
  const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
  return {
    workload: name,
    threads,
    estimateMiB: mib(estimate),
    measuredMiB: mib(measured),
    ratio: Number((estimate / measured).toFixed(2)),
  };
}

/** Bytes that this process grows by at most, from before compiling. */
async function growthOf(workload: Workload, threads: number): Promise<number> {
  const engine = createNodeEngine({ threads });
  await detectTarget(engine);
  const before = process.memoryUsage.rss();
  const resultBytes = 4 * parameterCount(workload.network) * (1 + slotNames(workload.optimizer).length);
  await using running = await startWorkload(workload, engine);
  for (let step = 0; step < Math.max(20, RESULT_BYTES / resultBytes); step++) await running.step();
  return process.resourceUsage().maxRSS * 1024 - before;
}

function workloadOf(name: string): Workload {
  const workload = workloads[name]?.();
  if (!workload) throw new Error(`Cannot measure ${name}: expected one of ${Object.keys(workloads).join(", ")}`);
  return workload;
}
