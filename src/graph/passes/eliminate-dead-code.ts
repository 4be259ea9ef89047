/** @file Drops what no output needs. */
import type { Graph, Node, ValueName } from "../graph.ts";
import { shrinkSwitch } from "./shrink-switch.ts";

/** Removes nodes and constants that no output depends on, also in branches; graph inputs stay. */
export function eliminateDeadCode(graph: Graph): Graph {
  const live = new Set<ValueName>(graph.outputs);
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => live.has(name))) continue;
    const needed = node.op === "Switch" ? shrinkSwitch(node, live, eliminateDeadCode) : node;
    for (const name of needed.inputs) live.add(name);
    kept.push(needed);
  }
  const constants = new Map([...graph.constants].filter(([name]) => live.has(name)));
  return { inputs: graph.inputs, outputs: graph.outputs, nodes: kept.reverse(), constants };
}
