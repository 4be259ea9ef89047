/** Equal maxima of a window: windows that tile the input share the gradient, else the first maximum takes it. */
import { describe, expect, it } from "vitest";
import { appendGradients } from "../../src/autodiff/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Attributes, type Graph, GraphBuilder, optimize, type Value } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";

function gradientOfSum(shape: readonly number[], window: Attributes): Graph {
  const graph = new GraphBuilder();
  const x = graph.input("x", { dtype: "float32", shape });
  const loss = graph.op("ReduceSum", [graph.op("MaxPool", [x], window)], { keepdims: 0 });
  return graph.build(new Map([["dx", appendGradients(graph, loss, [x])[0] as Value]]));
}

async function run(graph: Graph, x: Tensor): Promise<number[]> {
  await using program = await createNodeEngine().compile(optimize(graph));
  const { dx } = await program.run({ x });
  return Array.from((dx as Tensor<"float32">).data);
}

const tiles = { kernelShape: [2, 2], strides: [2, 2] };
const overlapping = { kernelShape: [1, 2] };

describe("MaxPoolGradient", () => {
  it("shares the gradient of a tile equally among equal maxima", async () => {
    const x = tensor("float32", [1, 1, 2, 4], [3, 1, 0, 0, 3, 3, 0, 0]);

    expect(await run(gradientOfSum(x.shape, tiles), x)).toEqual(
      [1 / 3, 0, 0.25, 0.25, 1 / 3, 1 / 3, 0.25, 0.25].map(Math.fround),
    );
  });

  it("gives the gradient of an overlapping window to its first maximum, as the reference does", async () => {
    const x = tensor("float32", [1, 1, 1, 4], [2, 2, 2, 1]);
    const graph = gradientOfSum(x.shape, overlapping);

    expect(await run(graph, x)).toEqual([1, 1, 1, 0]);
    expect([...(referenceRun(graph, { x }).dx?.data ?? [])]).toEqual([1, 1, 1, 0]);
  });

  it.each([
    { kernelShape: [3, 3], pads: [1, 1, 1, 1] },
    { kernelShape: [3, 2], pads: [0, 1, 2, 0] },
    { kernelShape: [2, 4], pads: [1, 2, 0, 3] },
    { kernelShape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  ])("picks the first of many equal maxima in windows %o", async (window) => {
    const x = tensor(
      "float32",
      [2, 2, 6, 7],
      Array.from({ length: 168 }, (_, i) => ((i * 5) % 11) % 3),
    );
    const graph = gradientOfSum(x.shape, window);

    expect(await run(graph, x)).toEqual([...(referenceRun(graph, { x }).dx?.data ?? [])]);
  });

  it("keeps the sum of the gradient in both forms", async () => {
    const x = tensor(
      "float32",
      [1, 1, 4, 4],
      Array.from({ length: 16 }, (_, i) => i % 3),
    );
    for (const window of [tiles, { kernelShape: [3, 3] }]) {
      const dx = await run(gradientOfSum(x.shape, window), x);
      expect(dx.reduce((sum, value) => sum + value, 0)).toBeCloseTo(4, 5);
    }
  });
});
