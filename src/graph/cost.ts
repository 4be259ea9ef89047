/** @file What a graph costs, read from its types alone. */
import { byteSize, type TensorType } from "../tensor/index.ts";
import type { Graph, ValueName } from "./graph.ts";
import { inferTypes } from "./infer.ts";
import { ops } from "./ops/index.ts";

/** Multiply-adds of one run: convolutions and matrix products, as NAS-Bench-201 counts its FLOPs. */
export function flops(graph: Graph): number {
  const types = inferTypes(graph);
  const typesOf = (names: readonly ValueName[]): TensorType[] => names.map((name) => types.get(name) as TensorType);
  return graph.nodes.reduce(
    (sum, node) => sum + (ops[node.op].flops?.(typesOf(node.inputs), typesOf(node.outputs), node.attributes) ?? 0),
    0,
  );
}

/** Operations whose result is their input seen in another shape. */
const aliases: ReadonlySet<string> = new Set(["Reshape", "Identity"]);

/**
 * Greatest number of bytes of activations alive at once, nodes run in order: while a node runs, its inputs, its outputs
 * and all values still needed later are alive. Leaves out `resident` inputs (parameters) and constants.
 */
export function peakActivationBytes(graph: Graph, resident: ReadonlySet<ValueName>): number {
  const types = inferTypes(graph);
  const buffer = new Map<ValueName, ValueName>();
  for (const node of graph.nodes) {
    const source = node.inputs[0];
    if (source !== undefined && aliases.has(node.op))
      buffer.set(node.outputs[0] as ValueName, buffer.get(source) ?? source);
  }
  const bufferOf = (name: ValueName): ValueName => buffer.get(name) ?? name;
  const counted = (name: ValueName): boolean => !resident.has(name) && !graph.constants.has(name);
  const lastUse = new Map<ValueName, number>();
  graph.nodes.forEach((node, i) => {
    for (const name of [...node.inputs, ...node.outputs]) lastUse.set(bufferOf(name), i);
  });
  for (const name of graph.outputs) lastUse.set(bufferOf(name), graph.nodes.length);

  const alive = new Map<ValueName, number>();
  const enter = (name: ValueName): void => {
    if (counted(bufferOf(name))) alive.set(bufferOf(name), byteSize(types.get(bufferOf(name)) as TensorType));
  };
  for (const name of graph.inputs.keys()) enter(name);
  let peak = 0;
  graph.nodes.forEach((node, i) => {
    for (const name of node.outputs) enter(name);
    peak = Math.max(
      peak,
      [...alive.values()].reduce((sum, bytes) => sum + bytes, 0),
    );
    for (const name of alive.keys()) if ((lastUse.get(name) ?? -1) <= i) alive.delete(name);
  });
  return peak;
}
