import { describe, expect, it } from "vitest";
import { appendGradients, hessianVectorProduct, inputJacobian } from "../../src/autodiff/index.ts";
import { createRng } from "../../src/base/index.ts";
import { type Graph, GraphBuilder, type Value } from "../../src/graph/index.ts";
import { referenceRun } from "../reference/index.ts";
import { checkSlope } from "./compare.ts";
import { feedsFor, type Net, standalone, supernet } from "./supernet.ts";

const vector = (...values: number[]) => ({ dtype: "float32", shape: [values.length], data: values }) as const;
const total = (graph: GraphBuilder, value: Value): Value => graph.op("ReduceSum", [value], { keepdims: 0 });

function run(graph: Graph, feeds: Parameters<typeof referenceRun>[1]): number[][] {
  return Object.values(referenceRun(graph, feeds)).map(({ data }) => [...data]);
}

describe("hessianVectorProduct()", () => {
  it("is A v for the loss x' A x / 2 of a symmetric A", () => {
    const graph = new GraphBuilder();
    const [x, v] = ["x", "v"].map((name) => graph.input(name, { dtype: "float32", shape: [2] })) as [Value, Value];
    const a = graph.input("a", { dtype: "float32", shape: [2, 2] });
    const product = graph.op("MatMul", [a, graph.op("Reshape", [x], { shape: [2, 1] })]);
    const loss = graph.op("Mul", [
      graph.scalar(0.5),
      total(graph, graph.op("Mul", [graph.op("Reshape", [product], { shape: [2] }), x])),
    ]);
    const result = graph.build(hessianVectorProduct(graph, loss, [x], [v]));

    const feeds = { x: vector(0.3, -7), v: vector(1, 10), a: { dtype: "float32", shape: [2, 2], data: [2, 3, 3, 5] } };
    expect(run(result, feeds as Parameters<typeof referenceRun>[1])).toEqual([[32, 53]]);
  });

  it("joins several values: the loss Σ x² y", () => {
    const graph = new GraphBuilder();
    const [x, y, v, w] = ["x", "y", "v", "w"].map((name) =>
      graph.input(name, { dtype: "float32", shape: [1] }),
    ) as Value[] as [Value, Value, Value, Value];
    const loss = total(graph, graph.op("Mul", [graph.op("Mul", [x, x]), y]));
    const result = graph.build(hessianVectorProduct(graph, loss, [x, y], [v, w]));

    // By x: 2 y v + 2 x w, by y: 2 x v.
    expect(run(result, { x: vector(3), y: vector(5), v: vector(7), w: vector(11) })).toEqual([[136], [42]]);
  });

  it("holds a vector fixed that depends on the values", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [1] });
    const cube = graph.op("Mul", [graph.op("Mul", [x, x]), x]);
    const result = graph.build(hessianVectorProduct(graph, total(graph, cube), [x], [x]));

    expect(run(result, { x: vector(2) })).toEqual([[24]]);
  });

  it("refuses vectors of other shapes, or too few", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [2] });
    const loss = total(graph, x);

    expect(() => hessianVectorProduct(graph, loss, [x], [])).toThrow(
      "Cannot multiply the Hessian: the vector for x is missing, expected float32 [2], one of 1",
    );
    expect(() => hessianVectorProduct(graph, loss, [x], [loss])).toThrow("is float32 [], one of 1");
  });

  const spec = { layers: 2, choices: ["conv3", "conv1", "skip", "avgpool"], batch: 2, channels: 2, size: 4 } as const;
  const nets: Record<string, () => Net> = {
    "a network": () => standalone(spec, [0, 1]),
    "a supernet": () => supernet(spec),
  };

  it.each(Object.keys(nets))("is the difference quotient of the gradient of %s", (name) => {
    const { graph, loss, parameters } = (nets[name] as () => Net)();
    const wrt = [...parameters.values()];
    const vectors = wrt.map(({ name, type }) => graph.input(`vector.${name}`, type));
    const product = hessianVectorProduct(graph, loss, wrt, vectors);
    const slopes = appendGradients(graph, loss, wrt).map((gradient, i) =>
      total(graph, graph.op("Mul", [gradient, vectors[i] as Value])),
    );
    const slope = graph.op("Sum", slopes);
    const named = product.map((value, i) => [`product.${i}`, value] as const);
    const built = graph.build(new Map([["slope", slope], ...named]));

    const feeds = feedsFor({ graph, loss, parameters }, [0, 1]);
    const inputs = new Map(named.map(([label], i) => [label, (wrt[i] as Value).name]));
    checkSlope(built, feeds, "slope", inputs, referenceRun(built, feeds));
  });
});

describe("inputJacobian()", () => {
  it("is the transposed weights for a linear layer, for each sample", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [2, 3] });
    const weight = graph.input("w", { dtype: "float32", shape: [3, 2] });
    const jacobian = inputJacobian(graph, graph.op("MatMul", [x, weight]), x);

    const feeds = { x: [1, 2, 3, 4, 5, 6], w: [1, 2, 3, 4, 5, 6] };
    const result = run(graph.build([jacobian]), {
      x: { dtype: "float32", shape: [2, 3], data: feeds.x },
      w: { dtype: "float32", shape: [3, 2], data: feeds.w },
    });

    expect(jacobian.type.shape).toEqual([2, 2, 3]);
    expect(result).toEqual([[1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6]]);
  });

  it("is the difference quotient of each output by each input of the same sample", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [2, 1, 3, 3] });
    const weight = graph.input("w", { dtype: "float32", shape: [3, 1, 2, 2] });
    const hidden = graph.op("Tanh", [graph.op("Conv", [x, weight], { kernelShape: [2, 2] })]);
    const outputs = graph.op("Reshape", [graph.op("GlobalAveragePool", [hidden])], { shape: [2, 3] });
    const jacobian = inputJacobian(graph, outputs, x);
    const built = graph.build([outputs, jacobian]);
    const rng = createRng(3);
    const draw = (shape: number[], length: number) => ({
      dtype: "float32" as const,
      shape,
      data: Float64Array.from({ length }, () => rng.normal()),
    });
    const feeds = { x: draw([2, 1, 3, 3], 18), w: draw([3, 1, 2, 2], 12) };
    const outputsAt = (place: number, distance: number): number[] => {
      const data = feeds.x.data.map((value, i) => (i === place ? value + distance : value));
      return run(built, { ...feeds, x: { ...feeds.x, data } })[0] as number[];
    };
    const found = run(built, feeds)[1] as number[];

    for (let place = 0; place < 18; place++) {
      const [up, down] = [outputsAt(place, 1e-5), outputsAt(place, -1e-5)];
      const sample = Math.floor(place / 9);
      for (let k = 0; k < 3; k++) {
        const difference = ((up[sample * 3 + k] as number) - (down[sample * 3 + k] as number)) / 2e-5;
        expect(found[(sample * 3 + k) * 9 + (place % 9)]).toBeCloseTo(difference, 8);
      }
    }
  });

  it("is zero where outputs do not depend on the input, and refuses other shapes", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", { dtype: "float32", shape: [2, 1] });
    const other = graph.input("other", { dtype: "float32", shape: [2, 2] });
    const wide = graph.input("wide", { dtype: "float32", shape: [2, 1, 1] });

    const result = run(graph.build([inputJacobian(graph, other, x)]), {
      x: { dtype: "float32", shape: [2, 1], data: [1, 2] },
      other: { dtype: "float32", shape: [2, 2], data: [1, 2, 3, 4] },
      wide: { dtype: "float32", shape: [2, 1, 1], data: [1, 2] },
    });
    expect(result).toEqual([[0, 0, 0, 0]]);
    expect(() => inputJacobian(graph, wide, x)).toThrow("expected [N, K] and [N, ...]");
  });
});
