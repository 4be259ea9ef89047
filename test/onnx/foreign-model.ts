/** @file Models as other exporters write them, put together by hand. */
import {
  type AttributeProto,
  attributeTypes,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
  writeModel,
} from "../../src/onnx/model-proto.ts";
import { dtypeCodes, toTensorProto } from "../../src/onnx/tensor-proto.ts";
import { type Dtype, type Shape, sizeOf, type Tensor, tensor } from "../../src/tensor/index.ts";

export const int = (name: string, i: number): AttributeProto => ({ name, type: attributeTypes.int, i });
export const float = (name: string, f: number): AttributeProto => ({ name, type: attributeTypes.float, f });
export const ints = (name: string, ...values: number[]): AttributeProto => ({
  name,
  type: attributeTypes.ints,
  ints: values,
});
export const floats = (name: string, ...values: number[]): AttributeProto => ({
  name,
  type: attributeTypes.floats,
  floats: values,
});
export const text = (name: string, value: string): AttributeProto => ({
  name,
  type: attributeTypes.string,
  s: new TextEncoder().encode(value),
});
export const held = (name: string, t: TensorProto): AttributeProto => ({ name, type: attributeTypes.tensor, t });
export const branch = (name: string, g: GraphProto): AttributeProto => ({ name, type: attributeTypes.graph, g });

/** A node; inputs and outputs by names in one text each. */
export const node = (
  opType: string,
  input: string | readonly string[],
  output: string | readonly string[],
  ...attribute: AttributeProto[]
): NodeProto => ({ opType, input: list(input), output: list(output), attribute });

const list = (names: string | readonly string[]): string[] => (typeof names === "string" ? [names] : [...names]);

export const int64s = (name: string, ...values: number[]): TensorProto =>
  toTensorProto(name, tensor("int64", [values.length], values));
export const int64 = (name: string, value: number): TensorProto => toTensorProto(name, tensor("int64", [], [value]));
export const float32s = (name: string, shape: Shape, values: readonly number[]): TensorProto =>
  toTensorProto(name, tensor("float32", shape, values));

export const port = (name: string, shape?: readonly (number | string)[], elemType = 1): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType,
      ...(shape && {
        shape: { dim: shape.map((d) => (typeof d === "number" ? { dimValue: d } : { dimParam: d })) },
      }),
    },
  },
});

export interface ForeignModel {
  readonly nodes: readonly NodeProto[];
  /** Inputs by name; the first of default models is x. */
  readonly inputs?: Readonly<Record<string, { readonly shape: readonly (number | string)[]; readonly dtype?: Dtype }>>;
  readonly outputs?: Readonly<Record<string, Dtype>>;
  /** Shapes of outputs, where they are declared. */
  readonly shapes?: Readonly<Record<string, Shape>>;
  readonly initializer?: readonly TensorProto[];
  readonly opset?: number;
}

/** A model that ends in y unless told otherwise. */
export function foreignModel({
  nodes,
  inputs = { x: { shape: [2, 4, 6, 6] } },
  outputs = { y: "float32" },
  shapes = {},
  initializer = [],
  opset = 17,
}: ForeignModel): Uint8Array {
  return writeModel({
    irVersion: 8,
    producerName: "another",
    opsetImport: [{ domain: "", version: opset }],
    metadataProps: [],
    graph: {
      name: "main",
      node: [...nodes],
      initializer: [...initializer],
      input: Object.entries(inputs).map(([name, { shape, dtype = "float32" }]) => port(name, shape, dtypeCodes[dtype])),
      output: Object.entries(outputs).map(([name, dtype]) => port(name, shapes[name], dtypeCodes[dtype])),
    },
  });
}

/**
 * A valid model that never ends: as many turns as there are numbers.
 *
 * @param columns  What it would make of x, if it made anything: its last size.
 */
export function endlessModel(shape: Shape, columns: number = shape.at(-1) ?? 1): Uint8Array {
  const body: GraphProto = {
    name: "body",
    node: [node("Identity", "go_in", "go_out"), node("Sin", "v_in", "v")],
    initializer: [],
    input: [port("i", [], 7), port("go_in", [], 9), port("v_in", shape)],
    output: [port("go_out", [], 9), port("v", shape)],
  };
  const result = [...shape.slice(0, -1), columns];
  return foreignModel({
    inputs: { x: { shape } },
    nodes: [
      node("Loop", ["turns", "go", "x"], "end", branch("body", body)),
      node("Slice", ["end", "zero", "columns", "last"], "y"),
    ],
    initializer: [
      int64("turns", Number.MAX_SAFE_INTEGER),
      { name: "go", dims: [], dataType: dtypeCodes.bool, rawData: Uint8Array.of(1) },
      int64s("zero", 0),
      int64s("columns", columns),
      int64s("last", -1),
    ],
    shapes: { y: result },
  });
}

/** Numbers of both signs, none equal, that fill a shape. */
export function drawn(shape: Shape, dtype: Dtype = "float32"): Tensor {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => {
    const wave = Math.sin(i * 12.9898 + 1) * 3;
    if (dtype === "bool") return Number(wave > 0);
    return dtype === "float32" ? wave : Math.round(wave * 3);
  });
  return tensor(dtype, shape, values);
}
