/** @file Graph to ONNX bytes. */
import { GraphError } from "../base/index.ts";
import { type Attribute, type Graph, type Node, ops, type ValueName, verify } from "../graph/index.ts";
import type { Dtype, Tensor, TensorType } from "../tensor/index.ts";
import {
  type AttributeProto,
  attributeTypes,
  type DimensionProto,
  type NodeProto,
  type ValueInfoProto,
  writeModel,
} from "./model-proto.ts";
import { formOf, onnxName } from "./op-forms.ts";
import { dtypeCodes, toTensorProto } from "./tensor-proto.ts";

/** Opset of ONNX that Espalier writes. */
export const opsetVersion = 17;
/** Operator sets of ONNX Runtime itself, listed in a model where used. */
const contribDomains = ["com.microsoft", "com.microsoft.nchwc"] as const;
const irVersion = 8; // the IR version released with opset 17

export interface EncodeOptions {
  /** Names of the outputs in the model, in the graph's order; default: the graph's own. */
  readonly outputNames?: readonly string[];
  /** Written to metadata_props, sorted by key. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Declares dimension 0 of inputs and outputs as this symbol, so that the model takes any batch size. */
  readonly symbolicBatch?: string;
  /** Also writes the types of all inner values, which viewers show. Default false. */
  readonly valueInfo?: boolean;
}

/**
 * Encodes a graph as an ONNX model (opset 17, IR version 8). Attributes that ONNX takes as inputs become initializers;
 * equal ones are stored once. Equal graphs and options give equal bytes.
 *
 * @throws {GraphError} if the graph is malformed or holds an op without ONNX counterpart.
 */
export function encode(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const types = verify(graph);
  const names = renaming(graph, types, options.outputNames);
  const operands = new OperandStore(new Set(Array.from(types.keys(), names)));
  const info = (symbolic?: string) => (name: ValueName) =>
    valueInfo(names(name), types.get(name) as TensorType, symbolic);
  const node = graph.nodes.map((item, i) => encodeNode(item, i, types, names, operands));
  const outer = new Set([...graph.inputs.keys(), ...graph.outputs, ...graph.constants.keys()]);
  const constants = Array.from(graph.constants, ([name, value]) => toTensorProto(names(name), value));

  return writeModel({
    irVersion,
    producerName: "espalier",
    graph: {
      node,
      name: "graph",
      initializer: [...constants, ...operands.protos()],
      input: Array.from(graph.inputs.keys(), info(options.symbolicBatch)),
      output: graph.outputs.map(info(options.symbolicBatch)),
      ...(options.valueInfo && {
        valueInfo: Array.from(types.keys())
          .filter((name) => !outer.has(name))
          .map(info()),
      }),
    },
    opsetImport: [
      { domain: "", version: opsetVersion },
      ...contribDomains
        .filter((domain) => node.some((item) => item.domain === domain))
        .map((domain) => ({ domain, version: 1 })),
    ],
    metadataProps: Object.entries(options.metadata ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  });
}

type Renaming = (name: ValueName) => string;

function renaming(graph: Graph, types: ReadonlyMap<ValueName, TensorType>, outputNames?: readonly string[]): Renaming {
  if (outputNames === undefined) return (name) => name;
  if (outputNames.length !== graph.outputs.length) {
    throw new GraphError(`Cannot encode graph: ${outputNames.length} output names, expected ${graph.outputs.length}`);
  }
  const renamed = new Map(graph.outputs.map((name, i) => [name, outputNames[i] as string]));
  const taken = new Set(Array.from(types.keys(), (name) => renamed.get(name) ?? name));
  if (taken.size !== types.size) {
    throw new GraphError(`Cannot encode graph: output names [${outputNames}] meet other values, expected unused names`);
  }
  return (name) => renamed.get(name) ?? name;
}

function encodeNode(
  node: Node,
  index: number,
  types: ReadonlyMap<ValueName, TensorType>,
  names: Renaming,
  operands: OperandStore,
): NodeProto {
  const { domain, attributes: kinds } = ops[node.op];
  const name = `${node.op}_${index}`;
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

function valueInfo(name: string, { dtype, shape }: TensorType, symbolicBatch?: string): ValueInfoProto {
  const dim = shape.map(
    (dimValue, axis): DimensionProto =>
      axis === 0 && symbolicBatch !== undefined ? { dimParam: symbolicBatch } : { dimValue },
  );
  return { name, type: { tensorType: { elemType: dtypeCodes[dtype], shape: { dim } } } };
}

/** Initializers made from attributes: equal tensors once, under names no value has. */
class OperandStore {
  readonly #taken: ReadonlySet<string>;
  readonly #stored = new Map<string, { readonly name: string; readonly value: Tensor }>();

  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  /** Returns the name of an initializer that holds the value. */
  add(value: Tensor): string {
    const elements = Array.from(value.data as ArrayLike<number | bigint>, String).join(",");
    const key = `${value.dtype}[${value.shape}]:${elements}`;
    const known = this.#stored.get(key);
    if (known) return known.name;
    let name = `operand_${this.#stored.size}`;
    while (this.#taken.has(name)) name += "_";
    this.#stored.set(key, { name, value });
    return name;
  }

  protos(): ReturnType<typeof toTensorProto>[] {
    return Array.from(this.#stored.values(), ({ name, value }) => toTensorProto(name, value));
  }
}
