/** @file A Switch as a tree of ONNX If nodes, each of which halves the branches: entering one takes time. */
import { type Graph, inferTypes, type Node, outputsOfBranch, type SwitchNode, type ValueName } from "../graph/index.ts";
import { type Dtype, type TensorType, tensor } from "../tensor/index.ts";
import type { EncodingScope } from "./encoding-scope.ts";
import {
  attributeTypes,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./model-proto.ts";
import { dtypeCodes, toTensorProto } from "./tensor-proto.ts";

type EncodeNodes = (nodes: readonly Node[], scope: EncodingScope) => NodeProto[];

/**
 * Encodes a Switch. Branches read captures as values of the scope around them, as ONNX sub-graphs do. Outputs are
 * declared without shapes, which may differ between branches: what is of one branch alone is empty in the others.
 */
export function encodeSwitch(
  node: SwitchNode,
  name: string,
  scope: EncodingScope,
  encodeNodes: EncodeNodes,
): NodeProto[] {
  const { operands } = scope;
  const dtypes = node.outputs.map((output) => scope.types.get(output)?.dtype as Dtype);
  const scalar = (value: number): string => operands.add(tensor("int64", [], [value]));
  const named = (opType: string, label: string, input: readonly string[]): NodeProto => {
    const output = operands.unusedName(`${name}/${label}`);
    return { input: [...input], output: [output], name: output, opType, attribute: [] };
  };
  const count = node.branches.length;
  const given = scope.names(node.inputs[0] as ValueName);
  /** Of two branches the second runs for every number but 0; of more the last runs for negative numbers too. */
  const prepared: NodeProto[] = [];
  const isBelow = (middle: number): NodeProto => {
    if (count === 2) return named("Equal", "is_0", [given, scalar(0)]);
    if (prepared.length === 0) {
      const isNegative = named("Less", "is_negative", [given, scalar(0)]);
      prepared.push(isNegative, named("Where", "index", [...isNegative.output, scalar(count), given]));
    }
    return named("Less", `is_below_${middle}`, [...(prepared[1] as NodeProto).output, scalar(middle)]);
  };

  /** Runs one of the branches from `first` to before `end`. */
  const body = (first: number, end: number): GraphProto => {
    if (end - first === 1) return encodeBranch(node, first, name, scope, encodeNodes);
    const outputs = node.outputs.map((_, i) => operands.unusedName(`${name}/${first}_${end}/${i}`));
    return graphProto(choose(first, end, outputs), outputs, dtypes);
  };
  const choose = (first: number, end: number, output: readonly string[]): NodeProto[] => {
    const middle = (first + end) >> 1;
    const condition = isBelow(middle);
    const attribute = [
      { name: "else_branch", type: attributeTypes.graph, g: body(middle, end) },
      { name: "then_branch", type: attributeTypes.graph, g: body(first, middle) },
    ];
    const choice = {
      input: [...condition.output],
      output: [...output],
      name: `${name}/${middle}`,
      opType: "If",
      attribute,
    };
    return [condition, choice];
  };
  const chosen = choose(0, count, node.outputs.map(scope.names));
  return [...prepared, ...chosen];
}

function encodeBranch(
  node: SwitchNode,
  b: number,
  name: string,
  outer: EncodingScope,
  encodeNodes: EncodeNodes,
): GraphProto {
  const branch = node.branches[b] as Graph;
  const prefix = `${name}/${b}/`;
  const { names, types } = namesWithin(node, branch, prefix, outer);
  const nodes = encodeNodes(branch.nodes, { ...outer, types, prefix, names: (value) => names.get(value) as string });
  const initializers = Array.from(branch.constants, ([value, held]) => toTensorProto(names.get(value) as string, held));

  const results = new Map(outputsOfBranch(node, b).map((output, i) => [output, branch.outputs[i] as ValueName]));
  const dtypes = node.outputs.map((output) => outer.types.get(output)?.dtype as Dtype);
  const computed = new Set(branch.nodes.flatMap(({ outputs }) => outputs));
  const outputs = node.outputs.map((output, i) => {
    const result = results.get(output);
    if (result !== undefined && computed.has(result)) return names.get(result) as string;
    const own = outer.operands.unusedName(`${prefix}output_${i}`);
    if (result === undefined) initializers.push(toTensorProto(own, tensor(dtypes[i] as Dtype, [0], [])));
    else {
      // A sub-graph may return only what it computes.
      const input = [names.get(result) as string];
      nodes.push({ input, output: [own], name: own, opType: "Identity", attribute: [] });
    }
    return own;
  });
  return graphProto(nodes, outputs, dtypes, initializers);
}

/** Names and types of a branch's values: captures are named as outside, all others as nothing else in the model. */
function namesWithin(
  node: SwitchNode,
  branch: Graph,
  prefix: string,
  outer: EncodingScope,
): { names: Map<ValueName, string>; types: Map<ValueName, TensorType> } {
  const names = new Map<ValueName, string>();
  [...branch.inputs.keys()].forEach((input, i) => {
    names.set(input, outer.names(node.inputs[i + 1] as ValueName));
  });
  for (const value of [...branch.constants.keys(), ...branch.nodes.flatMap(({ outputs }) => outputs)])
    names.set(value, outer.operands.unusedName(prefix + value));
  return { names, types: inferTypes(branch) };
}

function graphProto(
  node: NodeProto[],
  outputs: readonly string[],
  dtypes: readonly Dtype[],
  initializer: TensorProto[] = [],
): GraphProto {
  const output = outputs.map(
    (name, i): ValueInfoProto => ({ name, type: { tensorType: { elemType: dtypeCodes[dtypes[i] as Dtype] } } }),
  );
  return { node, name: "branch", initializer, input: [], output };
}
