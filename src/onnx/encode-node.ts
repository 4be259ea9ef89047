/** @file Nodes of a graph as ONNX nodes. */
import { GraphError } from "../base/index.ts";
import { type Attribute, type Node, type OpNode, ops, type ValueName } from "../graph/index.ts";
import type { Dtype, Tensor } from "../tensor/index.ts";
import { encodeSwitch } from "./encode-switch.ts";
import type { EncodingScope } from "./encoding-scope.ts";
import { type AttributeProto, attributeTypes, type NodeProto } from "./model-proto.ts";
import { formOf, onnxName } from "./op-forms.ts";
import { dtypeCodes } from "./tensor-proto.ts";

/** Encodes nodes in order. @throws {GraphError} at an op without ONNX counterpart. */
export function encodeNodes(nodes: readonly Node[], scope: EncodingScope): NodeProto[] {
  return nodes.flatMap((node, i) => {
    const name = `${scope.prefix}${node.op}_${i}`;
    return node.op === "Switch" ? encodeSwitch(node, name, scope, encodeNodes) : [encodeNode(node, name, scope)];
  });
}

function encodeNode(node: OpNode, name: string, { types, names, operands, domains }: EncodingScope): NodeProto {
  const { domain, attributes: kinds } = ops[node.op];
  domains.add(domain);
  if (domain === "espalier") {
    throw new GraphError(`Cannot encode graph: node ${name} has no ONNX counterpart, expected a lowered graph`);
  }
  const form = formOf(node.op);
  const input = node.inputs.map(names);
  const place = (position: number, value: Tensor): void => {
    while (input.length < position) input.push("");
    input[position] = operands.add(value);
  };
  const dtype = types.get(node.inputs[0] as ValueName)?.dtype as Dtype;
  for (const operand of form.operands ?? []) {
    const value = node.attributes[operand.attribute];
    if (value !== undefined) place(operand.position, operand.write(value, dtype));
  }
  if (form.constant) place(form.constant.position, form.constant.value);

  const elsewhere = new Set([...(form.operands ?? []).map(({ attribute }) => attribute), ...(form.omitted ?? [])]);
  const attribute = Object.entries(node.attributes)
    .filter(([key]) => !elsewhere.has(key))
    .map(([key, value]) => encodeAttribute(onnxName(key), value, kinds[key] === "float"));
  for (const [key, value] of Object.entries(form.fixed ?? {})) attribute.push(encodeAttribute(key, value, false));
  attribute.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    input,
    output: node.outputs.map(names),
    name,
    opType: form.opType ?? node.op,
    ...(domain && { domain }),
    attribute,
  };
}

function encodeAttribute(name: string, value: Attribute, isFloat: boolean): AttributeProto {
  if (name === "to") return { name, type: attributeTypes.int, i: dtypeCodes[value as Dtype] };
  if (typeof value === "string") return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  if (typeof value !== "number") return { name, type: attributeTypes.ints, ints: [...value] };
  return isFloat ? { name, type: attributeTypes.float, f: value } : { name, type: attributeTypes.int, i: value };
}
