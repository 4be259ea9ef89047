/** @file ONNX bytes to graph. */
import { GraphError, ModelError } from "../base/index.ts";
import { type Graph, verify } from "../graph/index.ts";
import { type Tensor, type TensorType, tensor } from "../tensor/index.ts";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  readModel,
  type ValueInfoProto,
} from "./model-proto.ts";
import { readNode } from "./read-node.ts";
import { dtypeOfCode, fromTensorProto } from "./tensor-proto.ts";
import { unreadable } from "./unreadable.ts";

/** Opsets whose ops, where the table knows them, mean what the table says. */
const opsets = { least: 13, greatest: 21 };

export interface DecodeOptions {
  /** Size that replaces a symbolic first dimension of an input. Default 1. */
  readonly batch?: number;
}

/**
 * Decodes an ONNX model whose ops are all in the op table: initializers and Constant nodes become constants, constant
 * shape inputs become attributes. The result is verified.
 *
 * @throws {ModelError} if the bytes are no ONNX model, or it uses anything a graph cannot hold.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Graph {
  const model = readModel(bytes);
  const opset = opsetOf(model);
  const constants = readConstants(model.graph);
  const inputs = new Map(
    model.graph.input
      .filter(({ name }) => !constants.has(name))
      .map((info) => [info.name, inputType(info, options.batch ?? 1)]),
  );
  const asOperand = new Set<string>();
  const nodes = model.graph.node
    .filter(({ opType }) => opType !== "Constant")
    .map((proto) => readNode(proto, opset, constants, asOperand));
  const outputs = model.graph.output.map(({ name }) => name);

  const asValue = new Set([...outputs, ...nodes.flatMap((node) => node.inputs)]);
  for (const name of asOperand) if (!asValue.has(name)) constants.delete(name);
  const graph: Graph = { inputs, outputs, nodes, constants };
  try {
    verify(graph);
  } catch (cause) {
    if (cause instanceof GraphError) throw new ModelError(`Cannot read model: ${cause.message}`, { cause });
    throw cause;
  }
  return graph;
}

function opsetOf(model: ModelProto): number {
  const opset = model.opsetImport.find(({ domain }) => !domain || domain === "ai.onnx")?.version ?? 0;
  if (opset >= opsets.least && opset <= opsets.greatest) return opset;
  return unreadable("model", `opset is ${opset}`, `${opsets.least} to ${opsets.greatest}`);
}

function inputType({ name, type }: ValueInfoProto, batch: number): TensorType {
  const fail = (found: string, expected: string): never => unreadable("model", `input ${name} has ${found}`, expected);
  const dtype =
    dtypeOfCode(type?.tensorType?.elemType ?? 0) ?? fail("an unknown type", "float32, int64, int32 or bool");
  const dims = type?.tensorType?.shape?.dim ?? fail("no shape", "a shape");
  const shape = dims.map(
    ({ dimValue }, axis) => dimValue ?? (axis === 0 ? batch : fail(`no size for axis ${axis}`, "a number")),
  );
  return { dtype, shape };
}

function readConstants(graph: GraphProto): Map<string, Tensor> {
  const constants = new Map(graph.initializer.map((proto) => [proto.name ?? "", fromTensorProto(proto)]));
  for (const node of graph.node) {
    if (node.opType !== "Constant") continue;
    const [name = ""] = node.output;
    const value = node.attribute.length === 1 ? constantValue(node.attribute[0] as AttributeProto) : undefined;
    if (!value) unreadable("model", `Constant ${name} holds no tensor or number`, "one");
    constants.set(name, value);
  }
  return constants;
}

function constantValue({ name, t, f = 0, i = 0, floats = [], ints = [] }: AttributeProto): Tensor | undefined {
  switch (name) {
    case "value":
      return t && fromTensorProto(t);
    case "value_float":
      return tensor("float32", [], [f]);
    case "value_floats":
      return tensor("float32", [floats.length], floats);
    case "value_int":
      return tensor("int64", [], [i]);
    case "value_ints":
      return tensor("int64", [ints.length], ints);
    default:
      return undefined;
  }
}
