/** @file Models as other exporters write them: what is understood, what is refused and how. */
import { expect, test } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { decode, readMetadata } from "../../src/onnx/index.ts";
import { type GraphProto, writeModel } from "../../src/onnx/model-proto.ts";
import { toTensorProto } from "../../src/onnx/tensor-proto.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { branch, float, float32s, foreignModel, held, int, int64, int64s, ints, node, text } from "./foreign-model.ts";

const emptyBranch: GraphProto = { node: [], name: "b", initializer: [], input: [], output: [] };

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
      node: [node("Relu", "x", "y")],
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
  const value = held("value", int64s("", 0, -1));
  const half = float("value_float", 0.5);
  const graph = decode(
    model({
      node: [
        node("Constant", [], "shape", value),
        node("Constant", [], "half", half),
        node("Reshape", ["x", "shape"], "flat", int("allowzero", 0)),
        node("Mul", ["flat", "half"], "y"),
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
      node: [node("Pad", ["x", "numbers"], "padded"), node("Gather", ["padded", "numbers"], "y", int("axis", 1))],
      initializer: [int64s("numbers", 0, 0, 1, 1, 0, 0, 1, 1)],
    }),
  );

  expect(graph.constants.has("numbers")).toBe(true);
  expect(graph.nodes[0]?.attributes).toEqual({ pads: [0, 0, 1, 1, 0, 0, 1, 1] });
});

test("decode() reads reduction axes as attribute before opset 18 and as input since", () => {
  const attributes = { axes: [2, 3], keepdims: 0 };
  const before = decode(model({ node: [node("ReduceMean", "x", "y", ints("axes", 2, 3), int("keepdims", 0))] }));
  const since = decode(
    model(
      { node: [node("ReduceMean", ["x", "axes"], "y", int("keepdims", 0))], initializer: [int64s("axes", 2, 3)] },
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
        node("Slice", ["x", "zero", "end", "axis"], "cut"),
        node("Conv", ["cut", "w"], "y", text("auto_pad", "NOTSET")),
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
  [
    "an unknown op",
    model({ node: [node("DeformConv", "x", "y")] }),
    "node of y (DeformConv) is not an op Espalier knows",
  ],
  [
    "an op of another domain",
    model({ node: [{ ...node("Relu", "x", "y"), domain: "my.ops" }] }),
    "node of y (Relu) is not an op Espalier knows in my.ops",
  ],
  ["an attribute nobody knows", model({ node: [node("Relu", "x", "y", int("speed", 3))] }), "has attribute speed"],
  [
    "an attribute of another type",
    model({ node: [node("Transpose", "x", "y", int("perm", 3))] }),
    "has attribute perm of another type, expected one of type ints",
  ],
  [
    "an attribute of later opsets",
    model({ node: [node("MaxPool", "x", "y", ints("kernel_shape", 2, 2), int("ceil_mode", 1))] }, 8),
    "has attribute ceil_mode, expected no such attribute in opset 8",
  ],
  [
    "an attribute that became an input",
    model({ node: [node("Squeeze", "x", "y", ints("axes", 0))] }, 13),
    "has attribute axes, expected no such attribute in opset 13",
  ],
  [
    "an input that was an attribute",
    model({ node: [node("Unsqueeze", ["x", "a"], "y")], initializer: [int64s("a", 0)] }, 11),
    "has 2 inputs, expected 1 of opset 11",
  ],
  ["a missing attribute", model({ node: [node("Concat", "x", "y")] }), "has no attribute axis"],
  [
    "an op of later opsets",
    model({ node: [node("HardSwish", "x", "y")] }, 13),
    "is of opset 14, expected an op of opset 13",
  ],
  [
    "an op of earlier opsets",
    model({ node: [node("Upsample", ["x", "s"], "y")], initializer: [float32s("s", [4], [1, 1, 2, 2])] }, 11),
    "is no op since opset 10",
  ],
  [
    "a type of later opsets",
    model({ node: [node("Cast", "x", "i", int("to", 7)), node("Max", ["i", "i"], "y")] }, 11),
    "has input 0 of int64, expected float32 or float64 in opset 11",
  ],
  [
    "padding said twice",
    model({
      node: [
        node("MaxPool", "x", "y", ints("kernel_shape", 2, 2), ints("pads", 1, 1, 1, 1), text("auto_pad", "VALID")),
      ],
    }),
    "has auto_pad VALID and pads",
  ],
  [
    "a word nobody knows",
    model({ node: [node("MaxPool", "x", "y", ints("kernel_shape", 2, 2), text("auto_pad", "SAME"))] }),
    "has attribute auto_pad = SAME, expected NOTSET, SAME_UPPER, SAME_LOWER, VALID",
  ],
  [
    "more outputs than there are",
    model({ node: [node("Dropout", "x", ["y", "m", "z"])] }),
    "has 3 outputs, expected 1 to 2",
  ],
  [
    "unequal parts",
    model({ node: [node("Split", "x", ["y", "z", "u"], int("axis", 1))] }),
    "splits 4 in 3, expected equal parts",
  ],
  [
    "sizes that do not add up",
    model({ node: [node("Split", ["x", "s"], ["y", "z"], int("axis", 1))], initializer: [int64s("s", 1, 2)] }),
    "sizes are [1,2], expected parts that add up to 4",
  ],
  [
    "an index beyond the data",
    model({ node: [node("Gather", ["x", "i"], "y", int("axis", 1))], initializer: [int64s("i", 4)] }),
    "has index 4 along axis 1, expected one within [-4, 4)",
  ],
  [
    "a computed shape",
    model({ node: [node("Cast", "x", "i", int("to", 7)), node("Reshape", ["x", "i"], "y")] }),
    "computes its shape, expected a constant",
  ],
  [
    "a shape of floats",
    model({ node: [node("Reshape", ["x", "s"], "y")], initializer: [float32s("s", [1], [-1])] }),
    "has input 1 of float32, expected int64",
  ],
  [
    "a shape of other size",
    model({ node: [node("Reshape", ["x", "s"], "y")], initializer: [int64s("s", 7, -1)] }),
    "makes [1,4,6,6] of shape [7,-1]",
  ],
  [
    "a condition that is computed",
    model({
      node: [
        node("Cast", "x", "c", int("to", 9)),
        node("If", "c", "y", branch("then_branch", emptyBranch), branch("else_branch", emptyBranch)),
      ],
    }),
    "computes its condition",
  ],
  [
    "training",
    model({ node: [node("Dropout", ["x", "", "t"], "y")], initializer: [toTensorProto("t", tensor("bool", [], [1]))] }),
    "drops values",
  ],
  [
    "corners of pixels cut in two",
    model({
      node: [
        node(
          "Resize",
          ["x", "", "s"],
          "y",
          text("mode", "linear"),
          text("coordinate_transformation_mode", "align_corners"),
        ),
      ],
      initializer: [float32s("s", [4], [1, 1, 0.6, 0.6])],
    }),
    "aligns corners of 6 times",
  ],
  [
    "a list that would fill the memory",
    model({
      node: [node("OneHot", ["i", "d", "v"], "y")],
      initializer: [int64("i", 1), int64("d", 2 ** 40), float32s("v", [2], [0, 2])],
    }),
    "a node needs a list of 1099511627776 numbers",
  ],
  [
    "a range that would fill the memory",
    model({
      node: [node("Range", ["a", "b", "c"], "y")],
      initializer: [int64("a", 0), int64("b", 2 ** 40), int64("c", 1)],
    }),
    "counts 0, 1099511627776, 1, expected up to 262144 numbers",
  ],
  ["a future opset", model({}, 99), "opset is 99, expected 1 to 26"],
  ["an opset of none", model({}, 0), "opset is 0"],
  ["a float16 input", model({}, 17, 10), "input x has an unknown type"],
  ["a cycle", model({ node: [node("Add", ["x", "y"], "y")] }), "is not defined before it"],
  ["a wrong arity", model({ node: [node("Relu", ["x", "x"], "y")] }), "has 2 inputs, expected 1"],
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
  [
    "bytes that are to be a value",
    model({
      initializer: [{ name: "w", dims: [1], dataType: 2, rawData: new Uint8Array(1) }],
      node: [node("Identity", "w", "y")],
    }),
    "value y is uint8, expected float32",
  ],
])("decode() refuses %s", (_, bytes, message) => {
  expect(() => decode(bytes)).toThrow(
    expect.objectContaining({ name: "ModelError", message: expect.stringContaining(message) }),
  );
});

test("decode() takes sizes of dimensions by their names, and values of inputs", () => {
  const bytes = foreignModel({
    nodes: [node("Reshape", ["x", "s"], "y")],
    inputs: { x: { shape: ["N", "L", 3] }, s: { shape: [2], dtype: "int64" } },
  });

  const graph = decode(bytes, { batch: 2, sizes: { L: 5 }, bind: { s: tensor("int64", [2], [2, 15]) } });

  expect(graph.inputs).toEqual(new Map([["x", { dtype: "float32", shape: [2, 5, 3] }]]));
  expect(graph.nodes[0]?.attributes).toEqual({ shape: [2, 15] });
  expect(() => decode(bytes, { batch: 2 })).toThrow("input x has no size for axis 1");
  expect(() => decode(bytes, { sizes: { L: 5 } })).toThrow("computes its shape");
  expect(() => decode(bytes, { sizes: { L: 5 }, bind: { t: tensor("int64", [], [1]) } })).toThrow("it has no input t");
});

test("decode() reads what the runtime has no kernel for", async () => {
  const choice = foreignModel({
    inputs: { x: { shape: [4], dtype: "bool" } },
    nodes: [node("Where", ["x", "a", "x"], "y")],
    initializer: [toTensorProto("a", tensor("bool", [4], [1, 0, 1, 0]))],
    outputs: { y: "bool" },
  });
  const sum = foreignModel({
    inputs: { x: { shape: [1, 2, 2] } },
    nodes: [node("Add", ["x", "b"], "y", int("broadcast", 1), int("axis", 1))],
    initializer: [float32s("b", [2], [10, 20])],
    opset: 6,
  });

  expect(await run(choice, tensor("bool", [4], [1, 1, 0, 0]))).toEqual([1, 0, 0, 0]);
  expect(await run(sum, tensor("float32", [1, 2, 2], [1, 2, 3, 4]))).toEqual([11, 12, 23, 24]);
});

async function run(bytes: Uint8Array, x: Tensor): Promise<number[]> {
  await using program = await createNodeEngine().compile(decode(bytes));
  const { y } = await program.run({ x });
  return Array.from(y?.data as ArrayLike<number>, Number);
}

test("readMetadata() describes any model, whatever its ops", () => {
  expect(readMetadata(model({ node: [node("LSTM", "x", "y")] }, 9))).toEqual({
    producer: "another",
    producerVersion: "",
    irVersion: 8,
    opsets: { "": 9 },
    metadata: { author: "me" },
    inputs: [{ name: "x", dtype: "float32", shape: ["N", 4, 6, 6] }],
    outputs: [{ name: "y", dtype: undefined, shape: undefined }],
  });
});
