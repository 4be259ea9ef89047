import { expect, test } from "vitest";
import { GraphError } from "../../src/base/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { type Graph, GraphBuilder } from "../../src/graph/index.ts";
import { decode, encode, readMetadata } from "../../src/onnx/index.ts";
import { readModel } from "../../src/onnx/model-proto.ts";
import { type Tensor, tensor, zeros } from "../../src/tensor/index.ts";
import { graphOfCase, opCase } from "../reference/index.ts";

/** x [2, 6], doubled, by a product with an identity-like weight. */
function small(): Graph {
  const builder = new GraphBuilder();
  const x = builder.input("x", { dtype: "float32", shape: [2, 6] });
  const folded = builder.op("Reshape", [x], { shape: [-1, 2, 3] });
  const weight = builder.constant(tensor("float32", [3, 3], [2, 0, 0, 0, 2, 0, 0, 0, 2]), "weight");
  return builder.build([builder.op("FusedMatMul", [folded, weight])]);
}

test("encode() writes opset 17, IR version 8 and the contrib domain only where it is used", () => {
  const contrib = readMetadata(encode(small()));
  const plain = readMetadata(encode(graphOfCase("Relu", opCase("Relu", 0)).graph));

  expect(contrib.opsets).toEqual({ "": 17, "com.microsoft": 1 });
  expect(plain.opsets).toEqual({ "": 17 });
  expect(plain).toMatchObject({ irVersion: 8, producer: "espalier", metadata: {} });
});

test("encode() writes metadata, names of outputs and types of inner values where asked", () => {
  const bytes = encode(small(), { metadata: { b: "2", a: "1" }, outputNames: ["logits"], valueInfo: true });

  expect(readMetadata(bytes).metadata).toEqual({ a: "1", b: "2" });
  expect(readMetadata(bytes).outputs).toEqual([{ name: "logits", dtype: "float32", shape: [2, 2, 3] }]);
  expect(readModel(bytes).graph.valueInfo?.map(({ name }) => name)).toEqual(["Reshape_1"]);
  expect(decode(bytes).outputs).toEqual(["logits"]);
});

test("encode() with a symbolic batch gives a model for every batch size", async () => {
  const bytes = encode(small(), { symbolicBatch: "batch", outputNames: ["y"] });
  expect(readMetadata(bytes).inputs).toEqual([{ name: "x", dtype: "float32", shape: ["batch", 6] }]);

  await using program = await createNodeEngine().compileModel(bytes);
  const { y } = await program.run({ x: tensor("float32", [5, 6], Array(30).fill(1)) });

  expect(y?.shape).toEqual([5, 2, 3]);
  expect(y?.data).toEqual(new Float32Array(30).fill(2));
  expect(decode(bytes, { batch: 7 }).inputs.get("x")?.shape).toEqual([7, 6]);
});

test("encode() refuses ops without ONNX counterpart, malformed graphs and names that are taken", () => {
  const gradient = graphOfCase("GatherGradient", opCase("GatherGradient", 0)).graph;
  const dangling: Graph = { ...small(), outputs: ["nowhere"] };

  expect(() => encode(gradient)).toThrow("Cannot encode graph: node GatherGradient_0 has no ONNX counterpart");
  expect(() => encode(dangling)).toThrow(GraphError);
  expect(() => encode(small(), { outputNames: ["x"] })).toThrow(GraphError);
  expect(() => encode(small(), { outputNames: [] })).toThrow("0 output names, expected 1");
});

test("encode() keeps constants of every dtype bit by bit", () => {
  const constants = new Map<string, Tensor>([
    ["f", tensor("float32", [4], [Number.NaN, Number.NEGATIVE_INFINITY, -0, 1e-45])],
    ["l", { dtype: "int64", shape: [2], data: BigInt64Array.of(2n ** 62n + 1n, -5n) }],
    ["i", tensor("int32", [1], [-7])],
    ["b", tensor("bool", [2], [0, 1])],
    ["empty", zeros("float32", [1, 1])],
  ]);
  const graph: Graph = {
    inputs: new Map(),
    constants,
    nodes: [],
    outputs: [...constants.keys()],
  };

  expect(decode(encode(graph)).constants).toEqual(constants);
});
