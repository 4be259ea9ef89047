/** @file Applies a pass to the branches of a graph's Switches. */
import type { Graph } from "../graph.ts";

/** Returns the graph with each branch of each Switch replaced; `pass` must keep the inputs and outputs of a branch. */
export function mapBranches(graph: Graph, pass: (branch: Graph) => Graph): Graph {
  const nodes = graph.nodes.map((node) =>
    node.op === "Switch" ? { ...node, branches: node.branches.map((branch) => pass(branch)) } : node,
  );
  return { ...graph, nodes };
}
