import { describe, expect, it } from "vitest";
import { createRng } from "../../src/base/index.ts";
import type { Initializer, Network } from "../../src/graph/index.ts";
import {
  batchNorm,
  conv2d,
  flatten,
  initialParameters,
  initialStatistics,
  linear,
  NetworkBuilder,
  parameterTensors,
} from "../../src/nn/index.ts";
import { taskOf } from "./task-fixture.ts";

function networkOf(...initializers: readonly Initializer[]): Network {
  const net = new NetworkBuilder(taskOf(2), 1);
  for (const initializer of initializers) net.parameter([100, 200], initializer);
  return net.finish(net.input);
}

/** Mean and standard deviation. */
function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

describe("initialParameters()", () => {
  it.each<readonly [Initializer, number]>([
    [{ kind: "normal", std: 0.02 }, 0.02],
    [{ kind: "he", fanIn: 18 }, 1 / 3],
    [{ kind: "lecun", fanIn: 25 }, 0.2],
  ])("draws %j around zero with deviation %d", (initializer, deviation) => {
    const values = initialParameters(networkOf(initializer), createRng(1));
    const moments = momentsOf(values);

    // 20 000 draws: both estimates have a deviation below 1 % of the true one; five of them are allowed.
    expect(Math.abs(moments.mean)).toBeLessThan(0.04 * deviation);
    expect(Math.abs(moments.deviation / deviation - 1)).toBeLessThan(0.03);
  });

  it("fills constants", () => {
    expect(new Set(initialParameters(networkOf({ kind: "constant", value: 0.5 }), createRng(1)))).toEqual(
      new Set([0.5]),
    );
  });

  it("gives equal vectors for equal seeds and others for other seeds", () => {
    const network = networkOf({ kind: "normal", std: 1 });

    expect(initialParameters(network, createRng(5))).toEqual(initialParameters(network, createRng(5)));
    expect(initialParameters(network, createRng(5))).not.toEqual(initialParameters(network, createRng(6)));
  });

  it("draws each parameter from a stream of its own", () => {
    const normal: Initializer = { kind: "normal", std: 1 };
    const second = (network: Network): Float32Array => initialParameters(network, createRng(5)).slice(20_000);

    expect(second(networkOf({ kind: "constant", value: 0 }, normal))).toEqual(second(networkOf(normal, normal)));
    const both = initialParameters(networkOf(normal, normal), createRng(5));
    expect(both.slice(0, 20_000)).not.toEqual(both.slice(20_000));
  });

  it("gives layers the deviation of their fan-in, normalisations 1 and 0, biases 0", () => {
    const net = new NetworkBuilder(taskOf(8, 4, 4), 1);
    const x = batchNorm(net, conv2d(net, net.input, { channels: 64, kernel: 3, groups: 2, bias: true }));
    const network = net.finish(linear(net, flatten(net, x), 10));
    const tensors = parameterTensors(network, initialParameters(network, createRng(3)));
    const [conv, bias, gamma, beta, weight, offset] = [...tensors.values()].map(({ data }) => data) as Float32Array[];

    // 2304 and 10 240 draws: deviations of the estimates are 1.5 % and 0.7 %.
    expect(Math.abs(momentsOf(conv as Float32Array).deviation / Math.sqrt(2 / (4 * 9)) - 1)).toBeLessThan(0.06);
    expect(Math.abs(momentsOf(weight as Float32Array).deviation / Math.sqrt(1 / (64 * 16)) - 1)).toBeLessThan(0.03);
    expect([bias, gamma, beta, offset].map((values) => [...new Set(values)])).toEqual([[0], [1], [0], [0]]);
  });
});

describe("initialStatistics()", () => {
  it("gives mean 0 and variance 1 for each normalisation in turn", () => {
    const net = new NetworkBuilder(taskOf(2, 3, 3), 2);
    const x = batchNorm(net, conv2d(net, batchNorm(net, net.input), { channels: 3, kernel: 1 }));

    expect([...initialStatistics(net.finish(x))]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 1, 1]);
  });
});
