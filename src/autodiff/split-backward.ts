/** @file Cuts a branch and its gradients into the part that runs forward and the part that runs backward. */
import { type Graph, type GraphBuilder, type Node, ownersIn, type Value, type ValueName } from "../graph/index.ts";
import type { TensorType } from "../tensor/index.ts";

export interface SplitBranch {
  /** The branch, its outputs followed by inner values that the backward part reads. */
  readonly forward: Graph;
  /** Computes the gradients. Its inputs are those of the branch and of the joint graph, and outputs of the forward part. */
  readonly backward: Graph;
  /** Values of the backward part by capture. */
  readonly gradients: ReadonlyMap<ValueName, ValueName>;
}

/**
 * Splits a graph that holds a branch and then its gradients. Inner values of the branch that the gradients read are
 * kept, not computed again; but for those that exist in one branch of an inner Switch alone by an index that the branch
 * computes: nobody outside could say where they exist.
 */
export function splitBackward(
  branch: Graph,
  joint: GraphBuilder,
  gradients: ReadonlyMap<ValueName, Value>,
): SplitBranch {
  const roots = [...new Set(Array.from(gradients.values(), ({ name }) => name))];
  const { inputs, constants, nodes } = joint.build([]);
  const owners = ownersIn({ inputs, constants, nodes, outputs: [] });
  const isBound = (name: ValueName): boolean =>
    owners.get(name)?.some(({ index }) => !branch.inputs.has(index)) ?? false;
  // Inner Switches return more than they did in the branch.
  const forward = nodes.slice(0, branch.nodes.length);
  const forwardValues = new Set(forward.flatMap((node) => node.outputs));
  const read = new Set<ValueName>(roots);
  const kept = new Set<ValueName>();
  const backward: Node[] = [];
  nodes.toReversed().forEach((node) => {
    const isBackward = !node.outputs.some((name) => forwardValues.has(name));
    for (const name of node.outputs) if (!isBackward && read.has(name) && !isBound(name)) kept.add(name);
    if (!node.outputs.some((name) => read.has(name) && (isBackward || isBound(name)))) return;
    for (const name of node.inputs) read.add(name);
    backward.push(node);
  });
  backward.reverse();
  const computed = new Set(backward.flatMap((node) => node.outputs));
  const saved = [...kept].filter((name) => !computed.has(name)).reverse();
  const typed = (name: ValueName): [ValueName, TensorType] => [name, joint.value(name).type];
  return {
    forward: {
      ...branch,
      nodes: forward,
      outputs: [...branch.outputs, ...saved.filter((name) => !branch.outputs.includes(name))],
    },
    backward: {
      inputs: new Map([...[...inputs.keys()].filter((name) => read.has(name)), ...saved].map(typed)),
      constants: new Map([...constants].filter(([name]) => read.has(name))),
      nodes: backward,
      outputs: roots,
    },
    gradients: new Map([...gradients].map(([capture, { name }]) => [capture, name])),
  };
}
