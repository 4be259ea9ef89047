import { expect, test } from "vitest";
import { createRng, type Rng } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { foldBatchNormalization, type Graph, GraphBuilder, type Value, verify } from "../../src/graph/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";

const rng = createRng("fold");

function random(shape: readonly number[], stream: Rng = rng, positive = false): Tensor<"float32"> {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const values = Array.from({ length: size }, () => stream.normal());
  return tensor("float32", shape, positive ? values.map((value) => 0.1 + Math.abs(value)) : values);
}

function normalize(graph: GraphBuilder, x: Value): Value {
  const shape = [x.type.shape[1] as number];
  const parameters = [random(shape), random(shape), random(shape), random(shape, rng, true)];
  return graph.op("BatchNormalization", [x, ...parameters.map((value) => graph.constant(value))], { epsilon: 1e-3 });
}

const conv = { kernelShape: [3, 3], pads: [1, 1, 1, 1] };

function build(inputShape: readonly number[], body: (graph: GraphBuilder, x: Value) => Value[]): Graph {
  const graph = new GraphBuilder();
  return graph.build(body(graph, graph.input("x", { dtype: "float32", shape: inputShape })));
}

async function run(graph: Graph, x: Tensor): Promise<number[][]> {
  await using program = await createNodeEngine({ optimization: "disabled" }).compile(graph);
  return Object.values(await program.run({ x })).map((value) => Array.from(value.data as Float32Array));
}

/** Folds, runs both forms and returns how many normalisations are left. */
async function checkFolding(graph: Graph): Promise<number> {
  const folded = foldBatchNormalization(graph);
  verify(folded);
  const x = random((graph.inputs.get("x") as { shape: readonly number[] }).shape);
  const [expected, found] = [await run(graph, x), await run(folded, x)];
  expected.forEach((values, i) => {
    const largest = Math.max(...values.map(Math.abs));
    values.forEach((value, j) => {
      expect(Math.abs((found[i]?.[j] as number) - value)).toBeLessThan(1e-5 * Math.max(1, largest));
    });
  });
  expect(folded.outputs).toEqual(graph.outputs);
  return folded.nodes.filter((node) => node.op === "BatchNormalization").length;
}

test.each([
  ["without bias", 1, false],
  ["with bias", 1, true],
  ["with groups", 2, true],
])("foldBatchNormalization() folds into a convolution %s", async (_, group, biased) => {
  const left = await checkFolding(
    build([2, 4, 5, 5], (graph, x) => {
      const weights = [random([6, 4 / group, 3, 3]), ...(biased ? [random([6])] : [])];
      const y = graph.op("Conv", [x, ...weights.map((value) => graph.constant(value))], { ...conv, group });
      return [graph.op("Relu", [normalize(graph, y)])];
    }),
  );
  expect(left).toBe(0);
});

test.each([
  ["Gemm", [3, 4], {}, [4]],
  ["Gemm", [4, 3], { transB: 1, alpha: 0.5 }, [1, 4]],
  ["Gemm", [3, 4], {}, undefined],
  ["MatMul", [3, 4], {}, undefined],
] as const)("foldBatchNormalization() folds into %s with weights [%s], %o", async (op, weight, attributes, bias) => {
  const left = await checkFolding(
    build([2, 3], (graph, x) => {
      const operands = [x, graph.constant(random(weight)), ...(bias ? [graph.constant(random(bias))] : [])];
      return [normalize(graph, graph.op(op, operands, attributes))];
    }),
  );
  expect(left).toBe(0);
});

test("foldBatchNormalization() folds two in a row and leaves shared weights alone", async () => {
  const left = await checkFolding(
    build([1, 2, 4, 4], (graph, x) => {
      const weight = graph.constant(random([2, 2, 3, 3]));
      const first = normalize(graph, normalize(graph, graph.op("Conv", [x, weight], conv)));
      return [normalize(graph, graph.op("Conv", [first, weight], conv))];
    }),
  );
  expect(left).toBe(1);
});

test("foldBatchNormalization() keeps what follows a sum, a value read twice or an output", async () => {
  const left = await checkFolding(
    build([1, 2, 4, 4], (graph, x) => {
      const y = graph.op("Conv", [x, graph.constant(random([2, 2, 3, 3]))], conv);
      const z = graph.op("Conv", [x, graph.constant(random([2, 2, 3, 3]))], conv);
      return [normalize(graph, graph.op("Sum", [x, normalize(graph, y), y])), normalize(graph, z), z];
    }),
  );
  expect(left).toBe(3);
});

test("foldBatchNormalization() keeps the product of a tensor of rank 3, whose channels are no columns", async () => {
  const left = await checkFolding(
    build([2, 4, 3], (graph, x) => [normalize(graph, graph.op("MatMul", [x, graph.constant(random([3, 4]))]))]),
  );
  expect(left).toBe(1);
});

test("foldBatchNormalization() keeps a normalisation whose statistics are inputs", () => {
  const graph = build([1, 2, 4, 4], (builder, x) => {
    const y = builder.op("Conv", [x, builder.constant(random([2, 2, 3, 3]))], conv);
    const others = ["s", "b", "m", "v"].map((name) => builder.input(name, { dtype: "float32", shape: [2] }));
    return [builder.op("BatchNormalization", [y, ...others])];
  });
  expect(foldBatchNormalization(graph).nodes.map((node) => node.op)).toEqual(["Conv", "BatchNormalization"]);
});
