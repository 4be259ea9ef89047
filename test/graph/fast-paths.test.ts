/** @file Each pass that makes graphs faster leaves their results as they are, and does what it is there for. */
import { describe, expect, test } from "vitest";
import { gradient } from "../../src/autodiff/index.ts";
import { createNodeEngine, detectTarget } from "../../src/engine/index.ts";
import {
  addInTurn,
  avoidClips,
  blockInputGradients,
  cancelReorders,
  eliminateCommonSubexpressions,
  fuseChannelSums,
  fuseScaledSums,
  type Graph,
  GraphBuilder,
  lower,
  optimize,
  standardPasses,
  type Value,
  verify,
} from "../../src/graph/index.ts";
import { drawnFeeds, referenceRun } from "../reference/index.ts";

type Numbers = Record<string, { readonly data: ArrayLike<number | bigint> }>;

const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);
const image = (...shape: number[]): { dtype: "float32"; shape: number[] } => ({ dtype: "float32", shape });
const same = { kernelShape: [3, 3], pads: [1, 1, 1, 1] };

function checkEqual(found: Numbers, expected: Numbers, tolerance: number): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { data }] of Object.entries(expected)) {
    const scale = Math.max(...Array.from(data, (value) => Math.abs(Number(value))));
    const errors = Array.from(data, (value, i) => Math.abs(Number(value) - Number(found[name]?.data[i])));
    expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance * scale);
  }
}

/** Convolutions of every kind, normalised and rectified, of planes large and small, with the gradients of all weights. */
function network(): Graph {
  const graph = new GraphBuilder();
  const x = graph.input("x", image(2, 16, 24, 24));
  const names = ["x"];
  const conv = (input: Value, outputs: number, attributes: Record<string, number | readonly number[]>): Value => {
    const perGroup = attributes.group === undefined ? (input.type.shape[1] as number) : 1;
    const kernel = attributes.kernelShape as readonly number[];
    names.push(`w${names.length}`);
    const w = graph.input(names.at(-1) as string, image(outputs, perGroup, ...kernel));
    return graph.op("Conv", [input, w], attributes);
  };
  const normalized = (input: Value): Value => {
    const channels = input.type.shape[1] as number;
    const [scale, bias] = ["scale", "bias"].map((kind) => graph.input(`${kind}${names.length}`, image(channels)));
    names.push(`scale${names.length}`);
    // Running statistics, which nobody reads here: the runtime may write into them, so they are no constants.
    const statistics = [scale, bias].map((value) => graph.op("Mul", [value as Value, graph.scalar(0)]));
    const inputs = [input, scale, bias, ...statistics] as Value[];
    return graph.node("BatchNormalization", inputs, { trainingMode: 1, momentum: 0 })[0] as Value;
  };
  const h = graph.op("Relu", [normalized(conv(x, 16, same))]);
  const wide = graph.op("Sum", [
    normalized(conv(graph.op("Relu", [h]), 16, { ...same, group: 16 })),
    normalized(conv(graph.op("Relu", [h]), 16, { kernelShape: [1, 1] })),
    graph.op("AveragePool", [h], same),
  ]);
  const narrow = normalized(conv(wide, 32, { ...same, strides: [2, 2] }));
  const strided = conv(narrow, 32, { ...same, strides: [2, 2], group: 32 });
  const last = conv(graph.op("Relu", [strided]), 16, same);
  const loss = graph.op("ReduceSumSquare", [last], { keepdims: 0 });
  return gradient(graph.build([loss]), loss.name, names);
}

describe("optimize()", async () => {
  const engine = createNodeEngine();
  const target = await detectTarget(engine);
  const graph = network();
  const feeds = drawnFeeds(graph, "fast paths");
  const run = async (optimized: Graph): Promise<Numbers> => {
    await using program = await engine.compile(optimized);
    return program.run(feeds);
  };
  const expected = await run(lower(graph));

  test("computes what the lowered graph does, whatever the target", async () => {
    checkEqual(await run(optimize(graph)), expected, 1e-5);
    checkEqual(await run(optimize(graph, target)), expected, 1e-5);
    checkEqual(await run(optimize(graph, { clipsSlowly: true, sumsSlowly: true })), expected, 1e-5);
  });

  const removable = [...new Set(standardPasses)].filter((pass) => pass !== lower);
  test.each(removable.map((pass) => [pass.name, pass] as const))("computes the same without %s", async (_, left) => {
    const passes = standardPasses.filter((pass) => pass !== left);

    checkEqual(await run(optimize(graph, target, passes)), expected, 1e-5);
  });

  test("runs the passes it is given, in their order", () => {
    const seen: string[] = [];
    const note = (name: string) => (current: Graph) => {
      seen.push(name);
      return current;
    };

    expect(optimize(graph, target, [note("first"), note("second")])).toBe(graph);
    expect(seen).toEqual(["first", "second"]);
  });
});

describe("addInTurn()", () => {
  const graph = new GraphBuilder();
  const [a, b, c, mask] = ["a", "b", "c", "mask"].map((name) => graph.input(name, image(2, 3))) as Value[];
  const masked = (value: Value): Value => graph.op("Mul", [value, mask as Value]);
  const built = graph.build([graph.op("Sum", [masked(a as Value), c as Value, masked(b as Value)])]);

  test("multiplies terms by a common factor once", () => {
    const result = addInTurn(built);

    verify(result);
    checkEqual(
      referenceRun(result, drawnFeeds(built, "fast paths")),
      referenceRun(built, drawnFeeds(built, "fast paths")),
      1e-12,
    );
    expect(opsOf(optimize(built))).toEqual(["Add", "Mul", "Add"]);
  });

  test("leaves sums that broadcast, and products that others read", () => {
    const builder = new GraphBuilder();
    const [x, row] = [builder.input("x", image(2, 3)), builder.input("row", image(3))];
    const product = builder.op("Mul", [x, x]);
    const whole = builder.build([builder.op("Sum", [x, row]), builder.op("Sum", [product, x]), product]);

    expect(opsOf(addInTurn(whole))).toEqual(["Mul", "Sum", "Add"]);
  });
});

describe("fuseChannelSums()", () => {
  const sumOfProduct = (size: number, alsoRead: boolean): Graph => {
    const graph = new GraphBuilder();
    const [a, b] = ["a", "b"].map((name) => graph.input(name, image(2, 3, size, size))) as [Value, Value];
    const product = graph.op("Mul", [a, b]);
    const sum = graph.op("ReduceSum", [product], { axes: [-1, 0, 2], keepdims: 0 });
    return graph.build(alsoRead ? [sum, product] : [sum]);
  };

  test.each([
    [4, false, ["Mul", "Reshape", "ReduceSum", "Reshape", "ReduceSum"]],
    [23, false, ["Mul", "Reshape", "Reshape", "FusedMatMul", "Reshape", "ReduceSum"]],
    [23, true, ["Mul", "Reshape", "ReduceSum", "Reshape", "ReduceSum"]],
  ])("adds up planes of %i pixels squared, product read by others: %s", (size, alsoRead, ops) => {
    const graph = sumOfProduct(size, alsoRead);
    const result = fuseChannelSums(graph);

    expect(opsOf(result)).toEqual(ops);
    checkEqual(
      referenceRun(result, drawnFeeds(graph, "fast paths")),
      referenceRun(graph, drawnFeeds(graph, "fast paths")),
      1e-12,
    );
  });

  test("leaves sums over other axes", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", image(2, 3, 4, 4));
    const sums = [
      [0, 2],
      [1, 2, 3],
      [0, 2, 3],
    ].map((axes, i) => graph.op("ReduceSum", [x], { axes, keepdims: i >> 1 }));

    expect(opsOf(fuseChannelSums(graph.build(sums)))).toEqual(["ReduceSum", "ReduceSum", "ReduceSum"]);
  });
});

describe("fuseScaledSums()", () => {
  const scaledSum = (size: number, scaleShape: number[]): Graph => {
    const graph = new GraphBuilder();
    const [x, z] = ["x", "z"].map((name) => graph.input(name, image(2, 3, size, size))) as [Value, Value];
    return graph.build([graph.op("Add", [graph.op("Mul", [x, graph.input("scale", image(...scaleShape))]), z])]);
  };

  test("scales and adds large planes in one operation", () => {
    const graph = scaledSum(23, [1, 3, 1, 1]);
    const result = fuseScaledSums(graph);

    expect(opsOf(result)).toContain("FusedConv");
    checkEqual(
      referenceRun(result, drawnFeeds(graph, "fast paths")),
      referenceRun(graph, drawnFeeds(graph, "fast paths")),
      1e-12,
    );
  });

  test("leaves small planes and other scales", () => {
    for (const graph of [scaledSum(5, [1, 3, 1, 1]), scaledSum(23, [2, 3, 23, 23]), scaledSum(23, [1, 1, 1, 23])])
      expect(opsOf(fuseScaledSums(graph))).toEqual(["Mul", "Add"]);
  });
});

test("cancelReorders() reads the blocked value again", () => {
  const graph = new GraphBuilder();
  const x = graph.input("x", image(1, 16, 2, 2));
  const twice = [1, 2].reduce(
    (value) =>
      graph.op("ReorderOutput", [graph.op("Relu", [graph.op("ReorderInput", [value], { block: 8 })])], {
        block: 8,
        channels: 16,
      }),
    x,
  );
  const built = graph.build([twice]);
  const result = cancelReorders(built);

  expect(opsOf(optimize(result))).toEqual(["ReorderInput", "Relu", "Relu", "ReorderOutput"]);
  checkEqual(
    referenceRun(result, drawnFeeds(built, "fast paths")),
    referenceRun(built, drawnFeeds(built, "fast paths")),
    0,
  );
});

describe("blockInputGradients()", () => {
  const gradientOf = (size: number, window: Record<string, number | readonly number[]>): Graph => {
    const graph = new GraphBuilder();
    const kernel = window.kernelShape as readonly number[];
    const x = graph.input("x", image(1, 8, size, size));
    const w = graph.input("w", image(16, 8, ...kernel));
    const loss = graph.op("ReduceSumSquare", [graph.op("Conv", [x, w], window)], { keepdims: 0 });
    return gradient(graph.build([loss]), loss.name, ["x"]);
  };

  test.each([
    [6, { kernelShape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }, 4],
    [8, { kernelShape: [5, 3], pads: [2, 1, 2, 1], strides: [2, 1] }, 2],
    [9, { kernelShape: [3, 3], strides: [3, 3] }, 9],
    [7, { kernelShape: [3, 3], pads: [2, 2, 2, 2], dilations: [2, 2] }, 1],
    // Sizes that fall into no equal phases, pixels that no tap meets, phases that begin past the first gradient.
    [7, { kernelShape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2] }, 0],
    [8, { kernelShape: [3, 3], pads: [2, 2, 2, 2], strides: [2, 2], dilations: [2, 2] }, 0],
    [6, { kernelShape: [1, 2], strides: [2, 2] }, 0],
    [8, { kernelShape: [3, 3], pads: [2, 2, 1, 1], strides: [2, 2] }, 0],
  ])("of %i pixels and %o takes %i convolutions", (size, window, count) => {
    const graph = gradientOf(size, window);
    const result = blockInputGradients(graph, { block: 8 });

    verify(result);
    expect(opsOf(result).filter((op) => op === "BlockedConv")).toHaveLength(count);
    const found = referenceRun(lower(eliminateCommonSubexpressions(result)), drawnFeeds(graph, "fast paths"));
    checkEqual(found, referenceRun(lower(graph), drawnFeeds(graph, "fast paths")), 1e-12);
  });
});

describe("targets that clip slowly", () => {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [4, 5] });
  const loss = builder.op("ReduceSumSquare", [builder.op("Relu", [x])], { keepdims: 0 });
  const graph = gradient(builder.build([loss]), loss.name, ["x"]);

  test("optimize() leaves them neither Relu nor a mask by HardSigmoid", () => {
    const [fast, slow] = [optimize(graph), optimize(graph, { clipsSlowly: true })];

    expect(opsOf(fast)).toEqual(expect.arrayContaining(["Relu", "HardSigmoid"]));
    expect(opsOf(slow).filter((op) => op === "Relu" || op === "HardSigmoid")).toEqual([]);
    checkEqual(
      referenceRun(slow, drawnFeeds(graph, "fast paths")),
      referenceRun(fast, drawnFeeds(graph, "fast paths")),
      0,
    );
  });

  test("avoidClips() changes nothing for others", () => {
    expect(avoidClips(graph, {})).toBe(graph);
  });
});
