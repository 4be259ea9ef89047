/** @file How often values are read. */
import type { Graph, ValueName } from "../graph.ts";

/** Number of inputs of nodes and outputs of the graph that are the value; absent where there are none. */
export function countUses({ nodes, outputs }: Graph): Map<ValueName, number> {
  const uses = new Map<ValueName, number>();
  for (const name of [...nodes.flatMap((node) => node.inputs), ...outputs]) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}
