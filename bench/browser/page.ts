/** @file The page of the browser bench: runs training steps and times them. */
import { createWebEngine } from "../../src/engine/index.browser.ts";
import { type RunningWorkload, startWorkload } from "../versus/run-workload.ts";
import { type Workload, workloads } from "../versus/workloads.ts";

export interface BenchPage {
  /** Compiles a workload and returns the loss of its first step. */
  start(name: string, threads: number): Promise<number>;
  /** Milliseconds of each of some further steps. */
  time(steps: number): Promise<number[]>;
}

let running: RunningWorkload | undefined;

const page: BenchPage = {
  async start(name, threads) {
    await running?.[Symbol.asyncDispose]();
    const workload = (workloads[name] as () => Workload)();
    running = await startWorkload(workload, createWebEngine({ threads, assets: "/ort/" }));
    return running.step();
  },
  async time(steps) {
    const times: number[] = [];
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      await running?.step();
      times.push(performance.now() - start);
    }
    return times;
  },
};

Object.assign(globalThis, page);
