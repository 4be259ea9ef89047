/** @file What decode() makes of foreign models is what the runtime makes of them itself. */
import { expect, test } from "vitest";
import { createNodeEngine } from "../../src/engine/index.ts";
import { inferTypes } from "../../src/graph/index.ts";
import { decode } from "../../src/onnx/index.ts";
import { toTensorProto } from "../../src/onnx/tensor-proto.ts";
import { type Dtype, type Tensor, tensor } from "../../src/tensor/index.ts";
import {
  branch,
  drawn,
  type ForeignModel,
  float,
  float32s,
  floats,
  foreignModel,
  held,
  int,
  int64,
  int64s,
  ints,
  node,
  text,
} from "./foreign-model.ts";

const engine = createNodeEngine();

/** A case whose inputs all have numbers for sizes. */
type Inputs = Record<string, { readonly shape: number[]; readonly dtype?: Dtype }>;
type Case = Omit<ForeignModel, "inputs"> & { readonly inputs?: Inputs };

const onX = (shape: number[], dtype: Dtype = "float32"): Inputs => ({ x: { shape, dtype } });
const weight = (name: string, ...shape: number[]) => toTensorProto(name, drawn(shape));
const bools = { y: "bool" } as const;
const whole = { y: "int64" } as const;

const recurrentCase = (
  op: "RNN" | "GRU" | "LSTM",
  gates: number,
  ...attributes: Parameters<typeof node>[3][]
): Case => ({
  inputs: onX([5, 2, 3]),
  nodes: [
    node(
      op,
      ["x", "w", "r", "b"],
      op === "LSTM" ? ["y", "h", "c"] : ["y", "h"],
      int("hidden_size", 4),
      text("direction", "bidirectional"),
      ...attributes,
    ),
  ],
  initializer: [weight("w", 2, 4 * gates, 3), weight("r", 2, 4 * gates, 4), weight("b", 2, 8 * gates)],
  outputs: { y: "float32", h: "float32", ...(op === "LSTM" && { c: "float32" }) },
});

const cases: Record<string, Case> = {
  "a transposition without perm": { nodes: [node("Transpose", "x", "y")] },
  "a split without sizes": {
    nodes: [node("Split", "x", ["y", "z"], int("axis", 1))],
    outputs: { y: "float32", z: "float32" },
  },
  "a split with sizes as attribute": {
    nodes: [node("Split", "x", ["y", "z"], ints("split", 1, 3), int("axis", 1))],
    outputs: { y: "float32", z: "float32" },
    opset: 11,
  },
  "a split in a number of parts, the last smaller": {
    inputs: onX([2, 7]),
    nodes: [node("Split", "x", ["y", "z"], int("axis", 1), int("num_outputs", 2))],
    outputs: { y: "float32", z: "float32" },
    opset: 18,
  },
  "a maximum of one": { nodes: [node("Max", "x", "y")] },
  "a minimum of three": {
    nodes: [node("Min", ["x", "a", "b"], "y")],
    initializer: [weight("a", 6), weight("b", 4, 1, 1)],
  },
  "a maximum of integers": {
    inputs: onX([5], "int64"),
    nodes: [node("Max", ["x", "a", "a"], "y")],
    initializer: [int64("a", 1)],
    outputs: whole,
  },
  "a mean of three": { nodes: [node("Mean", ["x", "a", "x"], "y")], initializer: [weight("a", 6)] },
  "bounds as attributes": { nodes: [node("Clip", "x", "y", float("min", -1), float("max", 2))], opset: 7 },
  "an upper bound alone": { nodes: [node("Clip", ["x", "", "high"], "y")], initializer: [float32s("high", [], [1])] },
  "powers of another type": { nodes: [node("Pow", ["x", "two"], "y")], initializer: [int64("two", 2)] },
  "remainders of integers": {
    inputs: onX([9], "int64"),
    nodes: [node("Mod", ["x", "a"], "y")],
    initializer: [int64("a", -4)],
    outputs: whole,
  },
  "remainders of floats": { nodes: [node("Mod", ["x", "a"], "y", int("fmod", 1))], initializer: [weight("a", 6)] },
  "an exclusive or": {
    inputs: onX([6], "bool"),
    nodes: [node("Xor", ["x", "a"], "y")],
    initializer: [toTensorProto("a", drawn([6], "bool"))],
    outputs: bools,
  },
  "signs of integers": {
    inputs: onX([6], "int64"),
    nodes: [node("Abs", "x", "a"), node("Neg", "a", "b"), node("Sign", "b", "y")],
    outputs: whole,
  },
  flattening: { nodes: [node("Flatten", "x", "y", int("axis", 2))] },
  "flattening from behind": { nodes: [node("Flatten", "x", "y", int("axis", -1))], opset: 13 },
  "squeezing by attribute": { inputs: onX([1, 4, 1]), nodes: [node("Squeeze", "x", "y", ints("axes", 0))], opset: 11 },
  "squeezing all": { inputs: onX([1, 4, 1]), nodes: [node("Squeeze", "x", "y")] },
  "unsqueezing by input": {
    inputs: onX([4]),
    nodes: [node("Unsqueeze", ["x", "axes"], "y")],
    initializer: [int64s("axes", 0, -1)],
  },
  "unsqueezing by attribute": { inputs: onX([4]), nodes: [node("Unsqueeze", "x", "y", ints("axes", 0, 2))], opset: 9 },
  tiling: { inputs: onX([2, 3]), nodes: [node("Tile", ["x", "n"], "y")], initializer: [int64s("n", 2, 3)] },
  "a slice by attributes": {
    nodes: [node("Slice", "x", "y", ints("starts", 1), ints("ends", -1), ints("axes", 3))],
    opset: 9,
  },
  "pads by attribute": {
    nodes: [node("Pad", "x", "y", ints("pads", 0, 0, 1, 1, 0, 0, 0, -1), float("value", 3))],
    opset: 10,
  },
  "mirrored borders": {
    nodes: [node("Pad", ["x", "p"], "y", text("mode", "reflect"))],
    initializer: [int64s("p", 0, 0, 2, 1, 0, 0, 1, 3)],
  },
  "repeated borders": {
    nodes: [node("Pad", ["x", "p"], "y", text("mode", "edge"))],
    initializer: [int64s("p", 0, 0, 2, 1, 0, 0, 1, 3)],
  },
  "pads of some axes": {
    nodes: [node("Pad", ["x", "p", "", "axes"], "y")],
    initializer: [int64s("p", 1, 2), int64s("axes", -1)],
    opset: 18,
  },
  "pads of integers": {
    inputs: onX([2, 3], "int64"),
    nodes: [node("Pad", ["x", "p", "v"], "y")],
    initializer: [int64s("p", 0, 1, 0, -1), int64("v", 7)],
    outputs: whole,
  },
  "depth to space": { nodes: [node("DepthToSpace", "x", "y", int("blocksize", 2), text("mode", "CRD"))] },
  "space to depth": { nodes: [node("SpaceToDepth", "x", "y", int("blocksize", 2))] },
  "dropout at rest": { nodes: [node("Dropout", "x", ["y", "m"])], outputs: { y: "float32", m: "bool" } },
  "dropout of old": { nodes: [node("Dropout", "x", "y", float("ratio", 0.5))], opset: 7 },
  "a triangle": {
    inputs: onX([4, 5]),
    nodes: [node("Trilu", ["x", "k"], "y", int("upper", 0))],
    initializer: [int64("k", 1)],
  },
  "a softmax over all axes behind": { nodes: [node("Softmax", "x", "y", int("axis", 2))], opset: 11 },
  "a softmax over one axis": { nodes: [node("LogSoftmax", "x", "y", int("axis", 2))], opset: 13 },
  "the hardest of all": { nodes: [node("Hardmax", "x", "y")] },
  "slopes a channel": { nodes: [node("PRelu", ["x", "s"], "y")], initializer: [weight("s", 4, 1, 1)] },
  "rounding of all kinds": {
    nodes: [
      node("Floor", "x", "a"),
      node("Ceil", "x", "b"),
      node("Round", "x", "c"),
      node("Sum", ["a", "b", "c"], "y"),
    ],
  },
  "rounding of halves": {
    inputs: onX([8], "int64"),
    nodes: [node("Cast", "x", "f", int("to", 1)), node("Mul", ["f", "h"], "g"), node("Round", "g", "y")],
    initializer: [float32s("h", [], [0.5])],
  },
  angles: { nodes: [node("Sin", "x", "a"), node("Cos", "x", "b"), node("Add", ["a", "b"], "y")] },
  hyperbolas: { nodes: [node("Sinh", "x", "a"), node("Cosh", "x", "b"), node("Add", ["a", "b"], "y")], opset: 9 },
  "a pooling of one axis": {
    inputs: onX([2, 3, 10]),
    nodes: [node("MaxPool", "x", "y", ints("kernel_shape", 3), ints("strides", 2), ints("pads", 1, 0))],
  },
  "an average of one axis": {
    inputs: onX([2, 3, 10]),
    nodes: [node("AveragePool", "x", "y", ints("kernel_shape", 3), ints("strides", 2), int("ceil_mode", 1))],
  },
  "a pooling that rounds up": {
    inputs: onX([1, 2, 7, 8]),
    nodes: [node("MaxPool", "x", "y", ints("kernel_shape", 3, 3), ints("strides", 2, 2), int("ceil_mode", 1))],
  },
  "an average that rounds up": {
    inputs: onX([1, 2, 7, 8]),
    nodes: [
      node(
        "AveragePool",
        "x",
        "y",
        ints("kernel_shape", 3, 3),
        ints("strides", 2, 2),
        ints("pads", 1, 1, 0, 0),
        int("ceil_mode", 1),
      ),
    ],
  },
  "a pooling that keeps the size": {
    inputs: onX([1, 2, 7, 8]),
    nodes: [node("MaxPool", "x", "y", ints("kernel_shape", 2, 3), text("auto_pad", "SAME_UPPER"))],
  },
  "an average that keeps the size": {
    inputs: onX([1, 2, 7, 8]),
    nodes: [
      node("AveragePool", "x", "y", ints("kernel_shape", 2, 4), ints("strides", 2, 1), text("auto_pad", "SAME_LOWER")),
    ],
  },
  "a pooling with places, column by column": {
    nodes: [node("MaxPool", "x", ["y", "i"], ints("kernel_shape", 2, 2), int("storage_order", 1))],
    outputs: { y: "float32", i: "int64" },
  },
  "a pooling of three axes": {
    inputs: onX([1, 2, 4, 5, 6]),
    nodes: [
      node(
        "MaxPool",
        "x",
        "y",
        ints("kernel_shape", 2, 3, 2),
        ints("strides", 2, 1, 1),
        ints("pads", 0, 1, 0, 0, 1, 1),
      ),
    ],
  },
  "an average of three axes": {
    inputs: onX([1, 2, 4, 5, 6]),
    nodes: [
      node(
        "AveragePool",
        "x",
        "y",
        ints("kernel_shape", 2, 3, 2),
        ints("pads", 0, 1, 0, 0, 1, 1),
        int("count_include_pad", 1),
      ),
    ],
  },
  "the mean of rows": { inputs: onX([2, 3, 5]), nodes: [node("GlobalAveragePool", "x", "y")] },
  "the greatest of images": { nodes: [node("GlobalMaxPool", "x", "y")] },
  "a convolution of one axis": {
    inputs: onX([2, 4, 9]),
    nodes: [
      node("Conv", ["x", "w", "b"], "y", int("group", 2), ints("strides", 2), ints("pads", 1, 1), ints("dilations", 2)),
    ],
    initializer: [weight("w", 6, 2, 3), weight("b", 6)],
  },
  "a convolution that keeps the size": {
    nodes: [node("Conv", ["x", "w"], "y", text("auto_pad", "SAME_LOWER"), ints("strides", 2, 2))],
    initializer: [weight("w", 3, 4, 2, 3)],
  },
  "a convolution of three axes": {
    inputs: onX([2, 2, 5, 6, 4]),
    nodes: [node("Conv", ["x", "w", "b"], "y", ints("strides", 2, 1, 1), ints("pads", 1, 0, 1, 1, 0, 0))],
    initializer: [weight("w", 3, 2, 3, 2, 2), weight("b", 3)],
  },
  "a transposed convolution without kernel_shape": {
    nodes: [
      node(
        "ConvTranspose",
        ["x", "w", "b"],
        "y",
        ints("strides", 2, 2),
        ints("pads", 1, 0, 0, 1),
        ints("output_padding", 1, 1),
      ),
    ],
    initializer: [weight("w", 4, 3, 3, 3), weight("b", 3)],
  },
  "a transposed convolution to a size": {
    nodes: [node("ConvTranspose", ["x", "w"], "y", ints("strides", 2, 2), ints("output_shape", 12, 11))],
    initializer: [weight("w", 4, 3, 3, 3)],
  },
  "a transposed convolution of one axis": {
    inputs: onX([2, 4, 5]),
    nodes: [node("ConvTranspose", ["x", "w"], "y", ints("strides", 3), int("group", 2), ints("dilations", 2))],
    initializer: [weight("w", 4, 3, 3)],
  },
  "a transposed convolution of three axes": {
    inputs: onX([2, 2, 3, 4, 3]),
    nodes: [
      node(
        "ConvTranspose",
        ["x", "w", "b"],
        "y",
        ints("strides", 2, 1, 2),
        ints("pads", 1, 0, 0, 0, 1, 0),
        ints("output_padding", 1, 0, 0),
      ),
    ],
    initializer: [weight("w", 2, 3, 3, 2, 2), weight("b", 3)],
  },
  "instance normalisation": {
    nodes: [node("InstanceNormalization", ["x", "s", "b"], "y", float("epsilon", 0.01))],
    initializer: [weight("s", 4), weight("b", 4)],
  },
  "layer normalisation": {
    nodes: [node("LayerNormalization", ["x", "s", "b"], ["y", "m", "d"], int("axis", 2))],
    initializer: [weight("s", 6, 6), weight("b", 6, 6)],
    outputs: { y: "float32", m: "float32", d: "float32" },
  },
  "response normalisation": { nodes: [node("LRN", "x", "y", int("size", 3), float("alpha", 0.1), float("bias", 2))] },
  "batch normalisation of old": {
    nodes: [node("BatchNormalization", ["x", "s", "b", "m", "v"], "y")],
    initializer: [weight("s", 4), weight("b", 4), weight("m", 4), float32s("v", [4], [1, 2, 3, 4])],
    opset: 7,
  },
  "a larger picture, smoothly": {
    nodes: [node("Resize", ["x", "", "s"], "y", text("mode", "linear"))],
    initializer: [float32s("s", [4], [1, 1, 2, 1.5])],
  },
  "a picture to a size, corners aligned": {
    nodes: [
      node(
        "Resize",
        ["x", "", "", "s"],
        "y",
        text("mode", "cubic"),
        text("coordinate_transformation_mode", "align_corners"),
      ),
    ],
    initializer: [int64s("s", 2, 4, 9, 4)],
  },
  "a smaller picture by its nearest pixels": {
    nodes: [node("Resize", ["x", "", "s"], "y")],
    initializer: [float32s("s", [4], [1, 1, 0.6, 0.5])],
  },
  "a picture of whole factors": {
    nodes: [node("Resize", ["x", "", "s"], "y", text("coordinate_transformation_mode", "half_pixel"))],
    initializer: [float32s("s", [4], [1, 1, 2, 3])],
  },
  "an upsampled picture": {
    nodes: [node("Upsample", ["x", "s"], "y", text("mode", "linear"))],
    initializer: [float32s("s", [4], [1, 1, 2, 2])],
    opset: 9,
  },
  "an upsampled picture of old": { nodes: [node("Upsample", "x", "y", floats("scales", 1, 1, 2, 2))], opset: 7 },
  "reductions of all kinds": {
    nodes: [
      ...["ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceMin", "ReduceProd"].map((op) =>
        node(op, "x", op, ints("axes", 1, -1)),
      ),
      node("Sum", ["ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceMin", "ReduceProd"], "y"),
    ],
  },
  "a sum over an attribute's axes": {
    nodes: [node("ReduceSum", "x", "y", ints("axes", 2), int("keepdims", 0))],
    opset: 11,
  },
  "sums of integers": {
    inputs: onX([3, 4], "int64"),
    nodes: [node("ReduceSum", ["x", "a"], "y")],
    initializer: [int64s("a", 1)],
    outputs: whole,
  },
  "the last of the least": {
    inputs: onX([3, 4]),
    nodes: [node("ArgMin", "x", "y", int("axis", 1), int("select_last_index", 1))],
    outputs: whole,
  },
  "the greatest three": {
    inputs: onX([3, 5, 2]),
    nodes: [node("TopK", ["x", "k"], ["y", "i"], int("axis", 1))],
    initializer: [int64s("k", 3)],
    outputs: { y: "float32", i: "int64" },
  },
  "cumulated sums": { nodes: [node("CumSum", ["x", "a"], "y", int("reverse", 1))], initializer: [int64("a", 1)] },
  "tuples of indices": {
    nodes: [node("GatherND", ["x", "i"], "y")],
    initializer: [toTensorProto("i", tensor("int64", [3, 2], [0, 1, 1, -1, 0, 0]))],
  },
  "writing by tuples": {
    inputs: onX([3, 4]),
    nodes: [node("ScatterND", ["x", "i", "u"], "y")],
    initializer: [toTensorProto("i", tensor("int64", [2, 1], [2, 0])), weight("u", 2, 4)],
  },
  "ones of other values": {
    inputs: onX([2, 3], "int64"),
    nodes: [node("OneHot", ["x", "d", "v"], "y", int("axis", 1))],
    initializer: [int64("d", 5), float32s("v", [2], [-1, 4])],
  },
  "an Einstein sum": {
    inputs: { x: { shape: [2, 3, 4, 5] }, z: { shape: [2, 3, 6, 5] } },
    nodes: [node("Einsum", ["x", "z"], "y", text("equation", "bhid,bhjd->bhij"))],
  },
  "an Einstein sum of three": {
    inputs: { x: { shape: [2, 3] }, z: { shape: [3, 4] }, u: { shape: [4] } },
    nodes: [node("Einsum", ["x", "z", "u"], "y", text("equation", "ij, jk, k -> ki"))],
  },
  "a vector by a matrix": {
    inputs: { x: { shape: [4] }, z: { shape: [2, 4, 3] } },
    nodes: [node("MatMul", ["x", "z"], "y")],
  },
  "a recurrent network": recurrentCase("RNN", 1),
  "gates that reset": recurrentCase("GRU", 3),
  "gates that reset afterwards": recurrentCase("GRU", 3, int("linear_before_reset", 1)),
  "gates with a memory": recurrentCase("LSTM", 4),
  "a loss of classes": {
    inputs: onX([4, 3]),
    nodes: [node("SoftmaxCrossEntropyLoss", ["x", "t", "w"], "y", int("ignore_index", 1))],
    initializer: [int64s("t", 0, 1, 2, 2), float32s("w", [3], [1, 2, 3])],
  },
  "a shape in which a size is computed": {
    nodes: [
      node("Shape", "x", "s"),
      node("Gather", ["s", "zero"], "n"),
      node("Unsqueeze", "n", "n1", ints("axes", 0)),
      node("Concat", ["n1", "minus"], "shape", int("axis", 0)),
      node("Reshape", ["x", "shape"], "y"),
    ],
    initializer: [int64("zero", 0), int64s("minus", -1)],
    opset: 11,
  },
  "a chunk whose ends are computed": {
    nodes: [
      node("Shape", "x", "s"),
      node("Slice", ["s", "one", "two"], "c"),
      node("Add", ["c", "one"], "d"),
      node("Div", ["d", "two"], "e"),
      node("Mul", ["e", "one"], "end"),
      node("Slice", ["x", "zero", "end", "one"], "y"),
    ],
    initializer: [int64s("zero", 0), int64s("one", 1), int64s("two", 2)],
  },
  "zeros of a shape": {
    inputs: onX([2, 3]),
    nodes: [
      node("Shape", "x", "s"),
      node("ConstantOfShape", "s", "z", held("value", float32s("", [1], [2]))),
      node("Add", ["x", "z"], "y"),
    ],
  },
  "a mask of counted places": {
    inputs: onX([2, 3]),
    nodes: [
      node("Range", ["zero", "three", "one"], "r"),
      node("Greater", ["r", "one"], "m"),
      node("Where", ["m", "low", "x"], "y"),
    ],
    initializer: [int64("zero", 0), int64("three", 3), int64("one", 1), float32s("low", [], [-9])],
  },
  "a branch that is known": {
    nodes: [
      node("Shape", "x", "s"),
      node("Size", "s", "rank"),
      node("Equal", ["rank", "four"], "is"),
      node(
        "If",
        "is",
        "y",
        branch("then_branch", {
          name: "t",
          node: [node("Relu", "x", "inner")],
          initializer: [],
          input: [],
          output: [{ name: "inner" }],
        }),
        branch("else_branch", {
          name: "e",
          node: [node("Neg", "x", "inner2")],
          initializer: [],
          input: [],
          output: [{ name: "inner2" }],
        }),
      ),
    ],
    initializer: [int64("four", 4)],
  },
};

test.each(Object.entries(cases))("decode() reads %s as the runtime does", async (_, foreign) => {
  const inputs = foreign.inputs ?? { x: { shape: [2, 4, 6, 6] } };
  const feeds: Record<string, Tensor> = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [name, drawn(shape, dtype)]),
  );

  const graph = decode(foreignModel(foreign));

  const types = inferTypes(graph);
  const shapes = Object.fromEntries(graph.outputs.map((name) => [name, types.get(name)?.shape ?? []]));
  await using direct = await engine.compileModel(foreignModel({ ...foreign, shapes }));
  await using decoded = await engine.compile(graph);
  const [expected, found] = [await direct.run(feeds), await decoded.run(feeds)];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    expect(found[name]?.shape).toEqual(value.shape);
    expect(found[name]?.dtype).toBe(value.dtype);
    const numbers = Array.from(found[name]?.data as ArrayLike<number | bigint>, Number);
    Array.from(value.data as ArrayLike<number | bigint>, Number).forEach((number, i) => {
      expect(Math.abs((numbers[i] as number) - number)).toBeLessThanOrEqual(1e-4 + 1e-4 * Math.abs(number));
    });
  }
});
