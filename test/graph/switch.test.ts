import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendGradients } from "../../src/autodiff/index.ts";
import { GraphError } from "../../src/base/index.ts";
import {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  flops,
  type Graph,
  GraphBuilder,
  inline,
  lower,
  mapBranches,
  mergeSwitches,
  type Node,
  optimize,
  peakActivationBytes,
  rewrite,
  type SwitchNode,
  sinkIntoBranches,
  type Value,
  verify,
} from "../../src/graph/index.ts";
import { sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { feedsOf, randomGraph } from "./random-graph.ts";

const indexType = { dtype: "int64", shape: [] } as const;
const vectorType = { dtype: "float32", shape: [3] } as const;

/** One Switch of random graphs: shared is the sum of each one's outputs, of one branch alone are the outputs themselves. */
const switchOfGraphs: fc.Arbitrary<Graph> = fc.array(randomGraph, { minLength: 2, maxLength: 4 }).map((graphs) => {
  const builder = new GraphBuilder();
  const index = builder.input("index", indexType);
  const captures = Array.from(graphs[0]?.inputs ?? [], ([name, type]) => builder.input(name, type));
  const branches = graphs.map((graph) => {
    const branch = GraphBuilder.from(graph);
    const values = graph.outputs.map((name) => branch.value(name));
    const sums = values.map((value) => branch.op("ReduceSum", [value], { keepdims: 0 }));
    return branch.build([branch.op("Sum", sums), ...values]);
  });
  return builder.build(builder.appendSwitch(index, captures, branches, 1));
});

const withIndex = (graph: Graph, index: number): Record<string, Tensor> => ({
  ...feedsOf(new Map([...graph.inputs].filter(([name]) => name !== "index"))),
  index: tensor("int64", [], [index]),
});

const run = (graph: Graph, index: number) =>
  Object.entries(referenceRun(graph, withIndex(graph, index))).map(([name, { data }]) => [name, [...data]]);

/** The node of a graph that has one Switch. */
const switchOf = (graph: Graph): SwitchNode => graph.nodes.find((node) => node.op === "Switch") as SwitchNode;

/** y = -x | x + c·x, c a constant, and z = |x| in the second branch alone, in whose place the first has an unused node. */
function twoBranches(): Graph {
  const builder = new GraphBuilder();
  const index = builder.input("index", indexType);
  const x = builder.input("x", vectorType);
  const branches = [0, 1].map((b) => {
    const branch = new GraphBuilder();
    const inner = branch.input("inner", vectorType);
    const absolute = branch.op("Abs", [inner]);
    if (b === 0) return branch.build([branch.op("Neg", [inner])]);
    const product = branch.op("Mul", [inner, branch.constant(tensor("float32", [1], [2]))]);
    return branch.build([branch.op("Add", [inner, product]), absolute]);
  });
  return builder.build(builder.appendSwitch(index, [x], branches, 1, ["y", "z"]));
}

const passes = {
  eliminateDeadCode,
  eliminateCommonSubexpressions,
  lower,
  mergeSwitches,
  sinkIntoBranches,
  optimize,
  "optimize() for a target": (graph: Graph) => optimize(graph, { block: 8 }),
  "GraphBuilder.from()": (graph: Graph) => {
    const builder = GraphBuilder.from(graph);
    return builder.build(graph.outputs.map((name) => builder.value(name)));
  },
  "rewrite() by a rule that keeps all": (graph: Graph) => rewrite(graph, () => undefined),
  "inline()": (graph: Graph) => {
    const builder = new GraphBuilder();
    const inputs = new Map(Array.from(graph.inputs, ([name, type]) => [name, builder.input(name, type)]));
    const values = inline(builder, graph, inputs);
    return builder.build(new Map(graph.outputs.map((name) => [name, values.get(name) as Value])));
  },
} as const;

describe.each(Object.entries(passes))("%s", (_, pass) => {
  it("keeps results of every branch of a Switch", () => {
    fc.assert(
      fc.property(switchOfGraphs, (graph) => {
        const result = pass(graph);

        verify(result);
        expect(result.inputs).toEqual(graph.inputs);
        for (let index = -1; index < 5; index++) {
          const before = run(graph, index).map(([, data]) => data);
          expect(run(result, index).map(([, data]) => data)).toEqual(before);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("eliminateDeadCode()", () => {
  it("drops outputs, nodes, constants and captures of branches that nobody needs", () => {
    const builder = GraphBuilder.from(twoBranches());
    const unused = builder.input("unused", vectorType);
    const [y] = builder.switch(
      builder.value("index"),
      [builder.value("y"), unused],
      [
        (g, [y, u]) => [g.op("Relu", [y as Value]), g.op("Relu", [u as Value])],
        (g, [y, u]) => [y as Value, u as Value].map((value) => g.op("Tanh", [value])),
      ],
    ) as [Value];
    const result = eliminateDeadCode(builder.build([y]));
    const [first, second] = result.nodes as [SwitchNode, SwitchNode];

    verify(result);
    expect(first.outputs).toEqual(["y"]);
    expect(first.branches.map(({ nodes }) => nodes.map(({ op }) => op))).toEqual([["Neg"], ["Mul", "Add"]]);
    expect(second.inputs).toEqual(["index", "y"]);
    expect(second.branches.map(({ inputs }) => inputs.size)).toEqual([1, 1]);
  });

  it("leaves branches without output where all that is needed is of another branch alone", () => {
    const result = eliminateDeadCode({ ...twoBranches(), outputs: ["z"] });

    verify(result);
    expect(switchOf(result).branches.map(({ nodes, outputs }) => [nodes.length, outputs.length])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(run(result, 0)).toEqual([["z", []]]);
  });
});

describe("passes", () => {
  it("reach nodes within branches of branches", () => {
    const builder = new GraphBuilder();
    const [index, x] = [builder.input("index", indexType), builder.input("x", vectorType)];
    const inner = (g: GraphBuilder, [i, x]: readonly Value[]) =>
      g.switch(
        i as Value,
        [x as Value],
        [
          (h, [x]) => [h.op("Sum", [h.op("StopGradient", [x as Value]), h.op("StopGradient", [x as Value])])],
          (h, [x]) => [h.op("Neg", [x as Value])],
        ],
      );
    const graph = builder.build(builder.switch(index, [index, x], [inner, (_, [, x]) => [x as Value]]));
    const opsOf = ({ nodes }: Graph): string[] =>
      nodes.flatMap((node) => (node.op === "Switch" ? node.branches.flatMap(opsOf) : [node.op]));

    expect(opsOf(graph)).toEqual(["StopGradient", "StopGradient", "Sum", "Neg"]);
    expect(opsOf(eliminateCommonSubexpressions(graph))).toEqual(["StopGradient", "Sum", "Neg"]);
    expect(opsOf(optimize(graph))).toEqual(["Add", "Neg"]);
    expect(opsOf(mapBranches(graph, (branch) => mapBranches(branch, lower)))).toEqual(["Sum", "Neg"]);
  });
});

describe("GraphBuilder.switch()", () => {
  it("returns the outputs of the picked branch, of the last for any other index", () => {
    const graph = twoBranches();
    const x = [...(feedsOf(new Map([["x", vectorType]])).x as Tensor<"float32">).data];
    const tripled = x.map((v) => v + Math.fround(2) * v);

    expect(run(graph, 0)).toEqual([
      ["y", x.map((v) => -v)],
      ["z", []],
    ]);
    for (const index of [1, 2, -1])
      expect(run(graph, index)).toEqual([
        ["y", tripled],
        ["z", x.map(Math.abs)],
      ]);
  });

  it("lets branches return captures, and one value twice", () => {
    const builder = new GraphBuilder();
    const [index, x] = [builder.input("index", indexType), builder.input("x", vectorType)];
    const results = builder.switch(
      index,
      [x],
      [(_, [x]) => [x, x] as Value[], (g, [x]) => [x as Value, g.op("Neg", [x as Value])]],
    );
    const graph = builder.build(results);

    verify(graph);
    expect(results.map(({ type }) => type)).toEqual([vectorType, vectorType]);
    expect(run(graph, 0)[0]?.[1]).toEqual(run(graph, 0)[1]?.[1]);
  });

  it("refuses branches of unequal outputs, and an index that is no int64 scalar", () => {
    const builder = new GraphBuilder();
    const [index, x] = [builder.input("index", indexType), builder.input("x", vectorType)];
    const keep = (_: GraphBuilder, [x]: readonly Value[]) => [x as Value];

    expect(() => builder.switch(index, [x], [keep, (g, [x]) => [g.op("ReduceSum", [x as Value])]])).toThrow(
      "output 0 of branch 1 is float32 [1], expected float32 [3] as of branch 0",
    );
    expect(() => builder.switch(index, [x], [keep, () => []])).toThrow(
      "branch 1 has 0 outputs, expected 1 shared ones",
    );
    expect(() => builder.switch(index, [x], [keep])).toThrow("it has fewer than 2 branches");
    expect(() => builder.switch(x, [x], [keep, keep])).toThrow("its index is float32 [3], expected an int64 scalar");
    expect(builder.nodes).toEqual([]);
  });

  it("refuses to read a value of one branch anywhere but in that branch", () => {
    const builder = GraphBuilder.from(twoBranches());
    const other = builder.input("other", indexType);
    const z = builder.value("z");
    const read = (g: GraphBuilder, [z]: readonly Value[]) => [g.op("Neg", [z as Value])];
    const ignore = (g: GraphBuilder) => [g.filled([3], 0)];
    const refusal = "input z exists in branch 1 of the Switch by index alone, expected a value that always exists";

    expect(builder.ownersOf(z)).toEqual([{ index: "index", branch: 1 }]);
    expect(() => builder.op("Neg", [z])).toThrow(`Cannot infer Neg (Neg): ${refusal}`);
    expect(() => builder.switch(builder.value("index"), [z], [read, ignore])).toThrow(refusal);
    expect(() => builder.switch(other, [z], [ignore, read])).toThrow(refusal);
    const [sum] = builder.switch(builder.value("index"), [z], [ignore, read]) as [Value];
    const copy = builder.op("Identity", [z]);
    verify(builder.build([sum, copy]));
    expect(() => builder.op("Neg", [copy])).toThrow(`input ${copy.name} exists in branch 1`);
  });
});

/** Ways to break the Switch y, z of `twoBranches`, and what `verify` says of each. */
const breakages: readonly (readonly [(node: SwitchNode) => Node, string])[] = [
  [(node) => ({ ...node, inputs: node.inputs.slice(0, 1) }), "branch 0 has 1 inputs, expected 0"],
  [(node) => ({ ...node, inputs: [] }), "its index is missing"],
  [(node) => ({ ...node, inputs: ["x", "x"] }), "its index is float32 [3]"],
  [(node) => ({ ...node, inputs: ["index", "index"] }), "input 0 of branch 0 is float32 [3], expected int64 []"],
  [(node) => ({ ...node, outputs: ["y"] }), "it has 1 outputs, expected 2"],
  [(node) => ({ ...node, attributes: { shared: 1 } }), "it has attributes"],
  [(node) => ({ ...node, shared: 2 }), "branch 0 has 1 outputs, expected 2 shared ones"],
  [(node) => ({ ...node, shared: -1 }), "shared is -1"],
  [(node) => ({ ...node, shared: undefined as never }), "shared is undefined"],
  [(node) => ({ ...node, branches: undefined as never }), "has no list of branches"],
  [(node) => ({ ...node, branches: [] }), "it has fewer than 2 branches"],
  [(node) => ({ ...node, branches: node.branches.slice(1) }), "it has fewer than 2 branches"],
  [(node) => ({ ...node, branches: [...node.branches, {} as never] }), "has no list of branches"],
  [(node) => withBranch(node, { outputs: ["Neg_1", "Neg_1"] }), "an output is listed twice"],
  [(node) => withBranch(node, { outputs: ["nobody"] }), "output nobody is not defined"],
  [(node) => withBranch(node, { nodes: [] }), "output Neg_1 is not defined"],
  [(node) => withBranch(node, { inputs: new Map() }), "input inner is not defined before it"],
  [(node) => withBranch(node, { inputs: new Map([["inner", indexType]]) }), "input 0 is int64, expected float32"],
  [(node) => withBranch(node, { outputs: ["inner"], constants: new Map([["c", broken]]) }), "constant c holds"],
  [(node) => withBranch(node, { nodes: [node] }), "input index is not defined before it"],
];

const broken: Tensor = { dtype: "float32", shape: [3], data: new Float32Array(2) };

function withBranch(node: SwitchNode, parts: Partial<Graph>): SwitchNode {
  return { ...node, branches: node.branches.map((branch, b) => (b === 0 ? { ...branch, ...parts } : branch)) };
}

describe("verify()", () => {
  it.each(breakages.map(([change, message]) => [message, change] as const))(
    "refuses a Switch: %s",
    (message, change) => {
      const graph = twoBranches();
      const changed = { ...graph, nodes: graph.nodes.map((node) => change(node as SwitchNode)) };

      expect(() => verify(changed)).toThrow(GraphError);
      expect(() => verify(changed)).toThrow(message);
    },
  );

  it("refuses values of one branch as operands, indices and results of branches", () => {
    const graph = twoBranches();
    const neg: Node = { op: "Neg", inputs: ["z"], outputs: ["w"], attributes: {} };
    const within: Graph = { ...graph, outputs: ["y", "z"] };
    const outer: SwitchNode = {
      op: "Switch",
      inputs: ["index", "index", "x"],
      outputs: ["p", "q"],
      attributes: {},
      branches: [within, within],
      shared: 2,
    };

    expect(() => verify({ ...graph, nodes: [...graph.nodes, neg], outputs: ["w"] })).toThrow(
      "input z exists in branch 1",
    );
    expect(() => verify({ ...graph, nodes: [outer], outputs: ["p"] })).toThrow(
      "output 1 of branch 0 is of one branch alone",
    );
  });
});

describe("cost of a Switch", () => {
  /** Products of 2x2 with 2x4 | 2x2 matrices; gradient by both. */
  function products(): { builder: GraphBuilder; loss: Value; wrt: Value[] } {
    const builder = new GraphBuilder();
    const index = builder.input("index", indexType);
    const [x, wide, narrow] = [
      [2, 2],
      [2, 4],
      [2, 2],
    ].map((shape, i) => builder.input(`m${i}`, { dtype: "float32", shape })) as [Value, Value, Value];
    const total = (g: GraphBuilder, value: Value): Value[] => [g.op("ReduceSum", [value], { keepdims: 0 })];
    const [loss] = builder.switch(
      index,
      [x, wide, narrow],
      [
        (g, [x, wide]) => total(g, g.op("MatMul", [x, wide] as Value[])),
        (g, [x, , narrow]) => total(g, g.op("MatMul", [x, narrow] as Value[])),
      ],
    ) as [Value];
    return { builder, loss, wrt: [wide, narrow] };
  }

  it("flops() counts the branch picked, else the costliest", () => {
    const { builder, loss } = products();
    const graph = builder.build([loss]);

    expect(flops(graph)).toBe(16);
    expect([0, 1, 9].map((pick) => flops(graph, new Map([["index", pick]])))).toEqual([16, 8, 8]);
  });

  it("peakActivationBytes() counts what one branch needs, and gradients of one branch", () => {
    const { builder, loss, wrt } = products();
    const resident = new Set(["m0", "m1", "m2", "index"]);
    const forward = peakActivationBytes(builder.build([loss]), resident);
    const gradients = appendGradients(builder, loss, wrt, { unchosen: "absent" });
    const graph = eliminateDeadCode(builder.build([loss, ...gradients]));
    const results = new Map(wrt.map(({ type }, i) => [gradients[i]?.name, 4 * sizeOf(type.shape)]));

    expect(forward).toBe(4 + 2 * 4 * 4);
    expect(results.size).toBe(2);
    expect(peakActivationBytes(graph, resident)).toBeGreaterThanOrEqual(4 + 32);
    expect(peakActivationBytes({ ...graph, outputs: gradients.map(({ name }) => name) }, resident)).toBeLessThan(
      32 * 4,
    );
  });
});
