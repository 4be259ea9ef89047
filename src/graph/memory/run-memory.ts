/** @file How much memory a program takes, read from its graph alone. */
import { byteSize, type TensorType } from "../../tensor/index.ts";
import type { Graph, Node, ValueName } from "../graph.ts";
import { inferTypes } from "../infer.ts";
import { type Owner, ownersIn } from "../owners.ts";
import { type PlannedBuffer, planBuffers } from "./plan-buffers.ts";
import { knownBefore, runOrder } from "./run-order.ts";

/**
 * Greatest number of bytes the runtime holds at once during a run, beside the inputs and constants it is given: nodes
 * in the runtime's order, memory shared and handed on by its plan. Of a Switch the costliest branch counts.
 *
 * @param graph  Optimised: what runs.
 */
export function peakRunBytes(graph: Graph): number {
  const types = inferTypes(graph);
  const order = runOrder(graph);
  const buffers = planBuffers(order, types, graph, new Set([...graph.inputs.keys(), ...knownBefore(graph)]));
  const absent = absentValues(graph, types);
  const change = new Float64Array(order.length + 2);
  const hold = ({ first, last }: Omit<PlannedBuffer, "name">, bytes: number): void => {
    change[first] = (change[first] ?? 0) + bytes;
    change[last + 1] = (change[last + 1] ?? 0) - bytes;
  };
  for (const { name, ...span } of buffers) if (!absent.has(name)) hold(span, byteSize(types.get(name) as TensorType));
  for (const [i, node] of order.entries()) hold({ first: i, last: i }, bytesWithin(node));
  let held = 0;
  let peak = 0;
  for (const bytes of change) {
    held += bytes;
    peak = Math.max(peak, held);
  }
  return peak;
}

/**
 * Bytes a program adds to its process: the session of the runtime, and the memory of runs. Its first run takes pieces
 * one by one; from the second on the runtime keeps all of a run in one block, and does not give the pieces back.
 *
 * @param graph  Optimised: what runs.
 */
export function programBytes(graph: Graph): number {
  const constants = [...graph.constants.values()].reduce((sum, constant) => sum + byteSize(constant), 0);
  const session = SESSION_BYTES + graph.nodes.length * NODE_BYTES + MODEL_COPIES * constants;
  return session + 2 * FRAGMENTATION * peakRunBytes(graph);
}

/** Measured with bench/micro/memory.ts: what a session takes by itself and for each node, building the graph included. */
const SESSION_BYTES = 8 * 2 ** 20;
const NODE_BYTES = 14 * 2 ** 10;

/** Constants are held by the graph, the bytes of the model and the session. */
const MODEL_COPIES = 3;

/** What the allocator loses between pieces. */
const FRAGMENTATION = 1.05;

/** Values of all branches but the one of each index that returns most; within a branch all count. */
function absentValues(graph: Graph, types: ReadonlyMap<ValueName, TensorType>): Set<ValueName> {
  const owned = Array.from(ownersIn(graph), ([name, [owner]]) => ({ name, ...(owner as Owner) }));
  const sums = new Map<ValueName, number[]>();
  for (const { name, index, branch } of owned) {
    const branches = sums.get(index) ?? [];
    branches[branch] = (branches[branch] ?? 0) + byteSize(types.get(name) as TensorType);
    sums.set(index, branches);
  }
  const isGreatest = ({ index, branch }: Owner): boolean => {
    const branches = Array.from(sums.get(index) ?? [], (bytes) => bytes ?? 0);
    return branches.indexOf(Math.max(...branches)) === branch;
  };
  return new Set(owned.filter((owner) => !isGreatest(owner)).map(({ name }) => name));
}

/** Bytes that the branches of a Switch need beside its inputs and outputs. */
function bytesWithin(node: Node): number {
  if (node.op !== "Switch") return 0;
  const within = node.branches.map((branch) => {
    const types = inferTypes(branch);
    const returned = branch.outputs.filter((name) => !branch.inputs.has(name) && !branch.constants.has(name));
    const outputBytes = returned.reduce((sum, name) => sum + byteSize(types.get(name) as TensorType), 0);
    return Math.max(0, peakRunBytes(branch) - outputBytes);
  });
  return Math.max(...within);
}
