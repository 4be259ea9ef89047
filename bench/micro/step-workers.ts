/** @file Processes that take training steps of a workload, as workers of `trainingEstimator` do. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createNodeEngine } from "../../src/engine/index.ts";
import { startWorkload } from "../versus/run-workload.ts";
import { workloads } from "../versus/workloads.ts";
import type { TimedWorkers } from "./timed-workers.ts";

/** Starts the processes; each round they train for that many seconds. */
export async function stepWorkers(
  name: string,
  workers: number,
  threads: number,
  seconds: number,
): Promise<TimedWorkers> {
  if (!workloads[name])
    throw new Error(`Cannot compare ${name}: expected trials, ${Object.keys(workloads).join(", ")}`);
  const processes = await Promise.all(Array.from({ length: workers }, () => startWorker(name, threads)));
  return {
    async round() {
      const rates = await Promise.all(processes.map((worker) => rateOf(worker, seconds)));
      return rates.reduce((sum, rate) => sum + rate, 0);
    },
    async [Symbol.asyncDispose]() {
      for (const worker of processes) worker.disconnect();
    },
  };
}

async function startWorker(name: string, threads: number): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(import.meta.url), [name, String(threads)], { execArgv: ["--import", "tsx"] });
  await once(worker, "message");
  return worker;
}

async function rateOf(worker: ChildProcess, seconds: number): Promise<number> {
  const answer = once(worker, "message");
  worker.send(seconds);
  return (await answer)[0] as number;
}

/** The work of such a process: trains for as long as a message says, and answers examples a second. */
async function workOnDemand(name: string, threads: number): Promise<void> {
  const workload = (workloads[name] as (typeof workloads)[string])();
  const running = await startWorkload(workload, createNodeEngine({ threads }));
  for (let step = 0; step < 3; step++) await running.step();
  process.on("message", async (seconds: number) => {
    const start = performance.now();
    let examples = 0;
    while (performance.now() < start + 1000 * seconds) {
      await running.step();
      examples += workload.examples;
    }
    process.send?.((1000 * examples) / (performance.now() - start));
  });
  process.send?.("ready");
}

if (process.send) await workOnDemand(process.argv[2] as string, Number(process.argv[3]));
