/** @file Rebuilds a graph node by node, letting a rule replace nodes by others. */
import { GraphBuilder, type Value } from "../builder.ts";
import type { Graph, OpNode, ValueName } from "../graph.ts";

/** Returns the values that replace the node's outputs, or undefined to keep the node as it is. */
export type RewriteRule = (node: OpNode, inputs: readonly Value[], graph: GraphBuilder) => readonly Value[] | undefined;

/**
 * Applies a rule to every node in topological order, but not to those of branches: see `mapBranches`. Values of kept nodes and all
 * inputs, constants and outputs keep their names.
 */
export function rewrite(graph: Graph, rule: RewriteRule): Graph {
  const builder = new GraphBuilder();
  builder.reserve(graph.nodes.flatMap((node) => node.outputs));
  const values = new Map<ValueName, Value>();
  for (const [name, type] of graph.inputs) values.set(name, builder.input(name, type));
  for (const [name, constant] of graph.constants) values.set(name, builder.constant(constant, name));
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => values.get(name) as Value);
    const replaced = node.op === "Switch" ? undefined : rule(node, inputs, builder);
    const results = replaced ?? builder.copy(node, inputs, node.outputs);
    node.outputs.forEach((name, i) => {
      values.set(name, results[i] as Value);
    });
  }
  return builder.build(new Map(graph.outputs.map((name) => [name, values.get(name) as Value])));
}
