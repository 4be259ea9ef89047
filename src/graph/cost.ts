/** @file What a graph costs, read from its types alone. */
import { byteSize, type TensorType } from "../tensor/index.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { inferTypes } from "./infer.ts";
import { ops } from "./ops/index.ts";
import { type Owners, ownersIn } from "./owners.ts";

/**
 * Multiply-adds of one run: convolutions and matrix products, as NAS-Bench-201 counts its FLOPs.
 *
 * @param picks  What Switches run, by the name of their index; of one not named the costliest branch counts.
 */
export function flops(graph: Graph, picks: ReadonlyMap<ValueName, number> = new Map()): number {
  const types = inferTypes(graph);
  const typesOf = (names: readonly ValueName[]): TensorType[] => names.map((name) => types.get(name) as TensorType);
  const flopsOf = (node: Node): number => {
    if (node.op !== "Switch")
      return ops[node.op].flops?.(typesOf(node.inputs), typesOf(node.outputs), node.attributes) ?? 0;
    const [index, ...captures] = node.inputs as [ValueName, ...ValueName[]];
    const pick = picks.get(index);
    const ran = pick === undefined ? node.branches : [node.branches[pick] ?? (node.branches.at(-1) as Graph)];
    return Math.max(...ran.map((branch) => flops(branch, namedWithin(branch, captures, picks))));
  };
  return graph.nodes.reduce((sum, node) => sum + flopsOf(node), 0);
}

/** What is known of captures, by the names a branch has for them. */
function namedWithin(
  branch: Graph,
  captures: readonly ValueName[],
  picks: ReadonlyMap<ValueName, number>,
): Map<ValueName, number> {
  return new Map(
    [...branch.inputs.keys()].flatMap((name, i): [ValueName, number][] => {
      const pick = picks.get(captures[i] as ValueName);
      return pick === undefined ? [] : [[name, pick]];
    }),
  );
}

/** Operations whose result is their input seen in another shape. */
const aliases: ReadonlySet<string> = new Set(["Reshape", "Identity"]);

/**
 * Greatest number of bytes of activations alive at once, nodes run in order: while a node runs, its inputs, its outputs
 * and all values still needed later are alive. Leaves out `resident` inputs (parameters) and constants. Of a Switch
 * the branch that needs most counts, and of values that exist in one branch alone those of the greatest branch.
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

  const owners = ownersIn(graph);
  const alive = new Map<ValueName, number>();
  const enter = (name: ValueName): void => {
    if (counted(bufferOf(name))) alive.set(bufferOf(name), byteSize(types.get(bufferOf(name)) as TensorType));
  };
  for (const name of graph.inputs.keys()) enter(name);
  let peak = 0;
  graph.nodes.forEach((node, i) => {
    for (const name of node.outputs) enter(name);
    peak = Math.max(peak, bytesAlive(alive, owners) + bytesWithin(node));
    for (const name of alive.keys()) if ((lastUse.get(name) ?? -1) <= i) alive.delete(name);
  });
  return peak;
}

function bytesAlive(alive: ReadonlyMap<ValueName, number>, owners: ReadonlyMap<ValueName, Owners>): number {
  let total = 0;
  const owned = new Map<ValueName, number[]>();
  for (const [name, bytes] of alive) {
    const owner = owners.get(name)?.[0];
    if (!owner) {
      total += bytes;
      continue;
    }
    const sums = owned.get(owner.index) ?? [];
    sums[owner.branch] = (sums[owner.branch] ?? 0) + bytes;
    owned.set(owner.index, sums);
  }
  for (const sums of owned.values()) total += Math.max(...Array.from(sums, (sum) => sum ?? 0));
  return total;
}

/** Bytes that the branches of a Switch need beside its captures and outputs. */
function bytesWithin(node: Node): number {
  if (node.op !== "Switch") return 0;
  const within = node.branches.map((branch) => {
    const types = inferTypes(branch);
    const returned = branch.outputs.filter((name) => !branch.inputs.has(name) && !branch.constants.has(name));
    const outputBytes = returned.reduce((sum, name) => sum + byteSize(types.get(name) as TensorType), 0);
    return Math.max(0, peakActivationBytes(branch, new Set(branch.inputs.keys())) - outputBytes);
  });
  return Math.max(...within);
}
