/** @file Computes equal expressions once. */
import { canonicalJson } from "../../base/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Graph, Node, ValueName } from "../graph.ts";

/** Larger constants are compared by identity of their data only: reading them would cost more than it saves. */
const COMPARED_ELEMENTS = 4096;

/**
 * Merges nodes with equal op, inputs and attributes, and equal constants. Graph outputs keep one value each: where two
 * outputs turn out equal, the second stays a node of its own. Each branch of a Switch is treated as a graph of its own;
 * Switches are not merged.
 */
export function eliminateCommonSubexpressions(graph: Graph): Graph {
  const replacement = new Map<ValueName, ValueName>();
  const seen = new Map<string, readonly ValueName[]>();
  const outputs = new Set(graph.outputs);
  const resolve = (name: ValueName): ValueName => replacement.get(name) ?? name;

  const constants = new Map<ValueName, Tensor>();
  const byContent = new Map<string, ValueName>();
  const byData = new Map<unknown, ValueName>();
  for (const [name, constant] of graph.constants) {
    const small = constant.data.length <= COMPARED_ELEMENTS;
    const content = small ? `${constant.dtype}[${constant.shape}]${bytesOf(constant)}` : "";
    const twin = small ? byContent.get(content) : byData.get(constant.data);
    const fits =
      twin !== undefined && !outputs.has(name) && String(constants.get(twin)?.shape) === String(constant.shape);
    if (fits) replacement.set(name, twin);
    else {
      constants.set(name, constant);
      if (small) byContent.set(content, name);
      else byData.set(constant.data, name);
    }
  }

  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(resolve);
    if (node.op === "Switch") {
      nodes.push({ ...node, inputs, branches: node.branches.map(eliminateCommonSubexpressions) });
      continue;
    }
    const key = canonicalJson([node.op, inputs, node.outputs.length, node.attributes]);
    const twin = seen.get(key);
    if (twin && !node.outputs.some((name) => outputs.has(name))) {
      node.outputs.forEach((name, i) => {
        replacement.set(name, twin[i] as ValueName);
      });
      continue;
    }
    nodes.push({ ...node, inputs });
    if (!twin) seen.set(key, node.outputs);
  }
  return { inputs: graph.inputs, outputs: graph.outputs, nodes, constants };
}

function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
