/** @file Graphs made ready for a runtime with blocked convolution compute what the portable ones do. */
import { describe, expect, test } from "vitest";
import { gradient } from "../../src/autodiff/index.ts";
import { createNodeEngine, detectTarget } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder, optimize } from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { drawnFeeds, referenceRun } from "../reference/index.ts";

interface Setting {
  readonly channels: readonly [number, number];
  readonly kernel: number;
  readonly size: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly group?: number;
  /** Blocked convolutions a gradient graph has: forward, input gradient, depthwise weight gradient. */
  readonly blocked: number;
}

const settings: readonly Setting[] = [
  { channels: [16, 32], kernel: 3, size: 4, blocked: 2 },
  { channels: [32, 16], kernel: 3, size: 5, dilation: 2, blocked: 2 },
  { channels: [16, 16], kernel: 5, size: 5, blocked: 2 },
  { channels: [16, 16], kernel: 3, size: 6, stride: 2, blocked: 5 },
  { channels: [3, 16], kernel: 3, size: 4, blocked: 1 },
  { channels: [16, 16], kernel: 3, size: 4, group: 16, blocked: 3 },
  { channels: [16, 16], kernel: 3, size: 5, group: 16, stride: 2, blocked: 2 },
  { channels: [16, 16], kernel: 5, size: 5, group: 16, dilation: 2, blocked: 3 },
  { channels: [16, 16], kernel: 1, size: 4, blocked: 0 },
  { channels: [16, 16], kernel: 3, size: 4, group: 2, blocked: 0 },
  { channels: [20, 16], kernel: 3, size: 4, blocked: 0 },
];

/** Sum of relu(conv(x, w))², with its gradients by x and w. */
function graphOf({ channels, kernel, size, stride = 1, dilation = 1, group = 1 }: Setting): Graph {
  const graph = new GraphBuilder();
  const x = graph.input("x", { dtype: "float32", shape: [2, channels[0], size, size] });
  const w = graph.input("w", { dtype: "float32", shape: [channels[1], channels[0] / group, kernel, kernel] });
  const pad = (dilation * (kernel - 1)) / 2;
  const y = graph.op("Conv", [x, w], {
    kernelShape: [kernel, kernel],
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [pad, pad, pad, pad],
    group,
  });
  const loss = graph.op("ReduceSumSquare", [graph.op("Relu", [y])], { keepdims: 0 });
  return gradient(graph.build([loss]), loss.name, ["x", "w"]);
}

function checkEqual(
  found: Record<string, { data: ArrayLike<number | bigint> }>,
  expected: Record<string, { data: ArrayLike<number | bigint> }>,
  tolerance: number,
): void {
  for (const [name, { data }] of Object.entries(expected)) {
    const scale = Math.max(...Array.from(data, (value) => Math.abs(Number(value))));
    const errors = Array.from(data, (value, i) => Math.abs(Number(value) - Number(found[name]?.data[i])));
    expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance * scale);
  }
}

const blockedCount = (graph: Graph): number => graph.nodes.filter(({ op }) => op === "BlockedConv").length;

describe.each(settings)(
  "optimize() of $channels channels, kernel $kernel, $size px, group $group, stride $stride",
  (setting) => {
    const graph = graphOf(setting);
    const feeds = drawnFeeds(graph, "target");

    test.each([8, 16])("for blocks of %i computes the same", (block) => {
      const blocked = optimize(graph, { block });

      checkEqual(referenceRun(blocked, feeds), referenceRun(optimize(graph), feeds), 1e-12);
    });

    test("uses blocked convolution where its channels fill blocks", () => {
      expect(blockedCount(optimize(graph, { block: 16 }))).toBe(setting.blocked);
      expect(blockedCount(optimize(graph))).toBe(0);
    });

    test("runs on this CPU with the same result", async ({ skip }) => {
      const engine = createNodeEngine();
      const target = await detectTarget(engine);
      if (!target.block) skip("skipped: this CPU's runtime has no blocked convolution");
      await using portable = await engine.compile(optimize(graph));
      await using blocked = await engine.compile(optimize(graph, target));

      checkEqual(await blocked.run(feeds), await portable.run(feeds), 1e-5);
    });
  },
);

test("optimize() computes the mask of a rectifier in one operation, exact for normal numbers", () => {
  const graph = new GraphBuilder();
  const x = graph.input("x", { dtype: "float32", shape: [6] });
  const mask = graph.op("Cast", [graph.op("Greater", [x, graph.scalar(0)])], { to: "float32" });
  const optimized = optimize(graph.build([mask]));

  const values = tensor("float32", [6], [-1e30, -1, 0, 2 ** -126, 1, 1e30]);

  expect(optimized.nodes.map(({ op }) => op)).toContain("HardSigmoid");
  expect(Array.from(referenceRun(optimized, { x: values })[mask.name]?.data ?? [])).toEqual([0, 0, 0, 1, 1, 1]);
});
