/** @file The mask of positive elements in one operation instead of a comparison and a cast. */
import type { Value } from "../builder.ts";
import type { Graph, Node, ValueName } from "../graph.ts";
import type { Target } from "../target.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/** Steep enough that every normal positive number comes out as 1, and finite, so that 0 comes out as 0. */
const STEEP = 3e38;

/**
 * Replaces float32 casts of `v > 0` by clamp(3e38 · v, 0, 1), which the runtime computes in one vectorised pass, where the target
 * does not clip slowly.
 */
export function fusePositiveMasks(graph: Graph, target: Target = {}): Graph {
  if (target.clipsSlowly) return graph;
  const producers = new Map<ValueName, Node>(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  const isZero = (name: ValueName): boolean => {
    const constant = graph.constants.get(name);
    return constant?.dtype === "float32" && constant.data.length === 1 && constant.data[0] === 0;
  };
  const kept = new Map<ValueName, Value>();
  return rewrite(
    mapBranches(graph, (branch) => fusePositiveMasks(branch, target)),
    (node, inputs, builder) => {
      if (node.op === "Greater") kept.set(node.outputs[0] as ValueName, inputs[0] as Value);
      if (node.op !== "Cast" || node.attributes.to !== "float32") return undefined;
      const comparison = producers.get(node.inputs[0] as ValueName);
      if (comparison?.op !== "Greater" || !isZero(comparison.inputs[1] as ValueName)) return undefined;
      const positive = kept.get(comparison.outputs[0] as ValueName) as Value;
      if (positive.type.dtype !== "float32") return undefined;
      return [builder.op("HardSigmoid", [positive], { alpha: STEEP, beta: 0 })];
    },
  );
}
