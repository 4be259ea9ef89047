import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { type Value, verify } from "../../src/graph/index.ts";
import {
  type Activation,
  activation,
  add,
  averagePool,
  batchNorm,
  concat,
  conv2d,
  dropout,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  NetworkBuilder,
  parameterCount,
  zerosLike,
} from "../../src/nn/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { taskOf } from "./task-fixture.ts";

type Layer = (net: NetworkBuilder, x: Value) => Value;

const image = [4, 6, 6] as const;
const batch = 2;

/** Layers on images [2, 4, 6, 6] with the shape and the number of parameters they must give. */
const onImages: readonly (readonly [string, Layer, shape: readonly number[], parameters: number])[] = [
  ["conv2d 3x3", (net, x) => conv2d(net, x, { channels: 5, kernel: 3 }), [2, 5, 6, 6], 5 * 4 * 9],
  ["conv2d with bias", (net, x) => conv2d(net, x, { channels: 5, kernel: 1, bias: true }), [2, 5, 6, 6], 5 * 4 + 5],
  ["conv2d stride 2", (net, x) => conv2d(net, x, { channels: 2, kernel: 3, stride: 2 }), [2, 2, 3, 3], 2 * 4 * 9],
  ["conv2d dilated", (net, x) => conv2d(net, x, { channels: 1, kernel: 3, dilation: 2 }), [2, 1, 6, 6], 4 * 9],
  ["conv2d depthwise", (net, x) => conv2d(net, x, { channels: 4, kernel: 5, groups: 4 }), [2, 4, 6, 6], 4 * 25],
  ["conv2d grouped", (net, x) => conv2d(net, x, { channels: 6, kernel: 3, groups: 2 }), [2, 6, 6, 6], 6 * 2 * 9],
  ["conv2d unpadded", (net, x) => conv2d(net, x, { channels: 1, kernel: 3, padding: 0 }), [2, 1, 4, 4], 4 * 9],
  ["batchNorm", (net, x) => batchNorm(net, x), [2, 4, 6, 6], 8],
  ["maxPool", (net, x) => maxPool(net, x, { kernel: 2 }), [2, 4, 3, 3], 0],
  ["maxPool overlapping", (net, x) => maxPool(net, x, { kernel: 3, stride: 2, padding: 1 }), [2, 4, 3, 3], 0],
  ["averagePool", (net, x) => averagePool(net, x, { kernel: 3, stride: 1, padding: 1 }), [2, 4, 6, 6], 0],
  ["globalAveragePool", (net, x) => globalAveragePool(net, x), [2, 4], 0],
  ["flatten", (net, x) => flatten(net, x), [2, 144], 0],
  ["dropout", (net, x) => dropout(net, x, 0.5), [2, 4, 6, 6], 0],
  ["add", (net, x) => add(net, [x, x, x]), [2, 4, 6, 6], 0],
  ["add of one", (net, x) => add(net, [x]), [2, 4, 6, 6], 0],
  ["concat", (net, x) => concat(net, [x, x], 1), [2, 8, 6, 6], 0],
  ["zerosLike", (net, x) => zerosLike(net, x), [2, 4, 6, 6], 0],
  ["linear of pixels", (net, x) => linear(net, x, 3), [2, 4, 6, 3], 6 * 3 + 3],
  ["linear", (net, x) => linear(net, flatten(net, x), 3), [2, 3], 144 * 3 + 3],
  ["linear without bias", (net, x) => linear(net, flatten(net, x), 3, { bias: false }), [2, 3], 144 * 3],
];

describe("layers", () => {
  it.each(onImages)("%s gives the shape and the number of parameters it should", (_, layer, shape, parameters) => {
    const net = new NetworkBuilder(taskOf(...image), batch);
    const y = layer(net, net.input);
    const network = net.finish(y);

    expect(y.type).toEqual({ dtype: "float32", shape });
    expect(parameterCount(network)).toBe(parameters);
    if (network.graph.nodes.length > 0) verify(network.graph);
    const inputs = ["x", ...network.parameters.map(({ name }) => name), ...network.noises.map(({ name }) => name)];
    expect([...network.graph.inputs.keys()]).toEqual(inputs);
  });

  it.each<readonly [Layer, string]>([
    [
      (net, x) => conv2d(net, x, { channels: 0, kernel: 3 }),
      "a convolution: channels is 0, expected an integer of at least 1",
    ],
    [(net, x) => conv2d(net, x, { channels: 2.5, kernel: 3 }), "channels is 2.5"],
    [(net, x) => conv2d(net, x, { channels: 2, kernel: 0 }), "kernel is 0"],
    [(net, x) => conv2d(net, x, { channels: 2, kernel: Number.NaN }), "kernel is NaN"],
    [(net, x) => conv2d(net, x, { channels: 2, kernel: 3, stride: 0 }), "stride is 0"],
    [(net, x) => conv2d(net, x, { channels: 2, kernel: 3, dilation: -1 }), "dilation is -1"],
    [(net, x) => conv2d(net, x, { channels: 2, kernel: 3, groups: 0 }), "groups is 0"],
    [
      (net, x) => conv2d(net, x, { channels: 2, kernel: 3, padding: -1 }),
      "padding is -1, expected an integer of at least 0",
    ],
    [(net, x) => conv2d(net, x, { channels: 3, kernel: 3, groups: 2 }), "2 groups over 4 input and 3 output channels"],
    [(net, x) => conv2d(net, x, { channels: 3, kernel: 3, groups: 3 }), "expected a divisor of both"],
    [(net, x) => linear(net, flatten(net, x), 0), "a linear layer: outputs is 0"],
    [(net, x) => maxPool(net, x, { kernel: 0 }), "pooling: kernel is 0"],
    [(net, x) => maxPool(net, x, { kernel: 2, stride: 1.5 }), "pooling: stride is 1.5"],
    [(net, x) => averagePool(net, x, { kernel: 2, padding: 2 }), "padding is 2, expected less than the kernel 2"],
    [(net, x) => dropout(net, x, 1), "Cannot add dropout: rate is 1, expected a number in [0, 1)"],
    [(net, x) => dropout(net, x, Number.NaN), "rate is NaN"],
  ])("%s is refused: %s", (layer, message) => {
    const net = new NetworkBuilder(taskOf(...image), batch);

    expect(() => layer(net, net.input)).toThrow(InputError);
    expect(() => layer(net, net.input)).toThrow(message);
    expect(net.finish(net.input).parameters).toEqual([]);
  });

  it("dropout() of rate 0 adds nothing", () => {
    const net = new NetworkBuilder(taskOf(...image), batch);

    expect(dropout(net, net.input, 0)).toBe(net.input);
    expect(net.finish(net.input).noises).toEqual([]);
  });
});

describe("activation()", () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const formulas: Readonly<Record<Activation, (x: number) => number>> = {
    relu: (x) => Math.max(x, 0),
    tanh: Math.tanh,
    sigmoid,
    silu: (x) => x * sigmoid(x),
    hardswish: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
    leakyrelu: (x) => (x < 0 ? 0.01 * x : x),
    elu: (x) => (x < 0 ? Math.expm1(x) : x),
    // The normal distribution function at -1.5, -0.25, 0 and 2 (SciPy 1.11, scipy.stats.norm.cdf).
    gelu: (x) =>
      x * ({ "-1.5": 0.06680720126885807, "-0.25": 0.4012936743170763, 0: 0.5, 2: 0.9772498680518208 }[x] as number),
  };

  it.each(Object.entries(formulas))("of kind %s follows its formula", (kind, formula) => {
    const values = [-1.5, -0.25, 0, 2];
    const net = new NetworkBuilder(taskOf(4), 1);
    const network = net.finish(activation(net, net.input, kind as Activation));
    const { [network.output]: y } = referenceRun(network.graph, { x: tensor("float32", [1, 4], values) });

    values.forEach((x, i) => {
      expect(y?.data[i]).toBeCloseTo(formula(x), 6);
    });
  });
});

describe("NetworkBuilder", () => {
  it("names parameters in the order they are declared", () => {
    const net = new NetworkBuilder(taskOf(...image), batch);
    const y = batchNorm(net, conv2d(net, net.input, { channels: 2, kernel: 1, bias: true }));
    const { parameters, normalizations } = net.finish(y);

    expect(parameters.map(({ name, shape }) => `${name} [${shape}]`)).toEqual([
      "conv.0 [2,4,1,1]",
      "bias.1 [2]",
      "gamma.2 [2]",
      "beta.3 [2]",
    ]);
    expect(normalizations).toMatchObject([
      { channels: 2, count: 2 * 6 * 6, runningMean: "running_mean.0", runningVariance: "running_variance.0" },
    ]);
  });

  it("takes token ids where told", () => {
    expect(new NetworkBuilder(taskOf(5), 3, "int64").input.type).toEqual({ dtype: "int64", shape: [3, 5] });
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses a batch of %d", (size) => {
    expect(() => new NetworkBuilder(taskOf(5), size)).toThrow(InputError);
    expect(() => new NetworkBuilder(taskOf(5), size)).toThrow(`batch is ${size}, expected a positive integer`);
  });
});
