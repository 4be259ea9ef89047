/** @file How often a graph uses a value. */
import type { Graph, ValueName } from "../graph/index.ts";

/** Times a value is an operand of a node, or is returned. */
export function countReads({ nodes, outputs }: Pick<Graph, "nodes" | "outputs">, name: ValueName): number {
  const names = [...outputs, ...nodes.flatMap(({ inputs }) => inputs)];
  return names.filter((read) => read === name).length;
}
