import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Graph, GraphBuilder, selectBranches, type Value, verify } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { referenceRun } from "../reference/index.ts";
import { feedsOf, randomGraph } from "./random-graph.ts";

const scalarIndex = { dtype: "int64", shape: [] } as const;

/** A Switch by `outer` of graphs, in whose second branch the same graphs are in a Switch by `inner`. */
const nestedSwitch: fc.Arbitrary<Graph> = fc.array(randomGraph, { minLength: 2, maxLength: 3 }).map((graphs) => {
  const builder = new GraphBuilder();
  const indices = ["outer", "inner"].map((name) => builder.input(name, scalarIndex)) as [Value, Value];
  const captures = Array.from(graphs[0]?.inputs ?? [], ([name, type]) => builder.input(name, type));
  const bodies = graphs.map(
    (graph): Graph => ({ ...graph, inputs: new Map([["index", scalarIndex], ...graph.inputs]) }),
  );
  const nest = (): Graph => {
    const branch = new GraphBuilder();
    const index = branch.input("index", scalarIndex);
    const inputs = Array.from(graphs[0]?.inputs ?? [], ([name, type]) => branch.input(name, type));
    return branch.build(branch.appendSwitch(index, inputs, graphs, 0));
  };
  const branches = bodies.map((body, b) => (b === 1 ? nest() : body));
  return builder.build(builder.appendSwitch(indices[0], [indices[1], ...captures], branches, 0));
});

/** What random graphs take. */
const numbers = feedsOf(
  new Map([[2, 3], [3], [1, 3]].map((shape, i) => [`x${i}`, { dtype: "float32", shape } as const])),
);

function feedsFor(graph: Graph, outer: number, inner: number): Record<string, Tensor> {
  const given = { ...numbers, outer: tensor("int64", [], [outer]), inner: tensor("int64", [], [inner]) };
  return Object.fromEntries([...graph.inputs.keys()].map((name) => [name, given[name as "outer"] as Tensor]));
}

/** Results of which something is there. */
function present(graph: Graph, outer: number, inner: number): Record<string, unknown> {
  const results = Object.entries(referenceRun(graph, feedsFor(graph, outer, inner)));
  return Object.fromEntries(results.filter(([, { data }]) => data.length > 0));
}

const opsOf = ({ nodes }: Graph): string[] => nodes.map(({ op }) => op);

describe("selectBranches()", () => {
  it("gives what a run with these indices gives, for each index by itself and both, in either order", () => {
    fc.assert(
      fc.property(nestedSwitch, fc.nat({ max: 3 }), fc.nat({ max: 3 }), (graph, outer, inner) => {
        const expected = present(graph, outer, inner);
        const byOuter = new Map([["outer", outer]]);
        const byInner = new Map([["inner", inner]]);
        const both = selectBranches(graph, new Map([...byOuter, ...byInner])).graph;

        for (const selected of [
          both,
          selectBranches(graph, byOuter).graph,
          selectBranches(graph, byInner).graph,
          selectBranches(selectBranches(graph, byInner).graph, byOuter).graph,
        ]) {
          verify(selected);
          expect(present(selected, outer, inner)).toEqual(expected);
        }
        expect(opsOf(both)).not.toContain("Switch");
        expect(both.outputs).toEqual(Object.keys(expected));
        expect([...both.inputs.keys()].filter((name) => name === "outer" || name === "inner")).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("drops inputs that only branches not picked read, and no other", () => {
    const builder = new GraphBuilder();
    const index = builder.input("index", scalarIndex);
    const vector = { dtype: "float32", shape: [2] } as const;
    const [x, w] = ["x", "w", "unread"].map((name) => builder.input(name, vector)) as [Value, Value, Value];
    const [y] = builder.switch(
      index,
      [x, w],
      [(_, [x]) => [x as Value], (branch, values) => [branch.op("Mul", values)]],
    ) as [Value];
    const graph = builder.build(new Map([["y", y]]));

    const selected = selectBranches(graph, new Map([["index", 0]]));
    expect([...selected.graph.inputs.keys()]).toEqual(["x", "unread"]);
    expect(selected.names.get(y.name)).toBe("x");
    expect(opsOf(selected.graph)).toEqual(["Identity"]);
    expect([...selectBranches(graph, new Map([["index", 1]])).graph.inputs.keys()]).toEqual(["x", "w", "unread"]);
  });

  it("takes the last branch for any other number, as a run does", () => {
    const builder = new GraphBuilder();
    const index = builder.input("index", scalarIndex);
    const x = builder.input("x", { dtype: "float32", shape: [2] });
    const graph = builder.build(
      builder.switch(index, [x], [(g, [x]) => [g.op("Neg", [x as Value])], (g, [x]) => [g.op("Abs", [x as Value])]]),
    );

    for (const pick of [-1, 2, 1.5e9])
      expect(opsOf(selectBranches(graph, new Map([["index", pick]])).graph)).toEqual(["Abs", "Identity"]);
  });
});
