import { describe, expect, it } from "vitest";
import { GraphBuilder, type Value, verify } from "../../src/graph/index.ts";
import { tensor } from "../../src/tensor/index.ts";

const vectorType = { dtype: "float32", shape: [3] } as const;

describe("GraphBuilder", () => {
  it("types values as they are added", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [2, 3] });

    expect(graph.op("Transpose", [x], { perm: [1, 0] }).type).toEqual({ dtype: "float32", shape: [3, 2] });
    expect(graph.filled([2, 2], 5).type).toEqual({ dtype: "float32", shape: [2, 2] });
    expect(graph.value("x")).toEqual(x);
  });

  it("fails at once where types do not fit, and adds nothing", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);

    expect(() => graph.op("Conv", [x, x])).toThrow("Cannot infer Conv (Conv): input 0 has shape [3], expected rank 4");
    expect(graph.nodes).toEqual([]);
  });

  it("asks for as many outputs as the op needs, or is told", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [1, 1, 4, 4] });
    const window = { kernelShape: [2, 2] };

    expect(graph.node("MaxPool", [x], window)).toHaveLength(1);
    expect(graph.node("MaxPool", [x], window, 2).map(({ type }) => type.dtype)).toEqual(["float32", "int64"]);
    expect(graph.node("Split", [x], { axis: 2, sizes: [1, 2, 1] })).toHaveLength(3);
    expect(() => graph.node("MaxPool", [x], window, 3)).toThrow("3 outputs, expected 1 to 2");
    expect(() => graph.node("Split", [x], { axis: 2, sizes: [1, 3] }, 1)).toThrow("1 outputs, expected 2");
  });

  it("gives the same scalar for the same number", () => {
    const graph = new GraphBuilder();

    expect(graph.scalar(2)).toBe(graph.scalar(2));
    expect(graph.scalar(3).name).not.toBe(graph.scalar(2).name);
  });

  it("refuses names that are taken or empty", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);

    expect(() => graph.input("x", vectorType)).toThrow('Cannot name a value: "x" is taken or empty');
    expect(() => graph.constant(tensor("float32", [], [1]), "x")).toThrow("taken or empty");
    expect(() => graph.node("Relu", [x], {}, ["x"])).toThrow("taken or empty");
    expect(() => graph.input("", vectorType)).toThrow("taken or empty");
  });

  it("refuses to look up what is not defined", () => {
    expect(() => new GraphBuilder().value("x")).toThrow("Cannot look up value x: it is not defined yet");
  });

  it("names outputs by a map, by Identity where the value has a name already", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", vectorType);
    const y = graph.op("Relu", [x]);
    const built = graph.build(
      new Map([
        ["a", y],
        ["b", y],
        ["x", x],
        [y.name, y],
      ]),
    );

    verify(built);
    expect(built.outputs).toEqual(["a", "b", "x", y.name]);
    expect(built.nodes.map(({ op }) => op)).toEqual(["Relu", "Identity", "Identity"]);
  });

  it("continues an existing graph by from(), its names kept", () => {
    const first = new GraphBuilder();
    const x = first.input("x", vectorType);
    const graph = first.build([first.op("Relu", [first.op("Add", [x, first.scalar(1)])])]);
    const builder = GraphBuilder.from(graph);

    expect(builder.build(graph.outputs.map((name) => builder.value(name)))).toEqual(graph);
    const next = builder.op("Relu", [builder.value(graph.outputs[0] as string)]) as Value;
    verify(builder.build([next]));
  });
});
