/** @file The reverse sweep over a graph under construction. */
import type { GraphBuilder, Node, OpNode, Value, ValueName } from "../graph/index.ts";
import { differentiateSwitch } from "./switch-gradient.ts";
import { vjpRules } from "./vjp-rules.ts";

/** A value and what comes back to it. */
export type Seed = readonly [value: Value, cotangent: Value];

/**
 * Appends the gradients of what the seeds' values do to the graph under construction.
 *
 * @param wrt  float32 values that always exist.
 * @param absent  Those of `wrt` whose gradient may exist in one branch of a Switch alone, and for how many Switches, one
 *   within another, that holds.
 * @returns One gradient for each of `wrt`; undefined where no seed depends on it.
 */
export function backpropagate(
  graph: GraphBuilder,
  seeds: readonly Seed[],
  wrt: readonly Value[],
  absent: ReadonlyMap<ValueName, number> = new Map(),
): (Value | undefined)[] {
  const nodes = [...graph.nodes];
  const dependent = dependents(nodes, wrt);
  const contributions = new Map<ValueName, Value[]>();
  const contribute = (name: ValueName, term: Value): void => {
    const terms = contributions.get(name);
    if (terms) terms.push(term);
    else contributions.set(name, [term]);
  };
  const cotangent = (name: ValueName): Value | undefined => {
    const terms = contributions.get(name);
    if (!terms || terms.length === 1) return terms?.[0];
    const sum = graph.op("Sum", terms);
    contributions.set(name, [sum]);
    return sum;
  };
  for (const [value, term] of seeds) contribute(value.name, term);
  for (const node of nodes.reverse()) {
    // What computes a value of `wrt` is behind it.
    if (!node.inputs.some((name) => dependent.has(name))) continue;
    if (!node.outputs.some((name) => dependent.has(name) && contributions.has(name))) continue;
    const gradients =
      node.op === "Switch"
        ? differentiateSwitch({
            graph,
            node,
            // Values of one branch cannot be added up outside of it.
            cotangents: new Map(node.outputs.map((name) => [name, contributions.get(name) ?? []])),
            needed: (name) => dependent.has(name) && graph.value(name).type.dtype === "float32",
            absent,
            backpropagate,
          })
        : nodeGradients(graph, node, node.outputs.map(cotangent), dependent);
    for (const [name, term] of gradients) contribute(name, term);
  }
  return wrt.map((value) => cotangent(value.name));
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
  node: OpNode,
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
