/** @file Chains of reshapes as one. */

import { sameShape, type TensorType } from "../../tensor/index.ts";
import { intsOf } from "../attributes.ts";
import type { Value } from "../builder.ts";
import type { Graph, ValueName } from "../graph.ts";
import { inferNode } from "../infer.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Reads the source of a chain of reshapes directly, and leaves out a reshape that changes nothing. The runtime would
 * merge them too, but runs what it merges in another order: activations then wait long for the gradients that read them.
 *
 * A graph whose targets copy (0) or infer (-1) their first axis takes batches of other sizes, merged or not.
 */
export function mergeReshapes(graph: Graph): Graph {
  const chains = new Map<ValueName, Chain>();
  return rewrite(mapBranches(graph, mergeReshapes), (node, inputs, builder) => {
    if (node.op !== "Reshape") return undefined;
    const input = inputs[0] as Value;
    const target = intsOf(node.attributes, "shape");
    const chain = chains.get(input.name) ?? startOf(input);
    const { source, keepsFirst } = canJoin(target, chain) ? chain : startOf(input);
    const { shape } = inferNode(node, [input.type])[0] as TensorType;
    if (sameShape(source.type.shape, shape) && isSameForBatches(target)) return [source];
    chains.set(node.outputs[0] as ValueName, { source, keepsFirst: keepsFirst && target[0] === 0 });
    return builder.node("Reshape", [source], { shape: target }, node.outputs);
  });
}

interface Chain {
  readonly source: Value;
  /** Whether every reshape since the source copies the first axis. */
  readonly keepsFirst: boolean;
}

function startOf(source: Value): Chain {
  return { source, keepsFirst: true };
}

/** False for a target that copies an axis of its input which may be another axis of the chain's source. */
function canJoin(target: readonly number[], { keepsFirst }: Chain): boolean {
  return target.every((size, axis) => size !== 0 || (axis === 0 && keepsFirst));
}

/** False for a target that puts the rest of a batch elsewhere than on the first axis. */
function isSameForBatches(target: readonly number[]): boolean {
  return !target.includes(-1) || (target[0] as number) <= 0;
}
