/** @file Models as other exporters write them: what is understood, what is refused and how. */
import { expect, test } from "vitest";
import { decode, readMetadata } from "../../src/onnx/index.ts";
import {
  type AttributeProto,
  attributeTypes,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  writeModel,
} from "../../src/onnx/model-proto.ts";
import { toTensorProto } from "../../src/onnx/tensor-proto.ts";
import { tensor } from "../../src/tensor/index.ts";

const int = (name: string, i: number): AttributeProto => ({ name, type: attributeTypes.int, i });
const ints = (name: string, values: number[]): AttributeProto => ({ name, type: attributeTypes.ints, ints: values });
const text = (name: string, value: string): AttributeProto => ({
  name,
  type: attributeTypes.string,
  s: new TextEncoder().encode(value),
});
const node = (opType: string, input: string[], output: string[], attribute: AttributeProto[] = []): NodeProto => ({
  opType,
  input,
  output,
  attribute,
});
const int64s = (name: string, ...values: number[]): TensorProto =>
  toTensorProto(name, tensor("int64", [values.length], values));

/** A model over x [?, 4, 6, 6] that ends in y. */
function model(graph: Partial<GraphProto>, opset = 17, elemType = 1): Uint8Array {
  const dim = [{ dimParam: "N" }, ...[4, 6, 6].map((dimValue) => ({ dimValue }))];
  return writeModel({
    irVersion: 8,
    producerName: "another",
    opsetImport: [{ domain: "", version: opset }],
    metadataProps: [{ key: "author", value: "me" }],
    graph: {
      name: "main",
      node: [node("Relu", ["x"], ["y"])],
      initializer: [],
      input: [{ name: "x", type: { tensorType: { elemType, shape: { dim } } } }],
      output: [{ name: "y" }],
      ...graph,
    },
  });
}

test("decode() replaces a symbolic batch by the size asked for", () => {
  const bytes = model({});

  expect(decode(bytes).inputs.get("x")).toEqual({ dtype: "float32", shape: [1, 4, 6, 6] });
  expect(decode(bytes, { batch: 32 }).inputs.get("x")?.shape).toEqual([32, 4, 6, 6]);
});

test("decode() turns Constant nodes into constants and constant inputs into attributes", () => {
  const value: AttributeProto = { name: "value", type: attributeTypes.tensor, t: int64s("", 0, -1) };
  const half: AttributeProto = { name: "value_float", type: attributeTypes.float, f: 0.5 };
  const graph = decode(
    model({
      node: [
        node("Constant", [], ["shape"], [value]),
        node("Constant", [], ["half"], [half]),
        node("Reshape", ["x", "shape"], ["flat"], [int("allowzero", 0)]),
        node("Mul", ["flat", "half"], ["y"]),
      ],
    }),
  );

  expect(graph.nodes.map(({ op, inputs, attributes }) => ({ op, inputs, attributes }))).toEqual([
    { op: "Reshape", inputs: ["x"], attributes: { shape: [0, -1] } },
    { op: "Mul", inputs: ["flat", "half"], attributes: {} },
  ]);
  expect(graph.constants).toEqual(new Map([["half", tensor("float32", [], [0.5])]]));
});

test("decode() keeps a constant that is an operand and a value", () => {
  const graph = decode(
    model({
      node: [node("Pad", ["x", "numbers"], ["padded"]), node("Gather", ["padded", "numbers"], ["y"], [int("axis", 1)])],
      initializer: [int64s("numbers", 0, 0, 1, 1, 0, 0, 1, 1)],
    }),
  );

  expect(graph.constants.has("numbers")).toBe(true);
  expect(graph.nodes[0]?.attributes).toEqual({ pads: [0, 0, 1, 1, 0, 0, 1, 1] });
});

test("decode() reads reduction axes as attribute before opset 18 and as input since", () => {
  const attributes = { axes: [2, 3], keepdims: 0 };
  const before = decode(
    model({ node: [node("ReduceMean", ["x"], ["y"], [ints("axes", [2, 3]), int("keepdims", 0)])] }),
  );
  const since = decode(
    model(
      { node: [node("ReduceMean", ["x", "axes"], ["y"], [int("keepdims", 0)])], initializer: [int64s("axes", 2, 3)] },
      18,
    ),
  );

  expect(before.nodes[0]?.attributes).toEqual(attributes);
  expect(since.nodes[0]?.attributes).toEqual(attributes);
});

test("decode() takes the greatest int64 as an end and the kernel size from the weight", () => {
  const graph = decode(
    model({
      node: [
        node("Slice", ["x", "zero", "end", "axis"], ["cut"]),
        node("Conv", ["cut", "w"], ["y"], [text("auto_pad", "NOTSET")]),
      ],
      initializer: [
        int64s("zero", 2),
        toTensorProto("end", { dtype: "int64", shape: [1], data: BigInt64Array.of(2n ** 63n - 1n) }),
        int64s("axis", 3),
        toTensorProto("w", tensor("float32", [1, 4, 3, 3], Array(36).fill(1))),
      ],
    }),
  );

  expect(graph.nodes[0]?.attributes).toEqual({ starts: [2], ends: [Number.MAX_SAFE_INTEGER], axes: [3] });
  expect(graph.nodes[1]?.attributes).toEqual({ kernelShape: [3, 3] });
});

test.each<[string, Uint8Array, string]>([
  ["an unknown op", model({ node: [node("LSTM", ["x"], ["y"])] }), "node of y (LSTM) is not an op Espalier knows"],
  [
    "an op of another domain",
    model({ node: [{ ...node("Relu", ["x"], ["y"]), domain: "my.ops" }] }),
    "node of y (Relu) is not an op Espalier knows in my.ops",
  ],
  [
    "an attribute that changes the meaning",
    model({ node: [node("MaxPool", ["x"], ["y"], [ints("kernel_shape", [2, 2]), text("auto_pad", "SAME_UPPER")])] }),
    "has attribute auto_pad = SAME_UPPER, expected NOTSET",
  ],
  [
    "an attribute nobody knows",
    model({ node: [node("Relu", ["x"], ["y"], [int("speed", 3)])] }),
    "has attribute speed = 3, expected no such attribute",
  ],
  [
    "a resize of another kind",
    model({
      node: [node("Resize", ["x", "", "scales"], ["y"], [text("mode", "linear")])],
      initializer: [toTensorProto("scales", tensor("float32", [4], [1, 1, 2, 2]))],
    }),
    "has attribute mode = linear, expected nearest",
  ],
  [
    "a computed shape",
    model({ node: [node("Reshape", ["x", "x"], ["y"])] }),
    "computes its shape, expected a constant",
  ],
  [
    "a shape of floats",
    model({
      node: [node("Reshape", ["x", "s"], ["y"])],
      initializer: [toTensorProto("s", tensor("float32", [1], [-1]))],
    }),
    "has shape [-1]",
  ],
  ["an old opset", model({}, 9), "opset is 9, expected 13 to 21"],
  ["a float16 input", model({}, 17, 10), "input x has an unknown type"],
  ["a cycle", model({ node: [node("Add", ["x", "y"], ["y"])] }), "is not defined before it"],
  ["a wrong arity", model({ node: [node("Relu", ["x", "x"], ["y"])] }), "2 inputs, expected 1"],
  ["no nodes for its output", model({ node: [] }), "output y is not defined"],
  [
    "short data",
    model({ initializer: [{ name: "w", dims: [3], dataType: 1, rawData: new Uint8Array(8) }] }),
    "Cannot read tensor w: 8 bytes, expected 12 for float32 [3]",
  ],
  [
    "data elsewhere",
    model({ initializer: [{ name: "w", dims: [3], dataType: 1, dataLocation: 1 }] }),
    "its data are in another file",
  ],
  [
    "a float16",
    model({ initializer: [{ name: "w", dims: [1], dataType: 10, rawData: new Uint8Array(2) }] }),
    "element type 10, expected float32",
  ],
])("decode() refuses %s", (_, bytes, message) => {
  expect(() => decode(bytes)).toThrow(
    expect.objectContaining({ name: "ModelError", message: expect.stringContaining(message) }),
  );
});

test("readMetadata() describes any model, whatever its ops", () => {
  expect(readMetadata(model({ node: [node("LSTM", ["x"], ["y"])] }, 9))).toEqual({
    producer: "another",
    producerVersion: "",
    irVersion: 8,
    opsets: { "": 9 },
    metadata: { author: "me" },
    inputs: [{ name: "x", dtype: "float32", shape: ["N", 4, 6, 6] }],
    outputs: [{ name: "y", dtype: undefined, shape: undefined }],
  });
});
