/** @file Appends one graph to another under construction. */
import { GraphError } from "../base/index.ts";
import type { GraphBuilder, Value } from "./builder.ts";
import type { Graph, ValueName } from "./graph.ts";

/**
 * Appends all nodes of `graph`, its inputs replaced by values of the builder.
 *
 * @returns The builder's value for every value of the graph.
 * @throws {GraphError} if an input is not bound or bound to another type.
 */
export function inline(
  builder: GraphBuilder,
  graph: Graph,
  inputs: ReadonlyMap<ValueName, Value>,
): Map<ValueName, Value> {
  const values = new Map<ValueName, Value>();
  for (const [name, type] of graph.inputs) {
    const value = inputs.get(name);
    if (!value || value.type.dtype !== type.dtype || String(value.type.shape) !== String(type.shape)) {
      const found = value ? `${value.type.dtype} [${value.type.shape}]` : "nothing";
      throw new GraphError(
        `Cannot inline graph: input ${name} is bound to ${found}, expected ${type.dtype} [${type.shape}]`,
      );
    }
    values.set(name, value);
  }
  for (const [name, constant] of graph.constants) values.set(name, builder.constant(constant));
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => values.get(name) as Value);
    const results = builder.copy(node, operands);
    node.outputs.forEach((name, i) => {
      values.set(name, results[i] as Value);
    });
  }
  return values;
}
