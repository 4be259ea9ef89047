/** @file Our side of the comparison. */
import { quantile } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import type { Training } from "./peer.ts";
import { startWorkload } from "./run-workload.ts";
import type { Workload } from "./workloads.ts";

/** Starts training on Node. */
export async function ourTraining(workload: Workload, threads: number): Promise<Training> {
  const running = await startWorkload(workload, createNodeEngine({ threads }));
  const losses: number[] = [];
  for (let i = 0; i < 5; i++) losses.push(await running.step());
  return {
    losses,
    async round() {
      const times: number[] = [];
      const end = performance.now() + 2000;
      // Few steps say little where they are short.
      while (times.length < 20 || (times.length < 200 && performance.now() < end)) {
        const start = performance.now();
        await running.step();
        times.push(performance.now() - start);
      }
      return (workload.examples / quantile(times, 0.5)) * 1000;
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
