/** @file One node of an ONNX model to a node of the IR. */
import { type Attribute, isOpType, type Node, type OpType, ops } from "../graph/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { type AttributeProto, attributeTypes, type NodeProto } from "./model-proto.ts";
import { formOf, type Operand, type OpForm, onnxName } from "./op-forms.ts";
import { dtypeOfCode } from "./tensor-proto.ts";
import { unreadable } from "./unreadable.ts";

type Fail = (found: string, expected: string) => never;

/**
 * Reads a node of an op the table knows.
 *
 * @param asOperand  Receives the names of constants that became attributes.
 * @throws {ModelError} naming the node if its op, an attribute or an operand cannot be held by a graph.
 */
export function readNode(
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
  if (!isOpType(op) || ops[op].domain !== domain || domain === "espalier" || domain === "com.microsoft.nchwc") {
    fail(`is not an op Espalier knows${domain && ` in ${domain}`}`, "an op of its table");
  }
  const form = formOf(op);
  const operands = form.operands ?? (opset >= 18 ? form.operandsSince18 : undefined) ?? [];
  const values = new Map<number, string>(proto.input.map((name, i) => [i, name]));
  const takeConstant = (position: number, what: string): Tensor | undefined => {
    const name = values.get(position);
    values.delete(position);
    if (!name) return undefined;
    asOperand.add(name);
    return constants.get(name) ?? fail(`computes its ${what}`, "a constant");
  };
  const attributes = {
    ...readOperands(form, operands, takeConstant, fail),
    ...readAttributes(proto, op, operands, fail),
  };
  if (op === "Conv" && attributes.kernelShape === undefined) {
    const weight = constants.get(proto.input[1] ?? "") ?? fail("has no kernel_shape", "one, or a constant weight");
    attributes.kernelShape = weight.shape.slice(2);
  }

  const inputs = trimmed([...values.values()]);
  const outputs = trimmed(proto.output);
  if (inputs.includes("") || outputs.includes("")) fail("leaves out an input or output", "all of them");
  return { op, inputs, outputs, attributes };
}

function readOperands(
  { constant }: OpForm,
  operands: readonly Operand[],
  takeConstant: (position: number, what: string) => Tensor | undefined,
  fail: Fail,
): Record<string, Attribute> {
  const attributes: Record<string, Attribute> = {};
  for (const { attribute, position, read } of operands) {
    const value = takeConstant(position, attribute);
    if (value === undefined) continue;
    attributes[attribute] = read(value) ?? fail(`has ${attribute} [${value.data}]`, "a value the table knows");
  }
  if (constant) {
    const found = takeConstant(constant.position, `input ${constant.position}`)?.data;
    const { data } = constant.value;
    if (String(found) !== String(data)) fail(`has [${found}] as input ${constant.position}`, `[${data}]`);
  }
  return attributes;
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
