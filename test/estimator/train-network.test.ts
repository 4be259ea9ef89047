import { expect, test } from "vitest";
import { createRng, DivergedError, type Values } from "../../src/base/index.ts";
import type { Dataset } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import {
  type Estimate,
  resolveTrainingOptions,
  type TrainingOptions,
  trainNetwork,
} from "../../src/estimator/index.ts";
import { blobs, plane, smallNetwork } from "./blobs.ts";

interface Run {
  readonly estimate: Estimate;
  readonly curve: readonly Values[];
}

async function run(
  dataset: Dataset,
  epochs: number,
  options: TrainingOptions & { readonly dropout?: number; readonly seed?: number; readonly stopAt?: number } = {},
): Promise<Run> {
  const { dropout = 0, seed = 1, stopAt, ...training } = options;
  const curve: Values[] = [];
  const network = smallNetwork(dataset, 16, dropout);
  const job = { network, dataset, options: resolveTrainingOptions(training), epochs, rng: createRng(seed) };
  const estimate = await trainNetwork(job, createNodeEngine(), {
    report: async (epoch, values) => {
      curve.push(values);
      return epoch === stopAt ? "stop" : "continue";
    },
    pause: async () => undefined,
  });
  return { estimate, curve };
}

test("trainNetwork() learns to tell two clouds apart", async () => {
  const { estimate, curve } = await run(blobs(0.5), 10);

  expect(estimate.state).toBe("complete");
  expect(estimate.values.accuracy).toBeGreaterThan(0.95);
  expect(curve).toHaveLength(10);
  expect(curve.at(-1)?.trainLoss).toBeLessThan(curve[0]?.trainLoss as number);
});

test("trainNetwork() fits a plane in regression", async () => {
  const { estimate } = await run(plane(), 40, { rate: 0.03 });

  expect(estimate.values.r2).toBeGreaterThan(0.9);
});

test("trainNetwork() repeats bit for bit with the seed, dropout included, and differs with another", async () => {
  const [first, again, other] = await Promise.all([
    run(blobs(1), 2, { dropout: 0.3 }),
    run(blobs(1), 2, { dropout: 0.3 }),
    run(blobs(1), 2, { dropout: 0.3, seed: 2 }),
  ]);

  expect(again).toEqual(first);
  expect(other.estimate.weights).not.toEqual(first.estimate.weights);
});

test("trainNetwork() returns the best epoch, with the weights that reached it", async () => {
  const dataset = blobs(2);
  const { estimate, curve } = await run(dataset, 12, { rate: 0.1 });

  const best = Math.max(...curve.map((values) => values.accuracy as number));
  const atBest = curve.filter((values) => values.accuracy === best).map((values) => values.loss as number);
  expect(estimate.values).toMatchObject({ accuracy: best, loss: Math.min(...atBest) });
});

test("trainNetwork() ends early after `patience` epochs without a better result", async () => {
  // Labels without any relation to the inputs: nothing is learned that validates.
  const noise = blobs(50);
  const { curve } = await run(noise, 60, { patience: 3 });

  expect(curve.length).toBeLessThan(60);
});

test("trainNetwork() ends as pruned when a report says stop", async () => {
  const { estimate, curve } = await run(blobs(0.5), 10, { stopAt: 2 });

  expect(estimate.state).toBe("pruned");
  expect(curve).toHaveLength(2);
});

test("trainNetwork() fails with DivergedError when the loss is no number any more", async () => {
  await expect(
    run(plane(), 5, { rate: 1e30, optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 } }),
  ).rejects.toThrow(DivergedError);
});

test("resolveTrainingOptions() names the option that is out of range", () => {
  expect(() => resolveTrainingOptions({ rate: -1 })).toThrow("rate is -1");
  expect(() => resolveTrainingOptions({ batchSize: 0.5 })).toThrow("batchSize is 0.5");
  expect(() => resolveTrainingOptions({ warmup: 1 })).toThrow("warmup is 1");
  expect(() => resolveTrainingOptions({ smoothing: 2 })).toThrow("smoothing is 2");
  expect(() => resolveTrainingOptions({ patience: 0 })).toThrow("patience is 0");
});
