/** @file Leaves out ways from the blocked layout to the plain one and back. */
import type { Value } from "../builder.ts";
import type { Graph, ValueName } from "../graph.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/** Reads the blocked value where a plain copy of it would be reordered into blocks again. */
export function cancelReorders(graph: Graph): Graph {
  const blockedOf = new Map<ValueName, Value>();
  return rewrite(mapBranches(graph, cancelReorders), (node, [x], builder) => {
    if (node.op === "ReorderInput") {
      const source = blockedOf.get(x?.name as ValueName);
      return source && [source];
    }
    if (node.op !== "ReorderOutput") return undefined;
    const plain = builder.node("ReorderOutput", [x as Value], node.attributes, node.outputs);
    blockedOf.set((plain[0] as Value).name, x as Value);
    return plain;
  });
}
