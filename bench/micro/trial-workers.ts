/** @file Whole trials on the digits: graphs, sessions, training and validation, as a search runs them. */
import { createRng } from "../../src/base/index.ts";
import { loadDataset } from "../../src/data/index.ts";
import { trainingEstimator } from "../../src/estimator/index.ts";
import { convChain } from "../../src/space/index.ts";
import type { TimedWorkers } from "./timed-workers.ts";

const trials = 8;

/** Starts an estimator; in each round it trains the same architectures for two epochs each. */
export async function trialWorkers(workers: number, threads: number): Promise<TimedWorkers> {
  const space = convChain();
  const estimator = trainingEstimator({
    space,
    dataset: await loadDataset("digits"),
    workers,
    threads,
    latency: false,
  });
  const rng = createRng("trial-workers");
  const architectures = Array.from({ length: trials }, () => space.sample(rng));
  const context = { budget: 2, signal: new AbortController().signal, report: async () => "continue" as const };
  const trainAll = (): Promise<unknown> =>
    Promise.all(architectures.map((arch, i) => estimator.estimate(arch, { ...context, rng: rng.split(i) })));
  await trainAll();
  return {
    async round() {
      const start = performance.now();
      await trainAll();
      return (1000 * trials) / (performance.now() - start);
    },
    [Symbol.asyncDispose]: async () => estimator[Symbol.asyncDispose]?.(),
  };
}
