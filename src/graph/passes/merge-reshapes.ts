/** @file Chains of reshapes as one. */
import { sameShape, type TensorType } from "../../tensor/index.ts";
import type { Value } from "../builder.ts";
import type { Graph, ValueName } from "../graph.ts";
import { inferNode } from "../infer.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Reads the source of a chain of reshapes directly, and leaves out a reshape that changes nothing. The runtime would
 * merge them too, but runs what it merges in another order: activations then wait long for the gradients that read them.
 */
export function mergeReshapes(graph: Graph): Graph {
  const sources = new Map<ValueName, Value>();
  return rewrite(mapBranches(graph, mergeReshapes), (node, inputs, builder) => {
    if (node.op !== "Reshape") return undefined;
    const input = inputs[0] as Value;
    const source = sources.get(input.name) ?? input;
    const { shape } = inferNode(node, [input.type])[0] as TensorType;
    if (sameShape(source.type.shape, shape)) return [source];
    sources.set(node.outputs[0] as ValueName, source);
    return builder.node("Reshape", [source], { shape }, node.outputs);
  });
}
