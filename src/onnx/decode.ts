/** @file ONNX bytes to graph. */
import { GraphError, ModelError } from "../base/index.ts";
import { type Attribute, type Graph, isOpType, type Node, type OpType, ops, verify } from "../graph/index.ts";
import { type Tensor, type TensorType, tensor } from "../tensor/index.ts";
import {
  type AttributeProto,
  attributeTypes,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  readModel,
  type ValueInfoProto,
} from "./model-proto.ts";
import { formOf, type Operand, onnxName } from "./op-forms.ts";
import { dtypeOfCode, fromTensorProto } from "./tensor-proto.ts";
import { printable, unreadable } from "./unreadable.ts";

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
    if (cause instanceof GraphError) throw new ModelError(printable(`Cannot read model: ${cause.message}`), { cause });
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

type Fail = (found: string, expected: string) => never;

function readNode(
  proto: NodeProto,
  opset: number,
  constants: ReadonlyMap<string, Tensor>,
  asOperand: Set<string>,
): Node {
  const fail: Fail = (found, expected) => {
    const where = proto.name || `of ${proto.output[0] ?? "no output"}`;
    return unreadable("model", `node ${where} (${proto.opType ?? "no op"}) ${found}`, expected);
  };
  const domain = proto.domain === "ai.onnx" ? "" : (proto.domain ?? "");
  const op = proto.opType ?? "";
  if (!isOpType(op) || ops[op].domain !== domain || domain === "espalier") {
    fail(`is not an op Espalier knows${domain && ` in ${domain}`}`, "an op of its table");
  }
  const form = formOf(op);
  const operands = form.operands ?? (opset >= 18 ? form.operandsSince18 : undefined) ?? [];
  const values = new Map<number, string>(proto.input.map((name, i) => [i, name]));
  const attributes: Record<string, Attribute> = {};

  const takeConstant = (position: number, what: string): Tensor | undefined => {
    const name = values.get(position);
    values.delete(position);
    if (!name) return undefined;
    asOperand.add(name);
    return constants.get(name) ?? fail(`computes its ${what}`, "a constant");
  };
  for (const operand of operands) {
    const value = takeConstant(operand.position, operand.attribute);
    if (value === undefined) continue;
    attributes[operand.attribute] =
      operand.read(value) ?? fail(`has ${operand.attribute} [${value.data}]`, "a value the table knows");
  }
  if (form.constant) {
    const { position, value } = form.constant;
    const found = takeConstant(position, `input ${position}`);
    if (String(found?.data) !== String(value.data))
      fail(`has [${found?.data}] as input ${position}`, `[${value.data}]`);
  }
  Object.assign(attributes, readAttributes(proto, op, operands, fail));
  if (op === "Conv" && attributes.kernelShape === undefined) {
    const weight = constants.get(proto.input[1] ?? "") ?? fail("has no kernel_shape", "one, or a constant weight");
    attributes.kernelShape = weight.shape.slice(2);
  }

  const inputs = trimmed([...values.values()]);
  const outputs = trimmed(proto.output);
  if (inputs.includes("") || outputs.includes("")) fail("leaves out an input or output", "all of them");
  return { op, inputs, outputs, attributes };
}

function readAttributes(
  proto: NodeProto,
  op: OpType,
  operands: readonly Operand[],
  fail: Fail,
): Record<string, Attribute> {
  const { fixed = {}, accepted = {} } = formOf(op);
  const required = new Map(Object.entries(fixed));
  const known = new Map([...Object.entries(accepted), ...required]);
  const keys = new Map(Object.keys(ops[op].attributes).map((key) => [onnxName(key), key]));
  for (const { attribute } of operands) keys.delete(onnxName(attribute));
  const attributes: Record<string, Attribute> = {};
  for (const attribute of proto.attribute) {
    const { name } = attribute;
    const value =
      attributeValue(attribute) ?? fail(`has attribute ${name} of a strange type`, "a number, text or list");
    const key = keys.get(name);
    if (key !== undefined) {
      attributes[key] =
        key === "to" ? (dtypeOfCode(value as number) ?? fail(`casts to ${value}`, "a known type")) : value;
    } else if (known.get(name) !== value) {
      fail(`has attribute ${name} = ${value}`, known.has(name) ? `${known.get(name)}` : "no such attribute");
    }
    required.delete(name);
  }
  for (const [name, value] of required) fail(`has no attribute ${name}`, `${value}`);
  return attributes;
}

function attributeValue({ type, f = 0, i = 0, s, ints = [] }: AttributeProto): Attribute | undefined {
  switch (type) {
    case attributeTypes.float:
      return shortestFloat(f);
    case attributeTypes.int:
      return i;
    case attributeTypes.string:
      return new TextDecoder().decode(s);
    case attributeTypes.ints:
      return ints;
    default:
      return undefined;
  }
}

/** The shortest decimal that rounds to this float32, so that 0.1 comes back as 0.1. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function trimmed(names: readonly string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
}
