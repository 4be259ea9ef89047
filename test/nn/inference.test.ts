import { describe, expect, it } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Network, optimize, verify } from "../../src/graph/index.ts";
import {
  activation,
  batchNorm,
  conv2d,
  dropout,
  globalAveragePool,
  linear,
  NetworkBuilder,
  parameterTensors,
  statisticTensors,
  toInference,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { type PlainTensor, referenceRun } from "../reference/index.ts";
import { taskOf } from "./task-fixture.ts";

/** Batch norm, dropout and one output of two features. */
function tinyNetwork(): Network {
  const net = new NetworkBuilder(taskOf(2), 3);
  return net.finish(linear(net, dropout(net, batchNorm(net, net.input), 0.5), 1));
}

const gamma = [2, -1];
const beta = [0.5, 0];
const weight = [1.5, -3];
const bias = 0.25;
const means = [1, -2];
const variances = [4, 0.25];
const examples = [1, 2, -3, 4, 0.5, -2];

const tinyFeeds = (network: Network): Record<string, Tensor> => ({
  x: tensor("float32", [3, 2], examples),
  ...Object.fromEntries(parameterTensors(network, Float32Array.from([...gamma, ...beta, ...weight, bias]))),
  ...Object.fromEntries(statisticTensors(network, Float32Array.from([...means, ...variances]))),
});

/** What the tiny network predicts, by hand. */
function predictByHand(example: number): number {
  return [0, 1].reduce((sum, c) => {
    const at = (list: readonly number[]): number => list[c] as number;
    const x = examples[2 * example + c] as number;
    return sum + at(weight) * ((at(gamma) * (x - at(means))) / Math.sqrt(at(variances) + 1e-5) + at(beta));
  }, bias);
}

describe("toInference()", () => {
  it("normalises by running statistics and drops dropout, as computed by hand", async () => {
    const network = tinyNetwork();
    const graph = toInference(network);
    const feeds = tinyFeeds(network);

    expect(graph.outputs).toEqual([network.output]);
    const expected = [0, 1, 2].map(predictByHand);
    const reference = referenceRun(graph, feeds)[network.output]?.data ?? [];
    expected.forEach((y, i) => {
      expect(reference[i]).toBeCloseTo(y, 12);
    });
    await using program = await createNodeEngine().compile(optimize(graph));
    const run = (await program.run(feeds))[network.output] as Tensor<"float32">;
    expected.forEach((y, i) => {
      expect(run.data[i]).toBeCloseTo(y, 5);
    });
  });

  it("takes the examples, the parameters and two statistics a normalisation, but no noise", () => {
    const network = tinyNetwork();
    const graph = toInference(network);

    verify(graph);
    expect([...graph.inputs.keys()]).toEqual([
      "x",
      ...network.parameters.map(({ name }) => name),
      "running_mean.0",
      "running_variance.0",
    ]);
    expect(graph.nodes.map(({ op }) => op)).toEqual(["BatchNormalization", "Gemm"]);
    expect(graph.nodes[0]?.attributes).toEqual({ epsilon: 1e-5 });
  });

  it("keeps the output's name where normalisation or dropout is last", () => {
    for (const layer of [batchNorm, (net: NetworkBuilder, x: NetworkBuilder["input"]) => dropout(net, x, 0.5)]) {
      const net = new NetworkBuilder(taskOf(2), 3);
      const network = net.finish(layer(net, activation(net, net.input, "relu")));
      const graph = toInference(network);

      verify(graph);
      expect(graph.outputs).toEqual([network.output]);
    }
  });

  it("keeps the training graph's result where running statistics are the batch's own and masks are ones", () => {
    const net = new NetworkBuilder(taskOf(2, 3, 3), 2);
    const hidden = activation(net, batchNorm(net, conv2d(net, net.input, { channels: 3, kernel: 3 })), "relu");
    const deeper = batchNorm(net, dropout(net, conv2d(net, hidden, { channels: 2, kernel: 1 }), 0.3));
    const network = net.finish(linear(net, globalAveragePool(net, deeper), 3));
    const numbers = (name: string, shape: readonly number[]): Tensor => {
      const size = shape.reduce((a, b) => a * b, 1);
      return tensor(
        "float32",
        shape,
        Float32Array.from({ length: size }, (_, i) => Math.sin(name.length + 2.3 * i)),
      );
    };
    const feeds = Object.fromEntries(
      [...network.graph.inputs].map(([name, { shape }]) => [name, numbers(name, shape)]),
    );
    for (const { name, shape } of network.noises) {
      const ones = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1);
      feeds[name] = tensor("float32", shape, ones);
    }
    const batchValues = network.normalizations.flatMap(({ batchMean, batchVariance }) => [batchMean, batchVariance]);
    const trained = referenceRun({ ...network.graph, outputs: [network.output, ...batchValues] }, feeds);
    const statistics = Object.fromEntries(
      network.normalizations.flatMap(({ runningMean, runningVariance, batchMean, batchVariance }) => [
        [runningMean, trained[batchMean] as PlainTensor],
        [runningVariance, trained[batchVariance] as PlainTensor],
      ]),
    );

    const predicted = referenceRun(toInference(network), { ...feeds, ...statistics })[network.output];
    predicted?.data.forEach((y, i) => {
      expect(y).toBeCloseTo(trained[network.output]?.data[i] as number, 12);
    });
    expect(predicted?.shape).toEqual([2, 3]);
  });
});

describe("parameterTensors() and statisticTensors()", () => {
  it("share the memory of the flat vector", () => {
    const network = tinyNetwork();
    const flat = new Float32Array(7);
    const tensors = parameterTensors(network, flat);
    flat[6] = 5;

    expect([...tensors.keys()]).toEqual(network.parameters.map(({ name }) => name));
    expect([...(tensors.get(network.parameters[3]?.name as string)?.data ?? [])]).toEqual([5]);
  });

  it("refuse a vector of another length", () => {
    for (const length of [3, 5]) {
      expect(() => statisticTensors(tinyNetwork(), new Float32Array(length))).toThrow(RangeError);
      expect(() => parameterTensors(tinyNetwork(), new Float32Array(length + 3))).toThrow("expected 7");
    }
  });
});
