/** @file The order in which ONNX Runtime runs the nodes of a graph, which is not the graph's own. */
import type { Graph, Node, ValueName } from "../graph.ts";

/**
 * Returns the nodes the runtime keeps, in its order: depth first from the results, the last of them and the last input
 * first. What constants alone decide is computed at creation, and an Identity that names a result is no node.
 *
 * Source: onnxruntime 1.30, graph_viewer.cc (order by default) and the optimiser's basic level.
 */
export function runOrder(graph: Graph): Node[] {
  const nodes = withoutNaming(withoutConstant(graph), graph);
  const producers = new Map<ValueName, number>();
  for (const [i, node] of nodes.entries()) for (const name of node.outputs) producers.set(name, i);
  const sourcesOf = (node: Node): number[] => {
    const sources = node.inputs.flatMap((name) => producers.get(name) ?? []);
    return [...new Set(sources)].sort((a, b) => a - b);
  };
  const read = new Set(nodes.flatMap(sourcesOf));
  const stack = nodes.flatMap((_, i) => (read.has(i) ? [] : [{ i, isLeft: false }]));
  const seen = new Set<number>();
  const order: Node[] = [];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { i, isLeft } = entry;
    const node = nodes[i] as Node;
    if (isLeft) order.push(node);
    if (seen.has(i)) continue;
    seen.add(i);
    stack.push({ i, isLeft: true });
    for (const source of sourcesOf(node)) if (!seen.has(source)) stack.push({ i: source, isLeft: false });
  }
  return order;
}

/** Names of what is known before a run: constants, and results of constants alone. */
export function knownBefore(graph: Graph): Set<ValueName> {
  const known = new Set<ValueName>(graph.constants.keys());
  for (const node of graph.nodes) {
    if (node.op === "Switch" || node.inputs.length === 0 || !node.inputs.every((name) => known.has(name))) continue;
    for (const name of node.outputs) known.add(name);
  }
  return known;
}

function withoutConstant(graph: Graph): Node[] {
  const known = knownBefore(graph);
  return graph.nodes.filter(({ outputs }) => !outputs.every((name) => known.has(name)));
}

/** Lets a node return under a result's name itself what it alone is read for. */
function withoutNaming(nodes: readonly Node[], graph: Graph): Node[] {
  const readers = new Map<ValueName, number>();
  for (const name of nodes.flatMap(({ inputs }) => inputs)) readers.set(name, (readers.get(name) ?? 0) + 1);
  const results = new Set(graph.outputs);
  const produced = new Set(nodes.flatMap(({ outputs }) => outputs));
  const renamed = new Map<ValueName, ValueName>();
  const kept = nodes.filter(({ op, inputs, outputs }) => {
    const [input, output] = [inputs[0] as ValueName, outputs[0] as ValueName];
    if (op !== "Identity" || !results.has(output)) return true;
    if (readers.get(input) !== 1 || !produced.has(input) || results.has(input)) return true;
    renamed.set(input, output);
    return false;
  });
  return kept.map((node) => ({ ...node, outputs: node.outputs.map((name) => renamed.get(name) ?? name) }));
}
