/** @file A short training that runs on Node and in a browser alike: arrays in, losses and a model file out. */
import type { Engine, Program } from "../../src/engine/index.browser.ts";
import { resolveTrainingOptions, staticCost, trainNetwork } from "../../src/estimator/index.browser.ts";
import type { Network } from "../../src/graph/index.ts";
import { convChain, createRng, exportOnnx, fromArrays, type Task, type Values } from "../../src/index.browser.ts";
import { activation, conv2d, flatten, linear, maxPool, NetworkBuilder } from "../../src/nn/index.ts";

/** Plain, so that it can be sent to a page. */
export interface Digits {
  /** Pixels, [count, 1, 8, 8]. */
  readonly examples: readonly number[];
  /** Classes, [count]. */
  readonly targets: readonly number[];
}

/** "normalized" has batch normalisation and dropout and comes from a space; "plain" has neither. */
export type Kind = "normalized" | "plain";

export interface TrainedDigits {
  readonly datasetHash: string;
  readonly parameters: number;
  /** Training loss of each step. */
  readonly losses: readonly number[];
  /** Validation score of the last epoch. */
  readonly score: Values;
  /** Bytes of an ONNX file. */
  readonly model: readonly number[];
}

const space = convChain();
const architecture = {
  stem: 8,
  layers: [{ op: "conv", kernel: 3, width: 16, residual: false, pool: "max" }],
  head: "flatten",
  dropout: 0.1,
} as const;

function build(kind: Kind, task: Task, batch: number): Network {
  if (kind === "normalized") return space.build(architecture, task, batch);
  const net = new NetworkBuilder(task, batch);
  const features = activation(net, conv2d(net, net.input, { channels: 8, kernel: 3 }), "relu");
  return net.finish(linear(net, flatten(net, maxPool(net, features, { kernel: 2 })), task.outputs));
}

/** Trains a small convolutional network for three epochs. */
export async function trainDigits(engine: Engine, digits: Digits, kind: Kind): Promise<TrainedDigits> {
  const dataset = fromArrays({
    name: "digits",
    examples: Uint8Array.from(digits.examples),
    targets: Int32Array.from(digits.targets),
    inputShape: [1, 8, 8],
  });
  const losses: number[] = [];
  const estimate = await trainNetwork(
    {
      network: build(kind, dataset.task, 32),
      dataset,
      options: resolveTrainingOptions({ selection: "last" }),
      epochs: 3,
      rng: createRng(1),
    },
    recording(engine, losses),
    { report: async () => "continue", pause: async () => {} },
  );
  const network = build(kind, dataset.task, 1);
  const model = exportOnnx({
    network,
    weights: estimate.weights as NonNullable<typeof estimate.weights>,
    dataset,
    space: "test",
    architecture: kind,
    description: kind,
    metrics: [],
    seed: 1,
    version: "test",
  });
  const { params: parameters } = staticCost(network);
  return { datasetHash: dataset.hash, parameters, losses, score: estimate.values, model: [...model] };
}

/** An engine that notes the output `loss` of every run. */
function recording(engine: Engine, losses: number[]): Engine {
  const recorded = (program: Program): Program => ({
    inputs: program.inputs,
    outputs: program.outputs,
    run: async (feeds, options) => {
      const results = await program.run(feeds, options);
      if (results.loss) losses.push(Number(results.loss.data[0]));
      return results;
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  });
  return {
    compile: async (graph) => recorded(await engine.compile(graph)),
    compileModel: async (bytes) => recorded(await engine.compileModel(bytes)),
  };
}
