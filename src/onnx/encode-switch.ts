/** @file A Switch as a chain of ONNX If nodes: If(index = 0) branch 0, else If(index = 1) branch 1, and so on. */
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
  const index = scope.names(node.inputs[0] as ValueName);
  const dtypes = node.outputs.map((output) => scope.types.get(output)?.dtype as Dtype);
  const encodeFrom = (first: number, outputs: readonly string[]): NodeProto[] => {
    const isPicked = scope.operands.unusedName(`${name}/is_${first}`);
    const number = scope.operands.add(tensor("int64", [], [first]));
    const isLast = first === node.branches.length - 2;
    const elseNames = outputs.map((_, i) => scope.operands.unusedName(`${name}/else_${first}/${i}`));
    const otherwise = isLast
      ? encodeBranch(node, first + 1, name, scope, encodeNodes)
      : graphProto(encodeFrom(first + 1, elseNames), elseNames, dtypes);
    return [
      { input: [index, number], output: [isPicked], name: isPicked, opType: "Equal", attribute: [] },
      {
        input: [isPicked],
        output: [...outputs],
        name: `${name}/${first}`,
        opType: "If",
        attribute: [
          { name: "else_branch", type: attributeTypes.graph, g: otherwise },
          { name: "then_branch", type: attributeTypes.graph, g: encodeBranch(node, first, name, scope, encodeNodes) },
        ],
      },
    ];
  };
  return encodeFrom(0, node.outputs.map(scope.names));
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
