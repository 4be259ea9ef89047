import { expect, test } from "vitest";
import { type Graph, GraphBuilder, peakRunBytes, programBytes, type Value } from "../../src/graph/index.ts";
import { tensor, zeros } from "../../src/tensor/index.ts";

/** A graph over x, float32 [256]: 1 KiB a value. */
function overX(build: (graph: GraphBuilder, x: Value) => readonly Value[]): Graph {
  const graph = new GraphBuilder();
  return graph.build(build(graph, graph.input("x", { dtype: "float32", shape: [256] })));
}

const kib = (graph: Graph): number => peakRunBytes(graph) / 1024;

test("peakRunBytes() counts results, not what a run is given", () => {
  expect(kib(overX((graph, x) => [graph.op("Neg", [x])]))).toBe(1);
});

test("peakRunBytes() lets activations write over their input, and arithmetic not", () => {
  const throughOp = (op: "Relu" | "Abs"): Graph =>
    overX((graph, x) => [graph.op("ReduceSum", [graph.op(op, [graph.op("Neg", [x])])])]);

  expect(kib(throughOp("Relu"))).toBeCloseTo(1, 1);
  expect(kib(throughOp("Abs"))).toBe(2);
});

test("peakRunBytes() never writes over what is read later, nor over an input", () => {
  const readLater = overX((graph, x) => {
    const y = graph.op("Neg", [x]);
    return [graph.op("Add", [graph.op("Relu", [y]), y])];
  });

  expect(kib(readLater)).toBe(3);
  expect(kib(overX((graph, x) => [graph.op("Neg", [graph.op("Relu", [x])])]))).toBe(2);
});

test("peakRunBytes() counts a reshape as its source", () => {
  const reshaped = overX((graph, x) => {
    const y = graph.op("Reshape", [graph.op("Neg", [x])], { shape: [16, 16] });
    return [graph.op("Neg", [y])];
  });

  expect(kib(reshaped)).toBe(2);
});

test("peakRunBytes() holds what is handed on between its two values as well", () => {
  // `a` is let go of before `big` and taken over by `c` after it.
  const handedOn = overX((graph, x) => {
    const a = graph.op("Neg", [x]);
    const sum = graph.op("ReduceSum", [a]);
    const big = graph.op("Expand", [sum], { shape: [1024] });
    const c = graph.op("Mul", [x, graph.op("ReduceSum", [big])]);
    return [graph.op("Neg", [c])];
  });

  expect(kib(handedOn)).toBeCloseTo(1 + 4, 1);
});

test("peakRunBytes() follows the runtime's order: the input that comes last is made first", () => {
  // In the graph's own order `wide` would still be held while `c` is made of `b`.
  const graph = overX((builder, x) => {
    const wide = builder.op("Concat", [x, x, x, x], { axis: 0 });
    const narrow = builder.op("ReduceSum", [wide]);
    const other = builder.op("ReduceSum", [builder.op("Concat", [x, x, x], { axis: 0 })]);
    return [builder.op("Add", [narrow, other])];
  });

  expect(kib(graph)).toBeCloseTo(4, 1);
});

test("peakRunBytes() leaves out what constants alone decide", () => {
  const folded = overX((graph, x) => {
    const ones = graph.op("Neg", [graph.constant(zeros("float32", [256]))]);
    return [graph.op("Add", [x, ones])];
  });

  expect(kib(folded)).toBe(1);
});

test("peakRunBytes() counts the costliest branch of a Switch", () => {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [256] });
  const index = builder.input("index", { dtype: "int64", shape: [] });
  const outputs = builder.switch(
    index,
    [x],
    [
      (graph, [y]) => [graph.op("Neg", [y as Value])],
      (graph, [y]) => {
        const wide = graph.op("Concat", [y, y, y, y] as Value[], { axis: 0 });
        return [graph.op("Mul", [y as Value, graph.op("ReduceSum", [wide])])];
      },
    ],
  );

  const peak = kib(builder.build(outputs));

  expect(peak).toBeGreaterThanOrEqual(4);
  expect(peak).toBeLessThan(6);
});

test("programBytes() grows by constants, by nodes and by twice the peak of a run", () => {
  const plain = overX((graph, x) => [graph.op("Neg", [x])]);
  const wide = overX((graph, x) => [graph.op("Expand", [graph.op("ReduceSum", [x])], { shape: [2 ** 20] })]);
  const constant = overX((graph, x) => [
    graph.op("Add", [x, graph.constant(tensor("float32", [2 ** 20 / 256, 256], new Float32Array(2 ** 20)))]),
  ]);

  expect(programBytes(wide) - programBytes(plain)).toBeGreaterThan(2 * 4 * 2 ** 20);
  expect(programBytes(constant) - programBytes(plain)).toBeGreaterThan(3 * 4 * 2 ** 20);
});
