/** @file Drops what no output needs. */
import type { Graph, Node, ValueName } from "../graph.ts";

/** Removes nodes and constants that no output depends on; graph inputs stay. */
export function eliminateDeadCode(graph: Graph): Graph {
  const live = new Set<ValueName>(graph.outputs);
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => live.has(name))) continue;
    for (const name of node.inputs) live.add(name);
    kept.push(node);
  }
  const constants = new Map([...graph.constants].filter(([name]) => live.has(name)));
  return { inputs: graph.inputs, outputs: graph.outputs, nodes: kept.reverse(), constants };
}
