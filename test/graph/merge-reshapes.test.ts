import { describe, expect, test } from "vitest";
import { eliminateDeadCode, type Graph, GraphBuilder, mergeReshapes, verify } from "../../src/graph/index.ts";
import { referenceRun } from "../reference/index.ts";
import { feedsOf } from "./random-graph.ts";

const shapesOf = (graph: Graph): unknown[] => graph.nodes.map(({ op, attributes }) => [op, attributes.shape]);

test("mergeReshapes() lets each reshape of a chain read the source", () => {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [2, 3, 4] });
  const flat = builder.op("Reshape", [x], { shape: [-1] });
  const table = builder.op("Reshape", [flat], { shape: [6, -1] });
  const graph = builder.build([flat, builder.op("Relu", [table])]);

  const merged = mergeReshapes(graph);

  verify(merged);
  expect(shapesOf(merged)).toEqual([
    ["Reshape", [-1]],
    ["Reshape", [6, -1]],
    ["Relu", undefined],
  ]);
  expect(merged.nodes[1]?.inputs).toEqual(["x"]);
  expect(referenceRun(merged, feedsOf(graph.inputs))).toEqual(referenceRun(graph, feedsOf(graph.inputs)));
});

test("mergeReshapes() leaves out what changes nothing, and keeps the names of outputs", () => {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [2, 3] });
  const y = builder.op("Relu", [x]);
  const [same] = builder.node("Reshape", [y], { shape: [0, -1] }, ["same"]);
  const back = builder.op("Reshape", [builder.op("Reshape", [y], { shape: [6] })], { shape: [2, 3] });
  const graph = builder.build([same as never, builder.op("Neg", [back])]);

  const merged = mergeReshapes(graph);

  verify(merged);
  expect(merged.outputs).toEqual(graph.outputs);
  expect(merged.nodes.find(({ op }) => op === "Neg")?.inputs).toEqual([y.name]);
  expect(referenceRun(merged, feedsOf(graph.inputs))).toEqual(referenceRun(graph, feedsOf(graph.inputs)));
});

describe("mergeReshapes() keeps a graph fit for batches of other sizes", () => {
  const reshape = (...targets: number[][]): readonly (readonly number[])[] => {
    const builder = new GraphBuilder();
    const x = builder.input("x", { dtype: "float32", shape: [1, 6, 4] });
    const last = targets.reduce((value, shape) => builder.op("Reshape", [value], { shape }), x);
    const merged = eliminateDeadCode(mergeReshapes(builder.build([builder.op("Relu", [last])])));
    return merged.nodes.flatMap(({ op, attributes }) => (op === "Reshape" ? [attributes.shape as number[]] : []));
  };

  test("joins what copies the first axis all along", () => {
    expect(reshape([0, 24], [0, 2, 12])).toEqual([[0, 2, 12]]);
  });

  test("does not let a copied axis become another one", () => {
    expect(reshape([6, -1], [0, 2, 2])).toEqual([
      [6, -1],
      [0, 2, 2],
    ]);
    expect(reshape([0, 24], [0, 0, 1])).toEqual([
      [0, 24],
      [0, 0, 1],
    ]);
  });

  test("leaves out only what changes nothing for any batch", () => {
    expect(reshape([0, 6, -1])).toEqual([]);
    expect(reshape([1, -1, 4])).toEqual([[1, -1, 4]]);
  });
});
