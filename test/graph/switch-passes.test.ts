/** @file Passes that move what Switches run, and where values of branches within branches may go. */
import { describe, expect, it } from "vitest";
import {
  type Graph,
  GraphBuilder,
  mergeSwitches,
  type SwitchNode,
  sinkIntoBranches,
  type Value,
  verify,
} from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { feedsOf } from "./random-graph.ts";

const indexType = { dtype: "int64", shape: [] } as const;
const vectorType = { dtype: "float32", shape: [3] } as const;

function run(graph: Graph, index: number) {
  const others = feedsOf(new Map([...graph.inputs].filter(([, { dtype }]) => dtype === "float32")));
  const picks = [...graph.inputs].filter(([, { dtype }]) => dtype === "int64");
  const feeds: Record<string, Tensor> = {
    ...others,
    ...Object.fromEntries(picks.map(([name]) => [name, tensor("int64", [], [index])])),
  };
  return Object.entries(referenceRun(graph, feeds)).map(([name, { data }]) => [name, [...data]]);
}

/** The node of a graph that has one Switch. */
const switchOf = (graph: Graph): SwitchNode => graph.nodes.find((node) => node.op === "Switch") as SwitchNode;

describe("mergeSwitches()", () => {
  /** u = Neg | Exp of x; v, of the second branch alone, = x * x; w = u + x | v, and beside them Tanh(u). */
  function chained(): Graph {
    const builder = new GraphBuilder();
    const [index, x] = [builder.input("index", indexType), builder.input("x", vectorType)];
    const branches = ["Neg", "Exp"].map((op, b) => {
      const branch = new GraphBuilder();
      const inner = branch.input("inner", vectorType);
      const result = branch.op(op as "Neg", [inner]);
      return branch.build(b === 0 ? [result] : [result, branch.op("Mul", [inner, inner])]);
    });
    const [u, v] = builder.appendSwitch(index, [x], branches, 1) as [Value, Value];
    const beside = builder.op("Tanh", [u]);
    const [w] = builder.switch(
      index,
      [u, x, v],
      [(g, [u, x]) => [g.op("Add", [u, x] as Value[])], (_, [, , v]) => [v as Value]],
    ) as [Value];
    return builder.build([w, beside, v]);
  }

  it("makes one of two by the same index, one of which reads values of the other's branches", () => {
    const graph = chained();
    const result = mergeSwitches(graph);

    verify(result);
    expect(result.nodes.map(({ op }) => op)).toEqual(["Switch", "Tanh"]);
    for (let index = 0; index < 3; index++) {
      const before = run(graph, index).map(([, data]) => data);
      expect(run(result, index).map(([, data]) => data)).toEqual(before);
    }
  });

  it("leaves a Switch where it is that reads what comes after the other, and those by another index", () => {
    const builder = GraphBuilder.from(chained());
    const later = builder.op("Tanh", [builder.value("Tanh_1")]);
    const [other, index] = [builder.input("other", indexType), builder.value("index")];
    const keep = (_: GraphBuilder, [x]: readonly Value[]) => [x as Value];
    const [a] = builder.switch(index, [later], [keep, keep]) as [Value];
    const [b] = builder.switch(other, [builder.value("x")], [keep, keep]) as [Value];
    const result = mergeSwitches(builder.build([a, b]));

    verify(result);
    expect(result.nodes.map(({ op }) => op)).toEqual(["Switch", "Tanh", "Tanh", "Switch", "Switch"]);
  });
});

describe("sinkIntoBranches()", () => {
  it("moves cuts that branches alone read into those that do", () => {
    const builder = new GraphBuilder();
    const index = builder.input("index", indexType);
    const flat = builder.input("x", { dtype: "float32", shape: [6] });
    const part = (start: number): Value => {
      const slice = builder.op("Slice", [flat], { starts: [start], ends: [start + 2], axes: [0] });
      return builder.op("Reshape", [slice], { shape: [2, 1] });
    };
    const [a, b, c] = [part(0), part(2), part(4)];
    const sum = (branch: GraphBuilder, values: readonly Value[]) => [branch.op("Sum", values)];
    const [y] = builder.switch(
      index,
      [a, b, a, c],
      [
        (g, [a, b]) => sum(g, [a, b] as Value[]),
        (g, [, b, again]) => sum(g, [b, again, b] as Value[]),
        (_, [a]) => [a] as Value[],
      ],
    ) as [Value];
    const graph = builder.build([y, c]);
    const result = sinkIntoBranches(graph);

    verify(result);
    expect(result.nodes.map(({ op }) => op)).toEqual(["Slice", "Reshape", "Switch"]);
    expect(switchOf(result).inputs).toEqual(["index", c.name, "x"]);
    expect(switchOf(result).branches.map(({ nodes }) => nodes.filter(({ op }) => op === "Slice").length)).toEqual([
      2, 2, 1,
    ]);
    for (let pick = 0; pick < 3; pick++) expect(run(result, pick)).toEqual(run(graph, pick));
  });
});

describe("values of a branch within a branch", () => {
  /** By `outer`: nothing | by `inner`: nothing | Exp(x); the index captured, or computed within the branch. */
  function nested(isCaptured: boolean): { builder: GraphBuilder; outer: Value; inner: Value; branches: Graph[] } {
    const builder = new GraphBuilder();
    const [outer, inner] = ["outer", "inner"].map((name) => builder.input(name, indexType)) as [Value, Value];
    const branches = [0, 1].map((b) => {
      const branch = new GraphBuilder();
      const [i, x] = [branch.input("i", indexType), branch.input("x", vectorType)];
      if (b === 0) return branch.build([]);
      const within = [0, 1].map((c) => {
        const deep = new GraphBuilder();
        const value = deep.input("value", vectorType);
        return deep.build(c === 0 ? [] : [deep.op("Exp", [value])]);
      });
      const index = isCaptured ? i : branch.op("Reshape", [i], { shape: [] });
      return branch.build(branch.appendSwitch(index, [x], within, 0));
    });
    return { builder, outer, inner, branches };
  }

  it("leave both, keep both conditions, and are read where both hold alone", () => {
    const { builder, outer, inner, branches } = nested(true);
    const x = builder.input("x", vectorType);
    const [y] = builder.appendSwitch(outer, [inner, x], branches, 0) as [Value];
    const reading = (isInner: boolean): Graph[] =>
      [0, 1].map((b) => {
        const branch = new GraphBuilder();
        const [i, value] = [branch.input("i", indexType), branch.input("value", vectorType)];
        if (b === 0) return branch.build([branch.filled([3], 0)]);
        if (!isInner) return branch.build([branch.op("Neg", [value])]);
        const picked = branch.switch(i, [value], [(g) => [g.filled([3], 1)], (g, [v]) => [g.op("Neg", [v as Value])]]);
        return branch.build(picked);
      });

    expect(builder.ownersOf(y)).toEqual([
      { index: "outer", branch: 1 },
      { index: "inner", branch: 1 },
    ]);
    expect(() => builder.appendSwitch(outer, [inner, y], reading(false), 1)).toThrow(
      "exists in branch 1 of the Switch by i alone",
    );
    expect(() => builder.appendSwitch(inner, [inner, y], reading(true), 1)).toThrow("Switch by outer alone");
    const [z] = builder.appendSwitch(outer, [inner, y], reading(true), 1) as [Value];
    const graph = builder.build([z, y]);
    verify(graph);
    const exp = run(graph, 1)[1]?.[1] as number[];
    expect(exp).toHaveLength(3);
    expect(run(graph, 1)[0]?.[1]).toEqual(exp.map((value) => -value));
    expect(run(graph, 0).map(([, data]) => data)).toEqual([[0, 0, 0], []]);
  });

  it("do not leave if the branch computes the inner index: nobody outside could tell where they exist", () => {
    const { builder, outer, inner, branches } = nested(false);
    const x = builder.input("x", vectorType);

    expect(() => builder.appendSwitch(outer, [inner, x], branches, 0)).toThrow(
      "output 0 of branch 1 is of one branch alone, expected its Switch to be by a capture",
    );
  });
});
