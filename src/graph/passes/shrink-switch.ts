/** @file Drops what nobody needs of a Switch: outputs, what branches compute for them, and captures. */
import type { Graph, SwitchNode, ValueName } from "../graph.ts";
import { outputsOfBranch, readsCapture } from "../switch.ts";

/**
 * Keeps the outputs that are live.
 *
 * @param eliminate  Drops from a branch what its outputs do not need; keeps its inputs.
 */
export function shrinkSwitch(
  node: SwitchNode,
  live: ReadonlySet<ValueName>,
  eliminate: (branch: Graph) => Graph,
): SwitchNode {
  const branches = node.branches.map((branch, b) => {
    const names = outputsOfBranch(node, b);
    return eliminate({ ...branch, outputs: branch.outputs.filter((_, i) => live.has(names[i] as ValueName)) });
  });
  const [index, ...captures] = node.inputs as [ValueName, ...ValueName[]];
  const isRead = (_: unknown, position: number): boolean => branches.some((branch) => readsCapture(branch, position));
  return {
    ...node,
    inputs: [index, ...captures.filter(isRead)],
    outputs: node.outputs.filter((name) => live.has(name)),
    branches: branches.map((branch) => ({ ...branch, inputs: new Map([...branch.inputs].filter(isRead)) })),
    shared: node.outputs.slice(0, node.shared).filter((name) => live.has(name)).length,
  };
}
