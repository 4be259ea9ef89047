/** @file Bytes of unknown origin: what they claim is checked before memory is taken for it. */
import fc from "fast-check";
import protobuf from "protobufjs/light.js";
import { expect, test } from "vitest";
import { ModelError } from "../../src/base/index.ts";
import { checkModel, decode } from "../../src/onnx/index.ts";
import { type GraphProto, type TensorProto, writeModel } from "../../src/onnx/model-proto.ts";
import { branch, float32s, foreignModel, held, int64s, ints, node, port } from "./foreign-model.ts";

function model(graph: Partial<GraphProto>, irVersion = 8): Uint8Array {
  return writeModel({
    irVersion,
    opsetImport: [{ domain: "", version: 17 }],
    metadataProps: [],
    graph: {
      name: "main",
      node: [node("Relu", "x", "y")],
      initializer: [],
      input: [port("x", ["N", 2])],
      output: [port("y", ["N", 2])],
      ...graph,
    },
  });
}

const claims = (dims: number[], more: Partial<TensorProto> = {}): TensorProto => ({
  name: "w",
  dims,
  dataType: 1,
  ...more,
});
const inBranch = (tensor: TensorProto): GraphProto => ({
  node: [],
  name: "b",
  initializer: [tensor],
  input: [],
  output: [],
});

test("checkModel() takes models that keep their word", () => {
  expect(() => checkModel(model({}))).not.toThrow();
  expect(() => checkModel(model({ initializer: [float32s("w", [2, 2], [1, 2, 3, 4]), int64s("i")] }))).not.toThrow();
  // A half is no type that is read here, but the runtime knows it.
  expect(() =>
    checkModel(model({ initializer: [claims([2], { dataType: 10, rawData: new Uint8Array(4) })] })),
  ).not.toThrow();
});

test.each<[string, Uint8Array, string]>([
  ["no version", model({}, 0), "its ir_version is 0"],
  ["a version of the future", model({}, 10 ** 6), "its ir_version is 1000000"],
  ["a size below 0", model({ input: [port("x", [-1, 2])] }), "Cannot read value x: shape [-1,2]"],
  ["a size of an output below 0", model({ output: [port("y", [2, -3])] }), "Cannot read value y: shape [2,-3]"],
  [
    "an input beyond all memory",
    model({ input: [port("x", [2 ** 40, 2])] }),
    "Cannot read value x: shape [1099511627776,2] of",
  ],
  [
    "sizes that multiply beyond it behind a 0",
    model({ input: [port("x", [0, 2 ** 20, 2 ** 20])] }),
    "Cannot read value x",
  ],
  [
    "a tensor with fewer bytes than it claims",
    model({ initializer: [claims([2 ** 30])] }),
    "Cannot read tensor w: 0 bytes, expected 4294967296",
  ],
  ["a tensor of negative size", model({ initializer: [claims([-4])] }), "Cannot read tensor w: shape [-4]"],
  [
    "a tensor in another file",
    model({ initializer: [claims([4], { dataLocation: 1 })] }),
    "its data are in another file",
  ],
  [
    "a tensor with too few numbers",
    model({ initializer: [claims([4], { floatData: [1, 2] })] }),
    "2 elements, expected 4",
  ],
  [
    "such a tensor as attribute",
    model({ node: [node("Constant", [], "y", held("value", claims([2 ** 29])))] }),
    "Cannot read tensor w: 0 bytes",
  ],
  [
    "such a tensor in a branch",
    model({ node: [node("If", "c", "y", branch("then_branch", inBranch(claims([7]))))] }),
    "Cannot read tensor w: 0 bytes, expected 28",
  ],
  ["branches within branches without end", nested(200), "nested more than 64 deep"],
  ["more messages than a model has", messages(1_000_001), "more than 1000000 messages"],
  ["half a file", model({}).subarray(0, 40), "the bytes are not complete protobuf"],
])("checkModel() refuses %s", (_, bytes, message) => {
  expect(() => checkModel(bytes)).toThrow(
    expect.objectContaining({ name: "ModelError", message: expect.stringContaining(message) }),
  );
});

test("checkModel() counts integers before it makes numbers of them", () => {
  const packed = new Uint8Array(2 ** 24 + 1); // as many zeros, a byte each
  const attribute = protobuf.Writer.create()
    .uint32((8 << 3) | 2)
    .bytes(packed)
    .finish();

  expect(() => checkModel(inModel(inGraph(attribute)))).toThrow("it holds more than 16777216 integers");
});

/** Bytes of an attribute as the first of a graph's first node. */
function inGraph(attribute: Uint8Array): Uint8Array {
  const nodeBytes = protobuf.Writer.create()
    .uint32((5 << 3) | 2)
    .bytes(attribute)
    .finish();
  return protobuf.Writer.create()
    .uint32((1 << 3) | 2)
    .bytes(nodeBytes)
    .finish();
}

function inModel(graph: Uint8Array): Uint8Array {
  return protobuf.Writer.create()
    .uint32((7 << 3) | 2)
    .bytes(graph)
    .finish();
}

/** Graphs within attributes within nodes of graphs. */
function nested(depth: number): Uint8Array {
  let graph: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth; i++) {
    graph = inGraph(
      protobuf.Writer.create()
        .uint32((6 << 3) | 2)
        .bytes(graph)
        .finish(),
    );
  }
  return inModel(graph);
}

/** Empty nodes, two bytes each. */
function messages(count: number): Uint8Array {
  const graph = new Uint8Array(2 * count);
  for (let i = 0; i < count; i++) graph[2 * i] = (1 << 3) | 2;
  return inModel(graph);
}

test("decode() and checkModel() end in a model or a ModelError, soon, whatever bytes are changed", () => {
  const bytes = foreignModel({
    nodes: [
      node("Shape", "x", "s"),
      node("Slice", ["s", "zero", "two"], "head"),
      node("ConstantOfShape", "head", "ones", held("value", float32s("", [1], [1]))),
      node("Pad", ["x", "pads"], "p"),
      node("MaxPool", "p", "m", ints("kernel_shape", 2, 2), ints("strides", 2, 2)),
      node("Resize", ["m", "", "scales"], "r"),
      node("ReduceMean", "r", "g", ints("axes", 2, 3)),
      node("Squeeze", "g", "f"),
      node("Add", ["f", "ones"], "y"),
    ],
    initializer: [
      int64s("zero", 0),
      int64s("two", 2),
      int64s("pads", 0, 0, 1, 1, 0, 0, 1, 1),
      float32s("scales", [4], [1, 1, 2, 1.5]),
    ],
  });
  expect(() => decode(bytes)).not.toThrow();
  let longestMs = 0;
  const attempt = (damaged: Uint8Array): void => {
    const start = performance.now();
    for (const read of [checkModel, decode]) {
      try {
        read(damaged);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
      }
    }
    longestMs = Math.max(longestMs, performance.now() - start);
  };

  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const damaged = bytes.slice();
        for (const [place, value] of changes) damaged[place] = value;
        attempt(damaged);
      },
    ),
    { numRuns: 2000 },
  );

  expect(longestMs).toBeLessThan(10_000);
});
