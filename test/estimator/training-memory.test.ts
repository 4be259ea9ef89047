import { totalmem } from "node:os";
import { expect, test } from "vitest";
import { createRng, MemoryError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { resolveTrainingOptions, trainingMemoryBytes, trainNetwork } from "../../src/estimator/index.ts";
import { memoryShare } from "../../src/estimator/worker/memory-share.ts";
import type { Network } from "../../src/graph/index.ts";
import { activation, conv2d, globalAveragePool, linear, NetworkBuilder } from "../../src/nn/index.ts";
import { blobs, smallNetwork } from "./blobs.ts";

const MIB = 2 ** 20;
const adam = { kind: "adam", weightDecay: 0 } as const;
const sgd = { kind: "sgd", momentum: 0, weightDecay: 0 } as const;

/** Two layers of `channels` images of 32x32; no parameters to speak of. */
function convolutions(batch: number, channels: number): Network {
  const labels = ["a", "b"];
  const net = new NetworkBuilder({ kind: "classification", inputShape: [1, 32, 32], outputs: 2, labels }, batch);
  const h = activation(net, conv2d(net, net.input, { channels, kernel: 3 }), "relu");
  return net.finish(linear(net, globalAveragePool(net, conv2d(net, h, { channels, kernel: 3 })), 2));
}

test("trainingMemoryBytes() grows with the batch as activations do", () => {
  const options = { optimizer: sgd, loss: "cross-entropy" } as const;
  const [small, large] = [8, 64].map((batch) => trainingMemoryBytes(convolutions(batch, 16), options)) as [
    number,
    number,
  ];

  // One activation of a batch of 64 is 4 MiB; a step holds several of them, twice.
  expect(large - small).toBeGreaterThan(2 * 3 * 3.5 * MIB);
  expect(large).toBeLessThan(250 * MIB);
});

test("trainingMemoryBytes() counts the slots of the optimiser", () => {
  const net = new NetworkBuilder({ kind: "classification", inputShape: [1024], outputs: 2, labels: ["a", "b"] }, 1);
  const network = net.finish(linear(net, linear(net, net.input, 1024), 2));
  const [plain, slots] = [sgd, adam].map((optimizer) =>
    trainingMemoryBytes(network, { optimizer, loss: "cross-entropy" }),
  ) as [number, number];

  // Two more vectors of 4 MiB, before and after the step.
  expect(slots - plain).toBeGreaterThan(16 * MIB);
});

test("trainNetwork() refuses what does not fit before it trains, and trains what does", async () => {
  const dataset = blobs(0.5);
  const reported: number[] = [];
  const hooks = {
    report: async (epoch: number) => {
      reported.push(epoch);
      return "continue" as const;
    },
    pause: async () => undefined,
  };
  const job = {
    network: smallNetwork(dataset, 16),
    dataset,
    options: resolveTrainingOptions({ batchSize: 16 }),
    epochs: 1,
    rng: createRng(0),
  };

  await expect(trainNetwork({ ...job, memoryBytes: 8 * MIB }, createNodeEngine(), hooks)).rejects.toBeInstanceOf(
    MemoryError,
  );
  expect(reported).toEqual([]);
  await trainNetwork({ ...job, memoryBytes: 256 * MIB }, createNodeEngine(), hooks);
  expect(reported).toEqual([1]);
});

test("memoryShare() shares out the least of what is free and what is allowed", () => {
  expect(memoryShare(4, 1000)).toBe(250);
  expect(memoryShare(1, 1e18)).toBeLessThanOrEqual(totalmem());
  expect(memoryShare(2) / memoryShare(1)).toBeGreaterThan(0.3);
  expect(memoryShare(2) / memoryShare(1)).toBeLessThan(0.8);
});
