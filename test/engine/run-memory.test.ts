import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { createNodeEngine, detectTarget } from "../../src/engine/index.ts";
import { type Graph, type Network, optimize, peakRunBytes } from "../../src/graph/index.ts";
import {
  activation,
  averagePool,
  batchNorm,
  conv2d,
  globalAveragePool,
  linear,
  lstm,
  NetworkBuilder,
  trainingStep,
  transformerBlock,
} from "../../src/nn/index.ts";
import { encode } from "../../src/onnx/index.ts";
import { zeros } from "../../src/tensor/index.ts";

interface Event {
  readonly name: string;
  readonly args: { readonly mem_bytes_requested_in_use?: string };
}

/** The most the runtime held during its first run, by its own profile; less what it held before (constants). */
async function profiledPeak(graph: Graph): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-profile-"));
  try {
    const session = await ort.InferenceSession.create(encode(graph), {
      graphOptimizationLevel: "basic",
      intraOpNumThreads: 1,
      enableProfiling: true,
      profileFilePrefix: join(folder, "run"),
    });
    const feeds = Array.from(graph.inputs, ([name, { dtype, shape }]) => {
      const { data } = zeros(dtype, shape);
      return [name, new ort.Tensor(dtype, data as Float32Array, shape)];
    });
    await session.run(Object.fromEntries(feeds));
    session.endProfiling();
    await session.release();
    const [file] = await readdir(folder);
    const events = JSON.parse(await readFile(join(folder, file as string), "utf8")) as Event[];
    return Math.max(
      ...events.map(({ name, args }) => (name.endsWith("_kernel_time") ? Number(args.mem_bytes_requested_in_use) : 0)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const task = (inputShape: readonly number[]) =>
  ({ kind: "classification", inputShape, outputs: 4, labels: ["a", "b", "c", "d"] }) as const;

const networks: Readonly<Record<string, () => Network>> = {
  mlp: () => {
    const net = new NetworkBuilder(task([16]), 32);
    return net.finish(linear(net, activation(net, linear(net, net.input, 64), "relu"), 4));
  },
  convolutions: () => {
    const net = new NetworkBuilder(task([16, 12, 12]), 8);
    let h = batchNorm(net, conv2d(net, net.input, { channels: 16, kernel: 3 }));
    for (const stride of [1, 2]) {
      h = activation(net, h, "relu");
      h = batchNorm(net, conv2d(net, h, { channels: 32, kernel: 3, stride }));
    }
    return net.finish(linear(net, globalAveragePool(net, averagePool(net, h, { kernel: 2 })), 4));
  },
  lstm: () => {
    const net = new NetworkBuilder(task([8, 16]), 16);
    return net.finish(linear(net, lstm(net, net.input, { hidden: 32, output: "last" }), 4));
  },
  transformer: () => {
    const net = new NetworkBuilder(task([16, 32]), 8);
    const x = transformerBlock(net, net.input, { heads: 4 });
    return net.finish(linear(net, net.op("Reshape", [x], { shape: [8, -1] }), 4));
  },
};

test.each(Object.entries(networks))(
  "peakRunBytes() is what the runtime holds in a training step of %s",
  async (_, build) => {
    const step = trainingStep(build(), { optimizer: { kind: "adamw", weightDecay: 0.01 }, loss: "cross-entropy" });
    const graph = optimize(step, await detectTarget(createNodeEngine()));

    const measured = await profiledPeak(graph);
    const estimate = peakRunBytes(graph);

    expect(estimate / measured).toBeGreaterThan(0.9);
    expect(estimate / measured).toBeLessThan(1.2);
  },
);
