/** @file Cuts of large vectors made where they are needed. */
import type { TensorType } from "../../tensor/index.ts";
import type { Graph, Node, OpNode, SwitchNode, ValueName } from "../graph.ts";
import { inferTypes } from "../infer.ts";
import { readsCapture } from "../switch.ts";
import { unusedName } from "../unused-name.ts";

/** Operations that cost less than what a Switch that does not run its branch saves. */
const movable: ReadonlySet<string> = new Set(["Slice", "Reshape"]);

/**
 * Moves Slices and Reshapes that nothing but branches of Switches reads into those branches, so that a run cuts only
 * what its branches read: parameters of one path out of all.
 */
export function sinkIntoBranches(graph: Graph): Graph {
  const types = inferTypes(graph);
  const readElsewhere = new Set<ValueName>(graph.outputs);
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    const [output] = node.outputs as [ValueName];
    if (node.op !== "Switch" && movable.has(node.op) && !readElsewhere.has(output)) {
      const type = types.get(node.inputs[0] as ValueName) as TensorType;
      kept.forEach((reader, i) => {
        if (reader.inputs.includes(output)) kept[i] = moveInto(reader as SwitchNode, node, type);
      });
      continue;
    }
    kept.push(node);
    for (const name of node.op === "Switch" ? node.inputs.slice(0, 1) : node.inputs) readElsewhere.add(name);
  }
  return { ...graph, nodes: kept.reverse() };
}

/** The Switch with a node of one operand and one result at the start of all branches that read that result. */
function moveInto(node: SwitchNode, moved: OpNode, type: TensorType): SwitchNode {
  const [source] = moved.inputs as [ValueName];
  const captures = node.inputs.slice(1);
  const isKept = (_: unknown, position: number): boolean => captures[position] !== moved.outputs[0];
  const isNew = !captures.includes(source);
  const branches = node.branches.map((branch) => {
    const names = [...branch.inputs.keys()];
    const inner = isNew ? unusedName(branch, "source") : (names[captures.indexOf(source)] as ValueName);
    const results = names.filter((_, i) => !isKept(_, i) && readsCapture(branch, i));
    const inputs = [...branch.inputs].filter(isKept);
    return {
      ...branch,
      inputs: new Map(isNew ? [...inputs, [inner, type]] : inputs),
      nodes: [...results.map((result): OpNode => ({ ...moved, inputs: [inner], outputs: [result] })), ...branch.nodes],
    };
  });
  return {
    ...node,
    inputs: [node.inputs[0] as ValueName, ...captures.filter(isKept), ...(isNew ? [source] : [])],
    branches,
  };
}
