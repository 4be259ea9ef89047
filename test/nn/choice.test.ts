import { describe, expect, it } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Network, optimize, verify } from "../../src/graph/index.ts";
import {
  activation,
  batchStatistics,
  blendStatistics,
  type ChoiceBranch,
  choice,
  initialStatistics,
  isOnPath,
  linear,
  NetworkBuilder,
  parameterTensors,
  pathFeeds,
  startTraining,
  statisticTensors,
  subnetwork,
  subnetworkParameters,
  subnetworkStatistics,
  toInference,
  trainingStep,
} from "../../src/nn/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { networkOfPath, pathNetwork, paths, stepFeeds, weightsOf } from "./path-network.ts";
import { taskOf } from "./task-fixture.ts";

const engine = createNodeEngine();
const network = pathNetwork();
const textOf = ({ owner }: Network["parameters"][number]): string =>
  owner ? `${owner.choice} ${owner.branch}` : "all";
const bits = (value: Tensor | undefined): number[] => Array.from(value?.data ?? [], Number);

describe("choice()", () => {
  it("gives what a branch declares to the branch, in consecutive places", () => {
    verify(network.graph);
    expect(network.choices.map(({ name, branches, owner }) => [name, branches, owner])).toEqual([
      ["first", 3, undefined],
      ["second", 3, undefined],
      ["inner", 3, { choice: "second", branch: 1 }],
      ["third", 2, undefined],
    ]);
    const owners = network.parameters.map((parameter) => textOf(parameter));
    const groups = owners.filter((owner, i) => owner !== owners[i - 1]);
    expect(groups).toEqual(["all", "first 0", "first 2", "inner 0", "second 1", "second 2", "third 1"]);
    expect(network.normalizations.map(({ owner }) => owner?.choice ?? "all").join(" ")).toBe(
      "all first first inner second second third",
    );
    expect(network.noises.map(({ owner }) => owner)).toEqual([
      { choice: "inner", branch: 1 },
      { choice: "second", branch: 2 },
    ]);
  });

  it("refuses fewer than two branches, no inputs, an empty or taken name, and results of other shapes", () => {
    const build = (name: string, inputs: number, ...branches: ChoiceBranch[]) => {
      const net = new NetworkBuilder(taskOf(4), 2);
      const x = choice(net, "taken", [net.input], [(_, x) => x, (inside, x) => activation(inside, x, "relu")]);
      return choice(net, name, Array(inputs).fill(x), branches);
    };
    const same: ChoiceBranch = (_, x) => x;

    expect(() => build("a", 1, same)).toThrow("Cannot add choice a: it has 1 branches, expected at least 2");
    expect(() => build("a", 0, same, same)).toThrow("it has no inputs, expected at least one");
    expect(() => build("", 1, same, same)).toThrow("its name is empty");
    expect(() => build("taken", 1, same, same)).toThrow('"choice.taken" is taken');
    expect(() => build("a", 1, same, (net, x) => linear(net, x, 3))).toThrow(
      "Cannot add choice a: branch 1 gives float32 [2,3], expected float32 [2,4] as branch 0 does",
    );
  });
});

describe("pathFeeds() and isOnPath()", () => {
  it("name the branch of each choice; one that the path does not meet may be left out", () => {
    const feeds = pathFeeds(network, { first: 2, second: 0, third: 1 });

    expect(Object.fromEntries(Object.entries(feeds).map(([name, { data }]) => [name, data[0]]))).toEqual({
      "choice.first": 2n,
      "choice.second": 0n,
      "choice.inner": 0n,
      "choice.third": 1n,
    });
    const [, , inner] = network.choices;
    expect([0, 1].map((second) => isOnPath(network, { second }, inner ?? {}))).toEqual([false, true]);
  });

  it.each([
    [{ first: 0, second: 0 }, "choice third is missing, expected 0 to 1"],
    [{ first: 0, second: 1, third: 0 }, "choice inner is missing, expected 0 to 2"],
    [{ first: 3, second: 0, third: 0 }, "choice first has no branch 3, expected 0 to 2"],
    [{ first: 0.5, second: 0, third: 0 }, "choice first has no branch 0.5"],
    [{ fourth: 0 }, "choice fourth is unknown, expected first, second, inner, third"],
  ])("refuse %j", (path, message) => {
    expect(() => pathFeeds(network, path as Record<string, number>)).toThrow(InputError);
    expect(() => pathFeeds(network, path as Record<string, number>)).toThrow(message);
  });
});

describe("subnetwork()", () => {
  it("is the network built without choices, for every path", async () => {
    const weights = weightsOf(network);
    const options = { optimizer: { kind: "sgd", momentum: 0, weightDecay: 0 }, loss: "cross-entropy" } as const;
    // Every seventh path: all branches of all choices.
    for (const path of paths.filter((_, i) => i % 7 === 0)) {
      const [part, built] = [subnetwork(network, path), networkOfPath(path)];
      verify(part.graph);
      expect(part.choices).toEqual([]);
      const inOrder = [...part.parameters].sort((a, b) => numberOf(a.name) - numberOf(b.name));
      expect(inOrder.map(({ shape }) => shape)).toEqual(built.parameters.map(({ shape }) => shape));
      const tensors = parameterTensors(part, subnetworkParameters(network, weights, part));
      const flat = Float32Array.from(inOrder.flatMap(({ name }) => [...(tensors.get(name)?.data ?? [])]));
      const noises = [...part.noises].sort((a, b) => numberOf(a.name) - numberOf(b.name));
      const drawn = stepFeeds(part);
      const renamed = built.noises.map(({ name }, i) => [name, drawn[noises[i]?.name as string] as Tensor]);
      const common = { x: drawn.x, labels: drawn.labels, rate: drawn.rate, step: drawn.step } as Record<string, Tensor>;

      const found = referenceRun(trainingStep(part, options), {
        ...drawn,
        ...startTraining(part, options, subnetworkParameters(network, weights, part)),
      });
      const expected = referenceRun(trainingStep(built, options), {
        ...common,
        ...Object.fromEntries(renamed),
        ...startTraining(built, options, flat),
      });
      expect(found.loss).toEqual(expected.loss);
      expect([...(found["next.params"]?.data ?? [])].sort()).toEqual([...(expected["next.params"]?.data ?? [])].sort());
    }
  });

  it("keeps choices that the path leaves out, as a smaller network with choices", async () => {
    const part = subnetwork(network, { second: 1, third: 0 });
    verify(part.graph);
    expect(part.choices.map(({ name, owner }) => [name, owner])).toEqual([
      ["first", undefined],
      ["inner", undefined],
    ]);
    const rest = { first: 2, inner: 0 };
    const whole = { ...rest, second: 1, third: 0 };
    const ends = [subnetwork(part, rest), subnetwork(network, whole)] as const;
    const weights = weightsOf(network);
    const viaPart = subnetworkParameters(part, subnetworkParameters(network, weights, part), ends[0]);
    const tensors = [
      parameterTensors(ends[0], viaPart),
      parameterTensors(ends[1], subnetworkParameters(network, weights, ends[1])),
    ] as const;

    expect(new Map([...tensors[0]].sort())).toEqual(new Map([...tensors[1]].sort()));
    const runs = ends.map((end, i) =>
      referenceRun(end.graph, { ...stepFeedsOf(end), ...Object.fromEntries(tensors[i] ?? []) }),
    );
    expect(runs[0]?.[ends[0].output]?.data).toEqual(runs[1]?.[ends[1].output]?.data);
  });

  it("refuses unknown choices and branches, and parts of other networks", () => {
    const part = subnetwork(network, { first: 0 });
    const weights = weightsOf(network);

    expect(() => subnetwork(network, { nowhere: 0 })).toThrow("choice nowhere is unknown");
    expect(() => subnetwork(network, { third: 2 })).toThrow("choice third has no branch 2");
    expect(() => subnetworkParameters(network, weights.subarray(1), part)).toThrow("expected");
    expect(() => subnetworkParameters(part, subnetworkParameters(network, weights, part), network)).toThrow(
      "the network has none",
    );
  });
});

const numberOf = (name: string): number => Number(name.split(".").at(-1));
const stepFeedsOf = (of: Network): Record<string, Tensor> => {
  const { x, labels, rate, step, ...noises } = stepFeeds(of);
  return { x: x as Tensor, ...noises };
};

describe("toInference() of a network with choices", () => {
  it("predicts by any path what the path's subnetwork predicts, without noise", async () => {
    const graph = toInference(network);
    verify(graph);
    expect([...graph.inputs.keys()].filter((name) => name.startsWith("dropout"))).toEqual([]);
    const weights = weightsOf(network);
    const statistics = initialStatistics(network).map((value, i) => value + Math.sin(i) ** 2);
    const x = stepFeeds(network).x as Tensor;
    await using program = await engine.compile(optimize(graph));
    for (const path of paths) {
      const part = subnetwork(network, path);
      const alone = toInference(part);
      verify(alone);
      await using compiled = await engine.compile(optimize(alone));
      const expected = await compiled.run({
        x,
        ...Object.fromEntries(parameterTensors(part, subnetworkParameters(network, weights, part))),
        ...Object.fromEntries(statisticTensors(part, subnetworkStatistics(network, statistics, part))),
      });
      const found = await program.run({
        x,
        ...pathFeeds(network, path),
        ...Object.fromEntries(parameterTensors(network, weights)),
        ...Object.fromEntries(statisticTensors(network, statistics)),
      });
      expect(bits(found[network.output]), JSON.stringify(path)).toEqual(bits(expected[part.output]));
    }
  });
});

describe("batchStatistics() and blendStatistics()", () => {
  it("give a path's running statistics as training steps would, and leave others alone", async () => {
    const weights = weightsOf(network);
    const { labels, rate, ...inputs } = stepFeeds(network);
    await using program = await engine.compile(optimize(batchStatistics(network)));
    const optimizer = { kind: "sgd", momentum: 0, weightDecay: 0 } as const;
    const options = { optimizer, loss: "cross-entropy" } as const;
    for (const path of paths.slice(0, 5)) {
      const part = subnetwork(network, path);
      const batch = await program.run({
        ...(inputs as Record<string, Tensor>),
        ...pathFeeds(network, path),
        ...Object.fromEntries(parameterTensors(network, weights)),
      });
      const running = initialStatistics(network);
      blendStatistics(network, running, batch, 0.1);

      const state = startTraining(part, { optimizer }, subnetworkParameters(network, weights, part));
      const trained = referenceRun(trainingStep(part, options), { ...state, ...stepFeeds(part) })["next.statistics"];
      const own = subnetworkStatistics(network, running, part);
      trained?.data.forEach((value, i) => void expect(own[i]).toBeCloseTo(value, 5));
      expect(own).toHaveLength(trained?.data.length ?? -1);
      const touched = network.normalizations.flatMap((norm) =>
        Array(2 * norm.channels).fill(isOnPath(network, path, norm)),
      );
      running.forEach((value, i) => {
        if (!touched[i]) expect(value).toBe(initialStatistics(network)[i]);
      });
    }
  });

  it("average over batches with shares 1, 1/2, 1/3", () => {
    const plain = subnetwork(network, { first: 1, second: 0, third: 0 });
    const [norm] = plain.normalizations;
    const of = (mean: number, variance: number): Record<string, Tensor> => ({
      [norm?.runningMean ?? ""]: tensor("float32", [4], Array(4).fill(mean)),
      [norm?.runningVariance ?? ""]: tensor("float32", [4], Array(4).fill(variance)),
    });
    const running = initialStatistics(plain);
    [of(1, 99), of(3, 198), of(5, 297)].forEach((batch, k) => void blendStatistics(plain, running, batch, 1 / (k + 1)));

    // 100 elements a channel: unbiased variances are 100, 200, 300.
    expect(plain.normalizations).toHaveLength(1);
    [3, 3, 3, 3, 200, 200, 200, 200].forEach((value, i) => void expect(running[i]).toBeCloseTo(value, 4));
  });
});
