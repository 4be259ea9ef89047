import { describe, expect, it } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, type Network, optimize } from "../../src/graph/index.ts";
import {
  batchNorm,
  dropout,
  linear,
  NetworkBuilder,
  type OptimizerSpec,
  slotNames,
  trainingStep,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { taskOf } from "./task-fixture.ts";

const vector = (values: readonly number[]): Tensor => tensor("float32", [values.length], values);
const number = (value: number): Tensor => tensor("float32", [], [value]);

/** y = w x + b of two examples. */
function lineNetwork(): Network {
  const net = new NetworkBuilder(taskOf(1), 2);
  return net.finish(linear(net, net.input, 1));
}

const xs = [1, 3] as const;
const targets = [2, -1] as const;

/** Gradient of the mean squared error by w and b. */
function lineGradient([w, b]: readonly number[]): number[] {
  const errors = xs.map((x, i) => (w as number) * x + (b as number) - (targets[i] as number));
  return [errors.reduce((sum, e, i) => sum + e * (xs[i] as number), 0), errors.reduce((sum, e) => sum + e, 0)];
}

/** Three steps of training, each from the state the last one returned. */
function train(spec: OptimizerSpec, rate: number): number[][] {
  const graph = trainingStep(lineNetwork(), { optimizer: spec, loss: "mse" });
  let state: Record<string, Tensor> = { params: vector([0.5, -0.25]) };
  for (const name of slotNames(spec)) state[name] = vector([0, 0]);
  const trace: number[][] = [];
  for (let step = 1; step <= 3; step++) {
    const results = referenceRun(graph, {
      x: tensor("float32", [2, 1], xs),
      targets: tensor("float32", [2, 1], targets),
      rate: number(rate),
      step: number(step),
      ...state,
    });
    state = Object.fromEntries(
      Object.keys(state).map((name) => [name, vector([...(results[`next.${name}`]?.data ?? [])])]),
    );
    trace.push([...(state.params as Tensor<"float32">).data]);
  }
  return trace;
}

/** The same by plain arithmetic; `update` changes one parameter's state in place and returns its change. */
function trainByHand(update: (gradient: number, param: number, slots: number[], step: number) => number): number[][] {
  const params = [0.5, -0.25];
  const slots = params.map(() => [0, 0]);
  return [1, 2, 3].map((step) => {
    const gradients = lineGradient(params);
    params.forEach((param, i) => {
      params[i] = param + update(gradients[i] as number, param, slots[i] as number[], step);
    });
    return [...params];
  });
}

const adam =
  (decayed: number, shrunk: number) =>
  (gradient: number, param: number, slots: number[], step: number): number => {
    const g = gradient + decayed * param;
    slots[0] = 0.9 * (slots[0] as number) + 0.1 * g;
    slots[1] = 0.999 * (slots[1] as number) + 0.001 * g * g;
    const first = slots[0] / (1 - 0.9 ** step);
    const second = slots[1] / (1 - 0.999 ** step);
    return -0.1 * (first / (Math.sqrt(second) + 1e-8) + shrunk * param);
  };

const momentum =
  (nesterov: boolean) =>
  (gradient: number, param: number, slots: number[]): number => {
    const g = gradient + 0.01 * param;
    slots[0] = 0.9 * (slots[0] as number) + g;
    return -0.1 * (nesterov ? g + 0.9 * slots[0] : slots[0]);
  };

describe("trainingStep() by hand", () => {
  it.each<readonly [OptimizerSpec, Parameters<typeof trainByHand>[0]]>([
    [{ kind: "sgd", momentum: 0, weightDecay: 0 }, (gradient) => -0.1 * gradient],
    [{ kind: "sgd", momentum: 0.9, weightDecay: 0.01 }, momentum(false)],
    [{ kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0.01 }, momentum(true)],
    [{ kind: "adam", weightDecay: 0.01 }, adam(0.01, 0)],
    [{ kind: "adamw", weightDecay: 0.01 }, adam(0, 0.01)],
    [{ kind: "adamw", weightDecay: 0 }, adam(0, 0)],
  ])("%j", (spec, update) => {
    const expected = trainByHand(update);

    train(spec, 0.1).forEach((params, step) => {
      params.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[step]?.[i] as number, 5);
      });
    });
  });
});

/** Batch norm, dropout and three logits, batch 4. */
function classifier(): Network {
  const net = new NetworkBuilder(taskOf(2), 4);
  return net.finish(linear(net, dropout(net, batchNorm(net, net.input), 0.5), 3));
}

const classifierFeeds: Record<string, Tensor> = {
  x: tensor("float32", [4, 2], [1, 5, 2, -3, 4, 0, -1, 2]),
  "dropout.0": tensor("float32", [4, 2], [2, 0, 0, 2, 2, 2, 0, 0]),
  labels: tensor("int64", [4], [0, 2, 1, 0]),
  params: tensor(
    "float32",
    [13],
    Float32Array.from({ length: 13 }, (_, i) => Math.cos(3 * i)),
  ),
  momentum: tensor("float32", [13], new Float32Array(13)),
  statistics: vector([1, -1, 2, 3]),
  rate: number(0.1),
  step: number(1),
};

describe("trainingStep()", () => {
  const optimizer = { kind: "sgd", momentum: 0.9, weightDecay: 0 } as const;
  const build = (): Graph => trainingStep(classifier(), { optimizer, loss: "cross-entropy" });

  it("declares the inputs and outputs it promises", () => {
    const graph = build();

    expect(new Set(graph.inputs.keys())).toEqual(new Set(Object.keys(classifierFeeds)));
    expect(graph.outputs).toEqual(["loss", "correct", "next.params", "next.momentum", "next.statistics"]);
  });

  it("blends the batch's mean and unbiased variance into the running statistics", () => {
    const next = referenceRun(build(), classifierFeeds)["next.statistics"]?.data ?? [];
    // Columns 1, 2, 4, -1 and 5, -3, 0, 2: means 1.5 and 1, sums of squares about them 13 and 34.
    const expected = [0.9 * 1 + 0.1 * 1.5, 0.9 * -1 + 0.1 * 1, 0.9 * 2 + (0.1 * 13) / 3, 0.9 * 3 + (0.1 * 34) / 3];

    expect(next).toHaveLength(4);
    expected.forEach((value, i) => {
      expect(next[i]).toBeCloseTo(value, 6);
    });
  });

  it("descends along the gradient of its own loss", () => {
    const graph = build();
    const lossAt = (params: ArrayLike<number>): number =>
      referenceRun(graph, { ...classifierFeeds, params: { dtype: "float32", shape: [13], data: params } }).loss
        ?.data[0] as number;
    const gradient = referenceRun(graph, classifierFeeds)["next.momentum"]?.data ?? new Float64Array();
    const params = Float64Array.from(classifierFeeds.params?.data as Float32Array);

    params.forEach((_, i) => {
      const moved = (by: number): Float64Array => params.map((value, j) => (i === j ? value + by : value));
      expect(gradient[i]).toBeCloseTo((lossAt(moved(1e-5)) - lossAt(moved(-1e-5))) / 2e-5, 6);
    });
  });

  it("gives in the runtime what the reference gives", async () => {
    const graph = build();
    const expected = referenceRun(graph, classifierFeeds);
    await using program = await createNodeEngine().compile(optimize(graph));
    const results = await program.run(classifierFeeds);

    for (const [name, { data }] of Object.entries(expected)) {
      data.forEach((value, i) => {
        expect(results[name]?.data[i], `${name}[${i}]`).toBeCloseTo(value, 5);
      });
    }
  });
});
