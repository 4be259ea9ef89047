/** @file Graph to ONNX bytes. */
import { GraphError } from "../base/index.ts";
import { type Graph, ownersIn, type ValueName, verify } from "../graph/index.ts";
import type { TensorType } from "../tensor/index.ts";
import { encodeNodes } from "./encode-node.ts";
import type { EncodingScope } from "./encoding-scope.ts";
import { type DimensionProto, type ValueInfoProto, writeModel } from "./model-proto.ts";
import { OperandStore } from "./operand-store.ts";
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
 * equal ones are stored once. A Switch becomes a tree of If nodes, in which a value of one branch alone is an empty
 * tensor elsewhere; `decode` does not read it back. Equal graphs and options give equal bytes.
 *
 * @throws {GraphError} if the graph is malformed or holds an op without ONNX counterpart.
 */
export function encode(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const types = verify(graph);
  const names = renaming(graph, types, options.outputNames);
  const operands = new OperandStore(Array.from(types.keys(), names));
  const owners = ownersIn(graph);
  const info = (symbolic?: string) => (name: ValueName) =>
    valueInfo(names(name), types.get(name) as TensorType, { symbolic, shaped: !owners.has(name) });
  const scope: EncodingScope = { types, names, operands, domains: new Set(), prefix: "" };
  const node = encodeNodes(graph.nodes, scope);
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
      ...contribDomains.filter((domain) => scope.domains.has(domain)).map((domain) => ({ domain, version: 1 })),
    ],
    metadataProps: Object.entries(options.metadata ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  });
}

function renaming(
  graph: Graph,
  types: ReadonlyMap<ValueName, TensorType>,
  outputNames?: readonly string[],
): EncodingScope["names"] {
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

function valueInfo(
  name: string,
  { dtype, shape }: TensorType,
  { symbolic, shaped }: { readonly symbolic: string | undefined; readonly shaped: boolean },
): ValueInfoProto {
  const dim = shape.map(
    (dimValue, axis): DimensionProto => (axis === 0 && symbolic !== undefined ? { dimParam: symbolic } : { dimValue }),
  );
  return { name, type: { tensorType: { elemType: dtypeCodes[dtype], ...(shaped && { shape: { dim } }) } } };
}
