/** @file Reverse-mode differentiation: a graph in, a graph out. */
import { GraphError } from "../base/index.ts";
import { type Graph, GraphBuilder, type Node, type Value, type ValueName } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";
import { vjpRules } from "./vjp-rules.ts";

/**
 * Appends the gradients of a scalar loss to the graph under construction.
 *
 * @param loss  A float32 value with one element.
 * @param wrt  Float32 values the loss is differentiated by.
 * @returns One gradient for each of `wrt`, of its shape; zeros where the loss does not depend on it.
 * @throws {GraphError} if the loss is not a scalar, or a value is not float32.
 * Source: Linnainmaa 1970, reverse accumulation; each node's rule is in `vjpRules`.
 */
export function appendGradients(graph: GraphBuilder, loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.type.dtype !== "float32" || sizeOf(loss.type.shape) !== 1) {
    throw new GraphError(
      `Cannot differentiate ${loss.name}: it is ${loss.type.dtype} [${loss.type.shape}], expected one float32 element`,
    );
  }
  for (const value of wrt) {
    if (value.type.dtype !== "float32")
      throw new GraphError(`Cannot differentiate by ${value.name}: it is ${value.type.dtype}, expected float32`);
  }
  const nodes = [...graph.nodes];
  const dependent = dependents(nodes, wrt);
  const contributions = new Map<ValueName, Value[]>([[loss.name, [graph.filled(loss.type.shape, 1)]]]);
  const cotangent = (name: ValueName): Value | undefined => {
    const terms = contributions.get(name);
    if (!terms || terms.length === 1) return terms?.[0];
    const sum = graph.op("Sum", terms);
    contributions.set(name, [sum]);
    return sum;
  };
  for (const node of nodes.reverse()) {
    if (!node.outputs.some((name) => dependent.has(name) && contributions.has(name))) continue;
    for (const [name, term] of nodeGradients(graph, node, node.outputs.map(cotangent), dependent)) {
      const terms = contributions.get(name);
      if (terms) terms.push(term);
      else contributions.set(name, [term]);
    }
  }
  return wrt.map((value) => cotangent(value.name) ?? graph.filled(value.type.shape, 0));
}

/**
 * Differentiates a graph.
 *
 * @returns The graph with its own outputs first, then one gradient for each of `wrt`, in order.
 * @throws {GraphError} as `appendGradients`, or if a name is unknown.
 */
export function gradient(graph: Graph, loss: ValueName, wrt: readonly ValueName[]): Graph {
  const builder = GraphBuilder.from(graph);
  const gradients = appendGradients(
    builder,
    builder.value(loss),
    wrt.map((name) => builder.value(name)),
  );
  // Two equal gradients may be one value; outputs must be distinct.
  const distinct = gradients.map((value) => builder.op("Identity", [value]));
  return builder.build([...graph.outputs.map((name) => builder.value(name)), ...distinct]);
}

/** Names of `wrt` and of all values computed from them. */
function dependents(nodes: readonly Node[], wrt: readonly Value[]): Set<ValueName> {
  const names = new Set(wrt.map((value) => value.name));
  for (const node of nodes) {
    if (!node.inputs.some((name) => names.has(name))) continue;
    for (const name of node.outputs) names.add(name);
  }
  return names;
}

function nodeGradients(
  graph: GraphBuilder,
  node: Node,
  cotangents: readonly (Value | undefined)[],
  dependent: ReadonlySet<ValueName>,
): [ValueName, Value][] {
  const rule = vjpRules[node.op];
  if (rule === "no-gradient") return [];
  const needed = node.inputs.map((name) => dependent.has(name));
  const gradients = rule({
    graph,
    inputs: node.inputs.map((name) => graph.value(name)),
    outputs: node.outputs.map((name) => graph.value(name)),
    attributes: node.attributes,
    cotangents,
    needed,
  });
  return gradients.flatMap((value, i): [ValueName, Value][] =>
    value && needed[i] ? [[node.inputs[i] as ValueName, value]] : [],
  );
}
