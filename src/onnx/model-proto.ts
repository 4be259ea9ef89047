/** @file The part of ONNX's protobuf schema that Espalier reads and writes; field numbers from onnx.proto, IR version 8. */
import protobuf from "protobufjs/light.js";
import { type FieldKind, type Layout, scanBytes } from "./scan-bytes.ts";
import { unreadable } from "./unreadable.ts";

export interface TensorProto {
  dims: number[];
  dataType: number;
  name?: string;
  rawData?: Uint8Array;
  floatData?: number[];
  int32Data?: number[];
  int64Data?: number[];
  doubleData?: number[];
  uint64Data?: number[];
  /** 1: the elements are in another file. */
  dataLocation?: number;
}

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
  strings?: Uint8Array[];
}

export interface NodeProto {
  input: string[];
  output: string[];
  name?: string;
  opType?: string;
  domain?: string;
  attribute: AttributeProto[];
}

export interface DimensionProto {
  dimValue?: number;
  dimParam?: string;
}

export interface ValueInfoProto {
  name: string;
  type?: { tensorType?: { elemType: number; shape?: { dim: DimensionProto[] } } };
}

export interface GraphProto {
  node: NodeProto[];
  name: string;
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  valueInfo?: ValueInfoProto[];
}

export interface ModelProto {
  irVersion: number;
  producerName?: string;
  producerVersion?: string;
  graph?: GraphProto;
  opsetImport: { domain?: string; version: number }[];
  metadataProps: { key: string; value: string }[];
}

/** Values of AttributeProto.type. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

type Field = readonly [id: number, type: string, rule?: "repeated" | "packed"];

const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  ModelProto: {
    irVersion: [1, "int64"],
    producerName: [2, "string"],
    producerVersion: [3, "string"],
    graph: [7, "GraphProto"],
    opsetImport: [8, "OperatorSetIdProto", "repeated"],
    metadataProps: [14, "StringStringEntryProto", "repeated"],
  },
  GraphProto: {
    node: [1, "NodeProto", "repeated"],
    name: [2, "string"],
    initializer: [5, "TensorProto", "repeated"],
    input: [11, "ValueInfoProto", "repeated"],
    output: [12, "ValueInfoProto", "repeated"],
    valueInfo: [13, "ValueInfoProto", "repeated"],
  },
  NodeProto: {
    input: [1, "string", "repeated"],
    output: [2, "string", "repeated"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "AttributeProto", "repeated"],
    domain: [7, "string"],
  },
  AttributeProto: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    s: [4, "bytes"],
    t: [5, "TensorProto"],
    g: [6, "GraphProto"],
    floats: [7, "float", "repeated"],
    ints: [8, "int64", "repeated"],
    strings: [9, "bytes", "repeated"],
    type: [20, "int32"],
  },
  TensorProto: {
    dims: [1, "int64", "repeated"],
    dataType: [2, "int32"],
    floatData: [4, "float", "packed"],
    int32Data: [5, "int32", "packed"],
    int64Data: [7, "int64", "packed"],
    name: [8, "string"],
    rawData: [9, "bytes"],
    doubleData: [10, "double", "packed"],
    uint64Data: [11, "uint64", "packed"],
    dataLocation: [14, "int32"],
  },
  ValueInfoProto: { name: [1, "string"], type: [2, "TypeProto"] },
  TypeProto: { tensorType: [1, "TensorTypeProto"] },
  TensorTypeProto: { elemType: [1, "int32"], shape: [2, "TensorShapeProto"] },
  TensorShapeProto: { dim: [1, "DimensionProto", "repeated"] },
  DimensionProto: { dimValue: [1, "int64"], dimParam: [2, "string"] },
  OperatorSetIdProto: { domain: [1, "string"], version: [2, "int64"] },
  StringStringEntryProto: { key: [1, "string"], value: [2, "string"] },
};

const modelType = loadType("ModelProto");
const layout: Layout = new Map(
  Object.entries(messages).map(([message, fields]) => [
    message,
    new Map(Object.values(fields).map(([id, type, rule]) => [id, kindOf(type, rule)])),
  ]),
);

function kindOf(type: string, rule: Field[2]): FieldKind {
  if (Object.hasOwn(messages, type)) return { message: type };
  return rule && /^u?int/.test(type) ? "integers" : "plain";
}

/** Writes a model as protobuf bytes; equal models have equal bytes. */
export function writeModel(model: ModelProto): Uint8Array {
  // A copy, because the writer's result may share a pooled buffer.
  return new Uint8Array(modelType.encode(model as never).finish());
}

/**
 * Reads protobuf bytes as a model that has a graph and an opset.
 *
 * @throws {ModelError} if the bytes are not an ONNX model.
 */
export function readModel(bytes: Uint8Array): ModelProto & { graph: GraphProto } {
  let model: ModelProto;
  scanBytes(bytes, "ModelProto", layout);
  try {
    model = modelType.toObject(modelType.decode(bytes), { longs: Number, arrays: true }) as ModelProto;
  } catch (cause) {
    return unreadable("model", "the bytes are not complete protobuf", "an ONNX model", { cause });
  }
  const graph = model.graph ?? unreadable("model", "it holds no graph", "an ONNX model");
  if (model.opsetImport.length === 0) unreadable("model", "it names no opset", "an ONNX model");
  return { ...model, graph };
}

function loadType(name: string): protobuf.Type {
  const nested = Object.fromEntries(
    Object.entries(messages).map(([message, fields]) => [
      message,
      { fields: Object.fromEntries(Object.entries(fields).map(([field, spec]) => [field, describe(spec)])) },
    ]),
  );
  return protobuf.Root.fromJSON({ nested }).lookupType(name);
}

function describe([id, type, rule]: Field): protobuf.IField {
  return {
    id,
    type,
    ...(rule && { rule: "repeated" }),
    // As in onnx.proto: a field that holds its default is another thing than one that is left out, as of dim_value.
    options: { ...(rule === "packed" && { packed: true }), ...(!rule && { features: { field_presence: "EXPLICIT" } }) },
  } as protobuf.IField;
}
