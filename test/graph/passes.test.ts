import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradient } from "../../src/autodiff/index.ts";
import { canonicalJson } from "../../src/base/index.ts";
import {
  bindInputs,
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  type Graph,
  GraphBuilder,
  inline,
  lower,
  mergeReshapes,
  type Node,
  optimize,
  rewrite,
  type Value,
  verify,
} from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { feedsOf, randomGraph } from "./random-graph.ts";

const vectorType = { dtype: "float32", shape: [3] } as const;

const opsOf = (graph: Graph): string[] => graph.nodes.map(({ op }) => op);

function run(graph: Graph, feeds = feedsOf(graph.inputs)): Record<string, number[]> {
  return Object.fromEntries(Object.entries(referenceRun(graph, feeds)).map(([name, { data }]) => [name, [...data]]));
}

const passes = {
  eliminateDeadCode,
  eliminateCommonSubexpressions,
  lower,
  mergeReshapes,
  optimize,
  "rewrite() by a rule that keeps all": (graph: Graph) => rewrite(graph, () => undefined),
  "rewrite() of Sub by Add and Neg": (graph: Graph) =>
    rewrite(graph, ({ op }, [a, b], builder) =>
      op === "Sub" ? [builder.op("Add", [a as Value, builder.op("Neg", [b as Value])])] : undefined,
    ),
} as const;

describe.each(Object.entries(passes))("%s", (_, pass) => {
  it("keeps inputs, outputs and results of random graphs", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const before = run(graph);
        const result = pass(graph);

        verify(result);
        expect(result.inputs).toEqual(graph.inputs);
        expect(result.outputs).toEqual(graph.outputs);
        expect(run(result)).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });
});

describe("eliminateDeadCode()", () => {
  it("leaves nothing that no output needs", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const { nodes, constants, outputs } = eliminateDeadCode(graph);
        const used = new Set([...outputs, ...nodes.flatMap((node) => node.inputs)]);

        expect(nodes.filter((node) => !node.outputs.some((name) => used.has(name)))).toEqual([]);
        expect([...constants.keys()].filter((name) => !used.has(name))).toEqual([]);
      }),
    );
  });

  it("keeps inputs, and a node of which one output is needed", () => {
    const graph = new GraphBuilder();
    graph.input("unused", vectorType);
    const parts = graph.node("Split", [graph.input("x", vectorType)], { axis: 0, sizes: [1, 2] });
    const result = eliminateDeadCode(graph.build([parts[1] as Value]));

    expect([...result.inputs.keys()]).toEqual(["unused", "x"]);
    expect(opsOf(result)).toEqual(["Split"]);
  });
});

describe("eliminateCommonSubexpressions()", () => {
  it("leaves no two equal expressions but for outputs", () => {
    const keyOf = ({ op, inputs, attributes, outputs }: Node): string =>
      canonicalJson([op, inputs, attributes, outputs.length]);
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const { nodes, outputs } = eliminateCommonSubexpressions(graph);
        const inner = nodes.filter((node) => !node.outputs.some((name) => outputs.includes(name)));

        expect(new Set(inner.map(keyOf)).size).toBe(inner.length);
      }),
    );
  });

  it("merges equal chains and equal constants", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const chain = (): Value =>
      graph.op("Relu", [graph.op("Mul", [x, graph.constant(tensor("float32", [3], [1, 2, 3]))])]);
    const result = eliminateCommonSubexpressions(graph.build([graph.op("Add", [chain(), chain()])]));

    expect(opsOf(result)).toEqual(["Mul", "Relu", "Add"]);
    expect(result.constants.size).toBe(1);
  });

  it("keeps two equal outputs distinct", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const outputs = new Map([1, 2].map((i) => [`y${i}`, graph.op("Relu", [x])]));
    const result = eliminateCommonSubexpressions(graph.build(outputs));

    verify(result);
    expect(result.outputs).toEqual(["y1", "y2"]);
  });

  it("tells apart nodes that differ in an attribute, in the order of inputs or in the number of outputs", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [1, 1, 4, 4] });
    const [y] = graph.node("MaxPool", [x], { kernelShape: [2, 2] }, 1) as [Value];
    const [z, indices] = graph.node("MaxPool", [x], { kernelShape: [2, 2] }, 2) as [Value, Value];
    const w = graph.op("MaxPool", [x], { kernelShape: [3, 3], pads: [0, 0, 1, 1] });
    const all = [graph.op("Sub", [y, w]), graph.op("Sub", [w, y]), graph.op("Add", [z, y]), indices];
    const built = graph.build([...all]);

    expect(eliminateCommonSubexpressions(built).nodes).toHaveLength(built.nodes.length);
  });

  it("tells apart constants of equal bytes but other shape or dtype, and keeps those that are outputs", () => {
    const graph = new GraphBuilder();
    const constants = [
      graph.constant(tensor("float32", [2], [0, 0])),
      graph.constant(tensor("float32", [1, 2], [0, 0])),
      graph.constant(tensor("int32", [2], [0, 0])),
      graph.constant(tensor("float32", [2], [0, 0])),
      graph.constant(tensor("float32", [1], [0])),
      graph.constant(tensor("float32", [1], [-0])),
    ];

    expect(eliminateCommonSubexpressions(graph.build(constants)).constants.size).toBe(6);
  });

  it("merges large constants that share their memory", () => {
    const graph = new GraphBuilder();
    const data = new Float32Array(10_000);
    const [a, b, c] = [data, data, data.slice()].map((part) => graph.constant(tensor("float32", [10_000], part)));
    const result = eliminateCommonSubexpressions(graph.build([graph.op("Sum", [a, b, c] as Value[])]));

    expect(result.nodes[0]?.inputs).toEqual([a?.name, a?.name, c?.name]);
  });
});

describe("rewrite()", () => {
  it("keeps names of outputs that it replaces by inner values, inputs or another output", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const built = graph.build(
      new Map([
        ["a", graph.op("Identity", [x])],
        ["b", graph.op("Neg", [x])],
        ["c", graph.op("Neg", [x])],
      ]),
    );
    const result = rewrite(built, ({ op }, inputs, builder) =>
      op === "Identity"
        ? inputs
        : op === "Neg"
          ? [builder.op("Sub", [builder.scalar(0), inputs[0] as Value])]
          : undefined,
    );

    verify(result);
    expect(result.outputs).toEqual(["a", "b", "c"]);
    expect(run(result)).toEqual(run(built));
  });

  it("gives new values no name of the graph", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const later = graph.node("Abs", [graph.op("Relu", [x])], {}, ["Neg_1"]);
    const result = rewrite(graph.build(later), ({ op }, inputs, builder) =>
      op === "Relu" ? [builder.op("Neg", inputs)] : undefined,
    );

    verify(result);
    expect(result.outputs).toEqual(["Neg_1"]);
    expect(opsOf(result)).toEqual(["Neg", "Abs"]);
  });
});

describe("bindInputs()", () => {
  it("gives what a run fed with the same tensors gives", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const feeds = feedsOf(graph.inputs);
        const { x1, ...others } = feeds;
        const bound = bindInputs(graph, new Map([["x1", x1 as NonNullable<typeof x1>]]));

        verify(bound);
        expect([...bound.inputs.keys()]).toEqual(["x0", "x2"]);
        expect(run(bound, others)).toEqual(run(graph, feeds));
      }),
    );
  });

  it("refuses unknown names and tensors of another type", () => {
    const builder = new GraphBuilder();
    const graph = builder.build([builder.op("Relu", [builder.input("x", vectorType)])]);

    expect(() => bindInputs(graph, new Map([["y", tensor("float32", [3], [1, 2, 3])]]))).toThrow(
      "Cannot bind y: it is float32 [3], expected an input of the graph",
    );
    expect(() => bindInputs(graph, new Map([["x", tensor("float32", [1, 3], [1, 2, 3])]]))).toThrow(
      "Cannot bind x: it is float32 [1,3], expected float32 [3]",
    );
    expect(() => bindInputs(graph, new Map([["x", tensor("int32", [3], [1, 2, 3])]]))).toThrow("it is int32 [3]");
  });
});

describe("inline()", () => {
  it("computes what the graph computes, inputs replaced by values", () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const builder = new GraphBuilder();
        const inputs = new Map([...graph.inputs].map(([name, type]) => [name, builder.input(`own_${name}`, type)]));
        const values = inline(builder, graph, inputs);
        const outer = builder.build(new Map(graph.outputs.map((name) => [`out_${name}`, values.get(name) as Value])));
        const feeds = feedsOf(graph.inputs);
        const own = Object.fromEntries(Object.entries(feeds).map(([name, value]) => [`own_${name}`, value]));

        verify(outer);
        expect(Object.values(run(outer, own))).toEqual(Object.values(run(graph, feeds)));
      }),
    );
  });

  it("refuses inputs that are not bound or bound to another type", () => {
    const inner = new GraphBuilder();
    const graph = inner.build([inner.op("Relu", [inner.input("x", vectorType)])]);
    const builder = new GraphBuilder();

    expect(() => inline(builder, graph, new Map())).toThrow("input x is bound to nothing, expected float32 [3]");
    expect(() => inline(builder, graph, new Map([["x", builder.scalar(1)]]))).toThrow("bound to float32 []");
  });
});

describe("optimize()", () => {
  it("leaves no operation that only gradients have", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [1, 2, 4, 4] });
    const w = graph.input("w", { dtype: "float32", shape: [2, 2, 3, 3] });
    const y = graph.op("Conv", [x, w], { kernelShape: [3, 3], pads: [1, 1, 1, 1] });
    const pooled = graph.op("AveragePool", [graph.op("MaxPool", [y], { kernelShape: [2, 2] })], {
      kernelShape: [2, 2],
    });
    const rows = graph.op("Gather", [pooled, graph.constant(tensor("int64", [2], [0, 0]))], { axis: 0 });
    const loss = graph.op("ReduceSum", [rows], { keepdims: 0 });
    const whole = gradient(graph.build([loss]), loss.name, ["x", "w"]);
    const internal = /Gradient$/;

    expect(new Set(opsOf(whole).filter((op) => internal.test(op)))).toEqual(
      new Set(["GatherGradient", "AveragePoolGradient", "MaxPoolGradient", "ConvInputGradient", "ConvWeightGradient"]),
    );
    expect(opsOf(optimize(whole)).filter((op) => internal.test(op))).toEqual([]);
  });
});
