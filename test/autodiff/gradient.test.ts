import { describe, expect, it } from "vitest";
import { appendGradients, gradient, vjpRules } from "../../src/autodiff/index.ts";
import { GraphError } from "../../src/base/index.ts";
import { type Graph, GraphBuilder, lower, ops, type Value, verify } from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";
import { portableOps, referenceRun } from "../reference/index.ts";
import { opCases } from "./cases/index.ts";

const scalarType = { dtype: "float32", shape: [] } as const;
const vectorType = { dtype: "float32", shape: [3] } as const;
const vector = (...values: number[]) => ({ dtype: "float32", shape: [values.length], data: values }) as const;
const scalar = (value: number) => ({ dtype: "float32", shape: [], data: [value] }) as const;

const total = (graph: GraphBuilder, value: Value): Value => graph.op("ReduceSum", [value], { keepdims: 0 });

/** Runs a graph on x and returns all its outputs in order. */
function run(graph: Graph, feeds: Parameters<typeof referenceRun>[1]): number[][] {
  return Object.values(referenceRun(graph, feeds)).map(({ data }) => [...data]);
}

describe("appendGradients()", () => {
  it("gives zeros, of the input's shape, where the loss does not depend on the input", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const unrelated = graph.input("unrelated", { dtype: "float32", shape: [2, 2] });
    const [byX, byUnrelated] = appendGradients(graph, total(graph, x), [x, unrelated]) as [Value, Value];

    const results = run(graph.build([byX, byUnrelated]), {
      x: vector(1, 2, 3),
      unrelated: { dtype: "float32", shape: [2, 2], data: [1, 2, 3, 4] },
    });

    expect(byUnrelated.type).toEqual(unrelated.type);
    expect(results).toEqual([
      [1, 1, 1],
      [0, 0, 0, 0],
    ]);
  });

  it("adds up what comes back along each use of a value", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const doubled = graph.op("Add", [x, x]);
    const loss = total(graph, graph.op("Sum", [graph.op("Mul", [doubled, x]), x, doubled]));
    const gradients = appendGradients(graph, loss, [x]);

    // 2 x² + 3 x
    expect(run(graph.build(gradients), { x: vector(1, -2, 0.5) })).toEqual([[7, -5, 5]]);
  });

  it("lets nothing through StopGradient, which lowering removes", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const loss = total(graph, graph.op("Mul", [x, graph.op("StopGradient", [x])]));
    const [byX] = appendGradients(graph, loss, [x]) as [Value];
    const built = graph.build([loss, byX]);
    const feeds = { x: vector(1, -2, 3) };

    expect(run(built, feeds)).toEqual([[14], [1, -2, 3]]);
    expect(lower(built).nodes.map(({ op }) => op)).not.toContain("StopGradient");
    expect(run(lower(built), feeds)).toEqual([[14], [1, -2, 3]]);
  });

  it.each(["Mul", "Pow"] as const)("gives the derivatives of x³, by %s, up to the third", (op) => {
    const graph = new GraphBuilder();
    const x = graph.input("x", scalarType);
    const cube = op === "Pow" ? graph.op("Pow", [x, graph.scalar(3)]) : graph.op("Mul", [graph.op("Mul", [x, x]), x]);
    const derivatives = [cube];
    for (let order = 1; order <= 3; order++)
      derivatives.push(...appendGradients(graph, derivatives.at(-1) as Value, [x]));

    expect(run(graph.build(derivatives), { x: scalar(2) })).toEqual([[8], [12], [12], [6]]);
  });

  it("differentiates by inner values and by the loss itself", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const inner = graph.op("Mul", [x, graph.scalar(2)]);
    const loss = total(graph, graph.op("Mul", [inner, inner]));
    const gradients = appendGradients(graph, loss, [inner, loss]);

    expect(run(graph.build(gradients), { x: vector(1, 2, 3) })).toEqual([[4, 8, 12], [1]]);
  });

  it("stops at operations without gradient", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const loss = total(graph, graph.op("Mul", [x, graph.op("Sign", [x])]));
    const gradients = appendGradients(graph, loss, [x]);

    expect(run(graph.build(gradients), { x: vector(1, -2, 3) })).toEqual([[1, -1, 1]]);
  });

  it("takes the derivative of Relu and Abs at their kink to be zero", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const gradients = ["Relu", "Abs"].flatMap((op) =>
      appendGradients(graph, total(graph, graph.op(op as "Relu" | "Abs", [x])), [x]),
    );

    expect(run(graph.build(gradients), { x: vector(-1, 0, 1) })).toEqual([
      [0, 0, 1],
      [-1, 0, 1],
    ]);
  });

  it("refuses a loss that is no scalar, or no float", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const count = graph.input("count", { dtype: "int64", shape: [] });

    expect(() => appendGradients(graph, x, [x])).toThrow(GraphError);
    expect(() => appendGradients(graph, x, [x])).toThrow(
      "Cannot differentiate x: it is float32 [3], expected one float32 element",
    );
    expect(() => appendGradients(graph, count, [x])).toThrow("it is int64 []");
  });

  it("refuses to differentiate by integers", () => {
    const graph = new GraphBuilder();
    const ids = graph.input("ids", { dtype: "int64", shape: [3] });
    const loss = total(graph, graph.op("Cast", [ids], { to: "float32" }));

    expect(() => appendGradients(graph, loss, [ids])).toThrow(
      "Cannot differentiate by ids: it is int64, expected float32",
    );
  });

  it("refuses batch statistics blended with running ones", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [4, 1] });
    const one = graph.constant(tensor("float32", [1], [1]));
    const [y] = graph.node("BatchNormalization", [x, one, one, one, one], { trainingMode: 1, momentum: 0.9 });

    expect(() => appendGradients(graph, total(graph, y as Value), [x])).toThrow("momentum is 0.9, expected 0");
  });
});

describe("gradient()", () => {
  function sumOfTwo(): Graph {
    const graph = new GraphBuilder();
    const [a, b] = [graph.input("a", vectorType), graph.input("b", vectorType)];
    const y = graph.op("Add", [a, b]);
    return graph.build(
      new Map([
        ["y", y],
        ["loss", total(graph, y)],
      ]),
    );
  }

  it("keeps the graph's outputs first and its names, and appends one distinct output for each gradient", () => {
    const graph = sumOfTwo();
    const result = gradient(graph, "loss", ["a", "b", "a"]);

    verify(result);
    expect(result.inputs).toEqual(graph.inputs);
    expect(result.outputs.slice(0, 2)).toEqual(["y", "loss"]);
    expect(result.outputs).toHaveLength(5);
    expect(run(result, { a: vector(1, 2, 3), b: vector(4, 5, 6) })).toEqual([
      [5, 7, 9],
      [21],
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  it("leaves the graph it is given as it was", () => {
    const graph = sumOfTwo();
    const before = structuredClone(graph);
    gradient(graph, "loss", ["a"]);

    expect(graph).toEqual(before);
  });

  it("refuses names the graph does not have", () => {
    expect(() => gradient(sumOfTwo(), "lost", ["a"])).toThrow("Cannot look up value lost");
    expect(() => gradient(sumOfTwo(), "loss", ["c"])).toThrow("Cannot look up value c");
  });
});

describe("vjpRules", () => {
  it("is checked at one case at least for every op of the table that can be differentiated", () => {
    expect(Object.keys(vjpRules).sort()).toEqual(Object.keys(ops).sort());
    expect(Object.keys(opCases).sort()).toEqual([...portableOps].sort());
  });

  it("refuses blocked operations, which come after differentiation", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [1, 8, 1, 1] });
    const y = graph.op("ReorderInput", [x], { block: 8 });
    const loss = graph.op("ReduceSum", [y], { keepdims: 0 });

    expect(() => gradient(graph.build([loss]), loss.name, ["x"])).toThrow("Cannot differentiate a blocked operation");
  });
});
