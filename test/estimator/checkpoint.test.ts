import { expect, test } from "vitest";
import { createRng, type Values } from "../../src/base/index.ts";
import type { Dataset } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import {
  type Checkpoint,
  type Estimate,
  resolveTrainingOptions,
  type TrainingOptions,
  trainingEstimator,
  trainNetwork,
} from "../../src/estimator/index.ts";
import { mlp } from "../../src/space/index.ts";
import { blobs, plane, smallNetwork } from "./blobs.ts";

interface Run {
  readonly estimate: Estimate;
  readonly curve: readonly (readonly [epoch: number, values: Values])[];
}

async function train(
  dataset: Dataset,
  epochs: number,
  { checkpoint, fullEpochs = 6, ...training }: TrainingOptions & { checkpoint?: Checkpoint; fullEpochs?: number } = {},
): Promise<Run> {
  const curve: [number, Values][] = [];
  const job = {
    ...{ network: smallNetwork(dataset, 16, 0.3), dataset, options: resolveTrainingOptions(training) },
    ...{ epochs, fullEpochs, rng: createRng(1), ...(checkpoint ? { checkpoint } : {}) },
  };
  const estimate = await trainNetwork(job, createNodeEngine(), {
    report: async (epoch, values) => {
      curve.push([epoch, values]);
      return "continue";
    },
    pause: async () => undefined,
  });
  return { estimate, curve };
}

/** Through another process and back, as a checkpoint goes. */
function checkpointOf({ estimate }: Run): Checkpoint {
  return structuredClone(estimate.checkpoint) as Checkpoint;
}

const sgd = { optimizer: { kind: "sgd", momentum: 0.9, weightDecay: 0.001 } } as const;
const variants: readonly [string, Dataset, TrainingOptions][] = [
  ["AdamW, dropout and batch normalisation", blobs(1), {}],
  ["SGD with momentum", blobs(1), sgd],
  ["regression", plane(), {}],
  ["the last epoch kept", blobs(1), { selection: "last" }],
];

test.each(variants)(
  "trainNetwork() goes on from a checkpoint as if it had never stopped: %s",
  async (_, dataset, options) => {
    const [straight, first] = await Promise.all([train(dataset, 6, options), train(dataset, 2, options)]);

    const second = await train(dataset, 4, { ...options, checkpoint: checkpointOf(first) });
    const third = await train(dataset, 6, { ...options, checkpoint: checkpointOf(second) });

    expect([...first.curve, ...second.curve, ...third.curve]).toEqual(straight.curve);
    expect(third.estimate).toEqual(straight.estimate);
    expect(straight.estimate.checkpoint).toBeUndefined();
  },
);

test("trainNetwork() trains a part at the rates of the whole", async () => {
  const [part, whole] = await Promise.all([train(blobs(1), 2), train(blobs(1), 2, { fullEpochs: 2 })]);

  expect(part.curve).not.toEqual(whole.curve);
});

test("trainNetwork() goes on with the best epoch of its checkpoint, and with its patience", async () => {
  // Labels without any relation to the inputs: nothing is learned that validates.
  const options = { fullEpochs: 60, patience: 4 };
  const straight = await train(blobs(50), 60, options);
  const end = straight.curve.length;
  expect(end).toBeLessThan(60);

  for (const cut of [end - 2, end, end + 5]) {
    const first = await train(blobs(50), cut, options);
    const second = await train(blobs(50), 60, { ...options, checkpoint: checkpointOf(first) });

    expect(first.curve.length).toBe(Math.min(cut, end));
    expect([...first.curve, ...second.curve]).toEqual(straight.curve);
    expect(second.estimate).toEqual(straight.estimate);
  }
});

test("trainNetwork() leaves the checkpoint of another network aside", async () => {
  const [straight, other] = await Promise.all([train(blobs(1), 6), train(plane(), 2)]);

  expect(await train(blobs(1), 6, { checkpoint: checkpointOf(other) })).toEqual(straight);
});

test("trainingEstimator() goes on from a checkpoint in another process", async () => {
  const space = mlp();
  const arch = space.sample(createRng("an architecture"));
  const estimate = async (budget: number, checkpoint?: Checkpoint): Promise<Estimate & { steps: number[] }> => {
    const estimator = trainingEstimator({ space, dataset: blobs(1), latency: false });
    const steps: number[] = [];
    try {
      const result = await estimator.estimate(arch, {
        ...{ rng: createRng(3), budget, fullBudget: 6, signal: new AbortController().signal },
        ...(checkpoint ? { checkpoint } : {}),
        report: async (step) => {
          steps.push(step);
          return "continue";
        },
      });
      return { ...result, steps };
    } finally {
      await estimator[Symbol.asyncDispose]();
    }
  };

  const [straight, first] = await Promise.all([estimate(6), estimate(2)]);
  const second = await estimate(6, first.checkpoint);

  expect([first.steps, second.steps]).toEqual([
    [1, 2],
    [3, 4, 5, 6],
  ]);
  expect({ ...second, steps: [] }).toEqual({ ...straight, steps: [] });
});

test("trainNetwork() tells after each epoch but the last where it stands, to go on from there", async () => {
  const dataset = blobs(1);
  const reached: Checkpoint[] = [];
  const job = {
    ...{ network: smallNetwork(dataset, 16, 0.3), dataset, options: resolveTrainingOptions() },
    ...{ epochs: 4, rng: createRng(1) },
  };
  const straight = await trainNetwork(job, createNodeEngine(), {
    report: async (_epoch, _values, checkpoint) => {
      // Copied at once: training goes on in the same arrays.
      if (checkpoint) reached.push(structuredClone(checkpoint()));
      return "continue";
    },
    pause: async () => undefined,
  });

  expect(reached.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  for (const checkpoint of reached) {
    const { estimate, curve } = await train(dataset, 4, { checkpoint, fullEpochs: 4 });
    expect(curve.map(([epoch]) => epoch)).toEqual([1, 2, 3, 4].slice(checkpoint.epoch));
    expect([estimate.values, estimate.weights]).toEqual([straight.values, straight.weights]);
  }
});
