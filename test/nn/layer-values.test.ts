/** @file Layers against closed forms, and what they refuse. */
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/index.ts";
import type { Network, Value } from "../../src/graph/index.ts";
import {
  channelShuffle,
  conv1d,
  convTranspose2d,
  dropPath,
  embedding,
  groupNorm,
  gru,
  gumbelSoftmax,
  layerNorm,
  learnedPositions,
  lstm,
  mixedSum,
  NetworkBuilder,
  rotaryPositions,
  selfAttention,
  sinusoidalPositions,
  squeezeExcite,
  stopGradient,
  straightThrough,
  temporalBlock,
  toInference,
  upsample,
} from "../../src/nn/index.ts";
import { sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import { type PlainTensor, referenceRun } from "../reference/index.ts";
import { taskOf } from "./task-fixture.ts";

type Layer = (net: NetworkBuilder, x: Value) => Value;

const counting = (shape: readonly number[]): Tensor =>
  tensor(
    "float32",
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => i),
  );

function networkOf(layer: Layer, shape: readonly number[], dtype: "float32" | "int64" = "float32"): Network {
  const net = new NetworkBuilder(taskOf(...shape.slice(1)), shape[0] as number, dtype);
  return net.finish(layer(net, net.input));
}

/** The layer at x in float64; parameters and noises by their name, ones where not given. */
function run(layer: Layer, x: Tensor, given: Readonly<Record<string, readonly number[]>> = {}): Float64Array {
  const network = networkOf(layer, x.shape, x.dtype as "float32" | "int64");
  const feeds: Record<string, Tensor> = { x };
  for (const [name, { shape }] of network.graph.inputs) {
    if (name !== "x") feeds[name] = tensor("float32", shape, given[name] ?? new Float32Array(sizeOf(shape)).fill(1));
  }
  return (referenceRun(network.graph, feeds)[network.output] as PlainTensor).data;
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(found[i], `element ${i}`).toBeCloseTo(value, 6);
  });
}

describe("layers", () => {
  it("layerNorm() scales and shifts by columns what has mean 0 and variance 1", () => {
    const y = run(layerNorm, tensor("float32", [1, 3], [1, 2, 6]), { "gamma.0": [1, 2, 3], "beta.1": [0, 10, 20] });
    const deviation = Math.sqrt(14 / 3 + 1e-5);

    expectClose(y, [-2 / deviation, 10 - 2 / deviation, 20 + 9 / deviation]);
  });

  it("groupNorm() normalises groups of channels and scales channels", () => {
    const x = tensor("float32", [1, 4, 1, 1], [1, 3, 10, 10]);
    const deviation = Math.sqrt(1 + 1e-5);

    expectClose(
      run((net, value) => groupNorm(net, value, 2), x, { "gamma.0": [1, 2, 3, 4], "beta.1": [0, 0, 0, 5] }),
      [-1 / deviation, 2 / deviation, 0, 5],
    );
  });

  it("channelShuffle() takes channels of the groups in turn", () => {
    const y = run((net, x) => channelShuffle(net, x, 2), counting([1, 6, 1, 2]));

    expect([...y]).toEqual([0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11]);
  });

  it("upsample() repeats pixels", () => {
    const y = run((net, x) => upsample(net, x, 2), counting([1, 1, 2, 2]));

    expect([...y]).toEqual([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3]);
  });

  it("convTranspose2d() spreads each pixel over its kernel", () => {
    const layer: Layer = (net, x) => convTranspose2d(net, x, { channels: 1, kernel: 2, stride: 2, bias: true });
    const y = run(layer, tensor("float32", [1, 1, 1, 2], [10, 100]), { "conv.0": [1, 2, 3, 4], "bias.1": [0.5] });

    expect([...y]).toEqual([10.5, 20.5, 100.5, 200.5, 30.5, 40.5, 300.5, 400.5]);
  });

  it("embedding() and learnedPositions() look rows up", () => {
    const layer: Layer = (net, ids) => learnedPositions(net, embedding(net, ids, 3, 2));
    const y = run(layer, tensor("int64", [1, 3], [2, 0, 2]), {
      "embedding.0": [0, 1, 10, 11, 20, 21],
      "positions.1": [0, 0, 100, 200, 300, 400],
    });

    expect([...y]).toEqual([20, 21, 100, 201, 320, 421]);
  });

  it("sinusoidalPositions() adds sine and cosine of t / 10000^(2i / D)", () => {
    const y = run(sinusoidalPositions, tensor("float32", [1, 3, 4], new Float32Array(12)));

    expectClose(
      y,
      [0, 1, 2].flatMap((t) => [Math.sin(t), Math.cos(t), Math.sin(t / 100), Math.cos(t / 100)]),
    );
  });

  it("rotaryPositions() turns pairs by t / 10000^(2i / D), so that products depend on distance", () => {
    const x = tensor("float32", [1, 4, 4], Array(4).fill([1, 2, -0.5, 3]).flat());
    const y = run(rotaryPositions, x);

    [0, 1, 2, 3].forEach((t) => {
      const [a, b, c, d] = [1, 2, -0.5, 3] as const;
      const [fast, slow] = [t, t / 100];
      expectClose(y.slice(4 * t, 4 * t + 4), [
        a * Math.cos(fast) - c * Math.sin(fast),
        b * Math.cos(slow) - d * Math.sin(slow),
        c * Math.cos(fast) + a * Math.sin(fast),
        d * Math.cos(slow) + b * Math.sin(slow),
      ]);
    });
    const product = (s: number, t: number): number =>
      [0, 1, 2, 3].reduce((sum, i) => sum + (y[4 * s + i] as number) * (y[4 * t + i] as number), 0);
    expect(product(0, 1)).toBeCloseTo(product(2, 3), 5);
    expect(product(0, 1)).not.toBeCloseTo(product(1, 3), 2);
  });

  it("conv1d() meets steps a dilation apart, zeros before the first", () => {
    const layer: Layer = (net, x) => conv1d(net, x, { channels: 1, kernel: 2, dilation: 2 });
    const y = run(layer, tensor("float32", [1, 5, 1], [1, 2, 3, 4, 5]), { "conv.0": [10, 1], "bias.1": [0.5] });

    expect([...y]).toEqual([1.5, 2.5, 13.5, 24.5, 35.5]);
  });

  it("squeezeExcite() scales channels by gates", () => {
    const layer: Layer = (net, x) => squeezeExcite(net, x, { hidden: 1 });
    const x = tensor("float32", [1, 2, 1, 2], [1, 3, 5, -1]);
    const given = { "linear.0": [1, 1], "bias.1": [-1], "linear.2": [1, -1], "bias.3": [0, 0.5] };
    const gate = (sum: number): number => 1 / (1 + Math.exp(-sum));

    expectClose(run(layer, x, given), [gate(3), 3 * gate(3), 5 * gate(-2.5), -gate(-2.5)]);
  });

  it("dropPath() scales whole examples, and is gone in inference", () => {
    const layer: Layer = (net, x) => dropPath(net, x, 0.5);
    const network = networkOf(layer, [2, 3, 1, 1]);

    expect(network.noises).toEqual([{ name: "dropout.0", shape: [2, 1, 1, 1], kind: "dropout", rate: 0.5 }]);
    expect([...run(layer, counting([2, 3, 1, 1]), { "dropout.0": [2, 0] })]).toEqual([0, 2, 4, 0, 0, 0]);
    expect(toInference(network).nodes.map(({ op }) => op)).toEqual(["Identity"]);
    const net = new NetworkBuilder(taskOf(3), 2);
    expect(dropPath(net, net.input, 0)).toBe(net.input);
  });
});

describe("relaxations", () => {
  const logits = tensor("float32", [1, 3], [1, 2, 4]);
  const noise = { "gumbel.0": [5, 0, 0] };

  it("gumbelSoftmax() is the softmax of perturbed logits, and of the logits in inference", () => {
    const layer: Layer = (net, x) => gumbelSoftmax(net, x, { temperature: 2 });
    const softmax = (values: readonly number[]): number[] => {
      const powers = values.map((value) => Math.exp(value / 2));
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    };
    const network = networkOf(layer, [1, 3]);
    const inference = referenceRun(toInference(network), { x: logits })[network.output];

    expectClose(run(layer, logits, noise), softmax([6, 2, 4]));
    expectClose(inference?.data ?? [], softmax([1, 2, 4]));
    expect(network.noises).toEqual([{ name: "gumbel.0", shape: [1, 3], kind: "gumbel" }]);
  });

  it.each<readonly [string, readonly number[]]>([
    ["a vector", [3]],
    ["rows", [2, 3]],
    ["matrices", [2, 2, 3]],
  ])("gumbelSoftmax() of %s gives one-hot vectors where hard", (_, shape) => {
    const layer: Layer = (net) => {
      const values = net.parameter(shape, { kind: "constant", value: 0 }, "logits");
      return gumbelSoftmax(net, values, { temperature: 1, hard: true });
    };
    const rows = sizeOf(shape) / 3;
    const values = Array.from({ length: rows }, (_unused, row) => [0, 1, 2].map((k) => (k === row % 3 ? 1 : 0))).flat();
    const y = run(layer, logits, { "logits.0": values, "gumbel.0": values.map(() => 0.25) });

    expect([...y]).toEqual(values);
  });

  it("mixedSum() weighs values", () => {
    const layer: Layer = (net, x) =>
      mixedSum(net, [x, net.op("Neg", [x]), x], net.parameter([3], { kind: "constant", value: 1 }, "weights"));

    expect([...run(layer, counting([1, 3]), { "weights.0": [1, 0.5, 2] })]).toEqual([0, 2.5, 5]);
  });

  it("straightThrough() has the hard value, stopGradient() its argument's; inference needs neither", () => {
    const network = networkOf((net, x) => straightThrough(net, net.op("Sign", [x]), x), [1, 3]);
    const x = tensor("float32", [1, 3], [0.1, -7, 1e-8]);

    expect([...(referenceRun(network.graph, { x })[network.output]?.data ?? [])]).toEqual([1, -1, 1]);
    expect(toInference(network).nodes.map(({ op }) => op)).toEqual(["Sign", "Sub", "Add"]);
    expect([...run(stopGradient, logits)]).toEqual([1, 2, 4]);
  });
});

describe("refusals", () => {
  const image = [2, 4, 6, 6] as const;
  const sequence = [2, 5, 4] as const;

  it.each<readonly [string, readonly number[], Layer]>([
    ["Cannot add group normalisation: groups is 3, expected a divisor of", image, (net, x) => groupNorm(net, x, 3)],
    ["groups is 0, expected an integer of at least 1", image, (net, x) => groupNorm(net, x, 0)],
    ["x has shape [2,5,4], expected [N, C, H, W]", sequence, (net, x) => groupNorm(net, x, 1)],
    ["a channel shuffle: groups is 3", image, (net, x) => channelShuffle(net, x, 3)],
    ["hidden is 0", image, (net, x) => squeezeExcite(net, x, { hidden: 0 })],
    ["upsampling: factor is 1.5", image, (net, x) => upsample(net, x, 1.5)],
    ["expected a divisor of the 3", image, (net, x) => convTranspose2d(net, x, { channels: 3, kernel: 3, groups: 2 })],
    ["kernel is 0", image, (net, x) => convTranspose2d(net, x, { channels: 3, kernel: 0 })],
    [
      "outputPadding is 1, expected less than the stride 1",
      image,
      (net, x) => convTranspose2d(net, x, { channels: 3, kernel: 3, padding: 1, outputPadding: 1 }),
    ],
    ["an embedding: vocabulary is 0", image, (net, x) => embedding(net, x, 0, 4)],
    ["vectors have 3 elements, expected an even number", [2, 5, 3], rotaryPositions],
    ["attention: x has shape [2,4,6,6], expected [N, T, D]", image, (net, x) => selfAttention(net, x, { heads: 2 })],
    ["attention: heads is 3, expected a divisor of the 4", sequence, (net, x) => selfAttention(net, x, { heads: 3 })],
    ["an LSTM: x has shape", image, (net, x) => lstm(net, x, { hidden: 2 })],
    ["a GRU: hidden is 0", sequence, (net, x) => gru(net, x, { hidden: 0 })],
    ["kernel is 2.5", sequence, (net, x) => conv1d(net, x, { channels: 2, kernel: 2.5 })],
    ["a temporal block: x has shape", image, (net, x) => temporalBlock(net, x, { channels: 2, kernel: 2 })],
    ["Cannot add drop path: rate is 1, expected a number in [0, 1)", sequence, (net, x) => dropPath(net, x, 1)],
    ["temperature is 0, expected a positive number", sequence, (net, x) => gumbelSoftmax(net, x, { temperature: 0 })],
    ["weights have shape [2,5,4], expected [1]", sequence, (net, x) => mixedSum(net, [x], x)],
  ])("%s", (message, shape, layer) => {
    const net = new NetworkBuilder(taskOf(...shape.slice(1)), shape[0] as number);

    expect(() => layer(net, net.input)).toThrow(InputError);
    expect(() => layer(net, net.input)).toThrow(message);
    expect(net.finish(net.input).parameters).toEqual([]);
  });
});
