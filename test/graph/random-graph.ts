/** @file Small random graphs for property tests, with repeated expressions, equal constants and dead ends. */
import fc from "fast-check";
import { type Graph, GraphBuilder, type OpType, type Value } from "../../src/graph/index.ts";
import { type Tensor, type TensorType, tensor } from "../../src/tensor/index.ts";

const binaryOps = ["Add", "Sub", "Mul", "Max"] as const;
const unaryOps = ["Relu", "Tanh", "Neg", "Identity", "Softmax"] as const;

/** One step of a recipe: which operation, on which of the values so far (taken modulo their number). */
type Step =
  | { readonly kind: "op"; readonly type: OpType; readonly operands: readonly number[] }
  | { readonly kind: "mean" | "mirror" | "swap"; readonly operands: readonly number[] }
  | { readonly kind: "constant"; readonly value: number; readonly shape: readonly number[] };

/** All values broadcast with [2, 3] and have rank 1 at least. */
const shapes = [[2, 3], [3], [1, 3]] as const;

const operand = fc.nat(30);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("op" as const),
    type: fc.constantFrom(...binaryOps),
    operands: fc.tuple(operand, operand),
  }),
  fc.record({ kind: fc.constant("op" as const), type: fc.constantFrom(...unaryOps), operands: fc.tuple(operand) }),
  fc.record({
    kind: fc.constantFrom("mean" as const, "mirror" as const, "swap" as const),
    operands: fc.tuple(operand),
  }),
  fc.record({
    kind: fc.constant("constant" as const),
    value: fc.integer({ min: -1, max: 1 }),
    shape: fc.constantFrom(...shapes),
  }),
);

/** Graphs of up to 20 steps, with one to four outputs. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .record({ steps: fc.array(step, { maxLength: 20 }), outputs: fc.array(operand, { minLength: 1, maxLength: 4 }) })
  .map(({ steps, outputs }) => {
    const graph = new GraphBuilder();
    const values = shapes.map((shape, i) => graph.input(`x${i}`, { dtype: "float32", shape }));
    const pick = (i = 0): Value => values[i % values.length] as Value;
    for (const item of steps) values.push(...append(graph, item, pick));
    return graph.build([...new Set(outputs.map(pick))]);
  });

function append(graph: GraphBuilder, item: Step, pick: (i?: number) => Value): Value[] {
  switch (item.kind) {
    case "op":
      return [graph.op(item.type, item.operands.map(pick))];
    case "mean":
      return [graph.op("ReduceMean", [pick(item.operands[0])], { axes: [-1], keepdims: 1 })];
    case "mirror":
      return [graph.op("Slice", [pick(item.operands[0])], { starts: [-1], ends: [-100], axes: [-1], steps: [-1] })];
    case "swap": {
      const x = pick(item.operands[0]);
      if (x.type.shape.at(-1) !== 3) return [];
      const [head, tail] = graph.node("Split", [x], { axis: -1, sizes: [1, 2] }) as [Value, Value];
      return [head, graph.op("Concat", [tail, head], { axis: -1 })];
    }
    case "constant": {
      const size = item.shape.reduce((product, d) => product * d, 1);
      return [graph.constant(tensor("float32", item.shape, new Float32Array(size).fill(item.value)))];
    }
  }
}

/** The same numbers for the same types. */
export function feedsOf(inputs: ReadonlyMap<string, TensorType>): Record<string, Tensor> {
  return Object.fromEntries(
    Array.from(inputs, ([name, { shape }], k) => {
      const size = shape.reduce((product, d) => product * d, 1);
      const data = Float32Array.from({ length: size }, (_, i) => Math.sin(1 + 7 * k + 3 * i));
      return [name, tensor("float32", shape, data)];
    }),
  );
}
