/** @file Graphs for runtimes that sum slowly compute what others do, without what is slow there. */
import { describe, expect, test } from "vitest";
import { gradient } from "../../src/autodiff/index.ts";
import {
  fuseChannelSums,
  type Graph,
  GraphBuilder,
  lower,
  optimize,
  shiftDepthwiseGradients,
  splitBatchNormalization,
  type Value,
  verify,
} from "../../src/graph/index.ts";
import { drawnFeeds, referenceRun } from "../reference/index.ts";

const slow = { sumsSlowly: true } as const;
const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);
const image = (...shape: number[]): { dtype: "float32"; shape: number[] } => ({ dtype: "float32", shape });

/** Both graphs run by the reference, in double precision. */
function checkSame(found: Graph, expected: Graph): void {
  verify(found);
  const feeds = drawnFeeds(expected, "slow sums");
  const [results, wanted] = [referenceRun(found, feeds), referenceRun(expected, feeds)];
  for (const [name, { data }] of Object.entries(wanted)) {
    const scale = Math.max(...Array.from(data, (value) => Math.abs(Number(value))));
    const errors = Array.from(data, (value, i) => Math.abs(Number(value) - Number(results[name]?.data[i])));
    expect(Math.max(...errors)).toBeLessThanOrEqual(1e-6 * scale);
  }
}

describe("shiftDepthwiseGradients()", () => {
  type Window = Record<string, number | readonly number[]>;

  /** dw of the sum of squares of a convolution from c to `outputs` channels. */
  const weightGradient = (size: number, window: Window, c = 3, outputs = c): Graph => {
    const graph = new GraphBuilder();
    const kernel = window.kernelShape as readonly number[];
    const x = graph.input("x", image(2, c, size, size + 2));
    const w = graph.input("w", image(outputs, 1, ...kernel));
    const y = graph.op("Conv", [x, w], { ...window, group: c });
    const loss = graph.op("ReduceSumSquare", [y], { keepdims: 0 });
    return gradient(graph.build([loss]), loss.name, ["w"]);
  };

  test.each([
    [5, { kernelShape: [3, 3], pads: [1, 1, 1, 1] }],
    [4, { kernelShape: [5, 3], pads: [2, 1, 2, 1] }],
    [6, { kernelShape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }],
    [8, { kernelShape: [5, 5], pads: [2, 2, 2, 2], strides: [2, 2] }],
    [6, { kernelShape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 1] }],
    [6, { kernelShape: [2, 2], strides: [2, 2] }],
    [6, { kernelShape: [3, 3], pads: [2, 2, 2, 2], dilations: [2, 2] }],
    // Taps that meet padding alone.
    [2, { kernelShape: [7, 7], pads: [3, 3, 3, 3] }],
    [2, { kernelShape: [3, 3], pads: [4, 6, 4, 6], dilations: [4, 6] }],
  ] as const)("of %i pixels and %o sums products of shifted images", (size, window) => {
    const graph = weightGradient(size, window);
    const result = shiftDepthwiseGradients(graph, slow);

    expect(opsOf(result)).not.toContain("ConvWeightGradient");
    checkSame(result, lower(graph));
    checkSame(optimize(graph, slow), lower(graph));
  });

  test("copies an image once a row and once a column, not once a tap", () => {
    const graph = weightGradient(16, { kernelShape: [5, 5], pads: [2, 2, 2, 2] });

    expect(opsOf(optimize(graph, slow)).filter((op) => op === "Pad" || op === "Slice")).toHaveLength(8);
  });

  test("leaves convolutions of other sizes or channels, and other targets", () => {
    const valid = weightGradient(6, { kernelShape: [3, 3] });
    const multiplied = weightGradient(6, { kernelShape: [3, 3], pads: [1, 1, 1, 1] }, 3, 6);
    for (const graph of [valid, multiplied])
      expect(opsOf(shiftDepthwiseGradients(graph, slow))).toContain("ConvWeightGradient");
    const graph = weightGradient(5, { kernelShape: [3, 3], pads: [1, 1, 1, 1] });
    expect(shiftDepthwiseGradients(graph, {})).toBe(graph);
  });
});

describe("splitBatchNormalization()", () => {
  /** A normalisation of images far from zero, of which everything is read. */
  const normalized = (momentum: number, ...shape: number[]): Graph => {
    const graph = new GraphBuilder();
    const x = graph.op("Add", [graph.input("x", image(...shape)), graph.scalar(100)]);
    const perChannel = ["scale", "bias", "mean", "variance"].map((name) =>
      graph.input(name, image(shape[1] as number)),
    );
    return graph.build(
      graph.node("BatchNormalization", [x, ...perChannel], { trainingMode: 1, momentum, epsilon: 1e-3 }),
    );
  };

  test("computes what the one operation does, its mean and variance too", () => {
    const graph = normalized(0, 3, 4, 5, 6);
    const result = splitBatchNormalization(graph, slow);

    expect(result.nodes.filter(({ attributes }) => attributes?.trainingMode === 1)).toEqual([]);
    checkSame(result, graph);
    checkSame(optimize(graph, slow), graph);
  });

  test("leaves running statistics, vectors and other targets", () => {
    for (const graph of [normalized(0.9, 3, 4, 5, 6), normalized(0, 3, 4)])
      expect(opsOf(splitBatchNormalization(graph, slow))).toEqual(["Add", "BatchNormalization"]);
    const graph = normalized(0, 3, 4, 5, 6);
    expect(splitBatchNormalization(graph, {})).toBe(graph);
  });
});

test("fuseChannelSums() pools planes for targets that sum slowly, products too", () => {
  const builder = new GraphBuilder();
  const [a, b] = ["a", "b"].map((name) => builder.input(name, image(2, 3, 23, 23))) as [Value, Value];
  const axes = { axes: [0, 2, 3], keepdims: 0 };
  const sums = [a, builder.op("Mul", [a, b])].map((value) => builder.op("ReduceSum", [value], axes));
  const graph = builder.build(sums);
  const result = fuseChannelSums(graph, slow);

  expect(opsOf(result).filter((op) => op === "AveragePool")).toHaveLength(2);
  expect(opsOf(result)).not.toContain("FusedMatMul");
  checkSame(result, graph);
});
