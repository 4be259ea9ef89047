/** @file One Switch in the place of two by the same index. */
import { GraphBuilder, type Value } from "../builder.ts";
import type { Graph, Node, SwitchNode, ValueName } from "../graph.ts";
import { inline } from "../inline.ts";
import { outputsOfBranch, readsCapture } from "../switch.ts";
import { mapBranches } from "./map-branches.ts";

/**
 * Merges each Switch into an earlier one by the same index, where all it captures exists by then; also within branches.
 * The runtime spends time on every Switch, and on everything that one hands to another.
 */
export function mergeSwitches(graph: Graph): Graph {
  const kept: Node[] = [];
  const positions = new Map<ValueName, number>();
  const place = (node: Node, position: number): void => {
    kept[position] = node;
    for (const name of node.outputs) positions.set(name, position);
  };
  for (const node of graph.nodes) {
    const ready = Math.max(-1, ...node.inputs.map((name) => positions.get(name) ?? -1));
    const isPartner = (other: Node, position: number): boolean =>
      position >= ready && other.op === "Switch" && other.inputs[0] === node.inputs[0];
    const position = node.op === "Switch" ? kept.findIndex(isPartner) : -1;
    if (position < 0) place(node, kept.length);
    else place(merged(kept[position] as SwitchNode, node as SwitchNode), position);
  }
  return mapBranches({ ...graph, nodes: kept }, mergeSwitches);
}

/** @param second  Reads nothing that comes after the first but its outputs. */
function merged(first: SwitchNode, second: SwitchNode): SwitchNode {
  const [index, ...captures] = first.inputs as [ValueName, ...ValueName[]];
  const all = [...new Set([...captures, ...second.inputs.slice(1).filter((name) => !first.outputs.includes(name))])];
  const types = captureTypes(first, second);
  const own: ValueName[] = [];
  const branches = first.branches.map((_, b) => {
    const builder = new GraphBuilder();
    const captured = new Map(
      all.map((name, i) => [name, builder.input(`capture_${i}`, types.get(name) as Value["type"])]),
    );
    const inFirst = inlineBranch(builder, first, b, captured);
    const known = outputsOfBranch(first, b);
    for (const [i, name] of known.entries()) captured.set(name, inFirst[i] as Value);
    const inSecond = inlineBranch(builder, second, b, captured);
    own.push(...known.slice(first.shared), ...outputsOfBranch(second, b).slice(second.shared));
    return builder.build(
      builder.distinct([
        ...inFirst.slice(0, first.shared),
        ...inSecond.slice(0, second.shared),
        ...inFirst.slice(first.shared),
        ...inSecond.slice(second.shared),
      ]),
    );
  });
  return {
    ...first,
    inputs: [index, ...all],
    outputs: [...first.outputs.slice(0, first.shared), ...second.outputs.slice(0, second.shared), ...own],
    branches,
    shared: first.shared + second.shared,
  };
}

function captureTypes(...nodes: readonly SwitchNode[]): Map<ValueName, Value["type"]> {
  return new Map(
    nodes.flatMap(({ inputs, branches }) =>
      Array.from((branches[0] as Graph).inputs.values(), (type, i) => [inputs[i + 1] as ValueName, type] as const),
    ),
  );
}

/** Appends a branch and returns its outputs. */
function inlineBranch(
  builder: GraphBuilder,
  node: SwitchNode,
  b: number,
  captured: ReadonlyMap<ValueName, Value>,
): Value[] {
  const branch = node.branches[b] as Graph;
  // What it does not read may be of another branch alone.
  const read = [...branch.inputs].flatMap(([name, type], i) =>
    readsCapture(branch, i) ? [{ name, type, value: captured.get(node.inputs[i + 1] as ValueName) as Value }] : [],
  );
  const inputs = new Map(read.map(({ name, type }) => [name, type]));
  const values = inline(builder, { ...branch, inputs }, new Map(read.map(({ name, value }) => [name, value])));
  return branch.outputs.map((name) => values.get(name) as Value);
}
