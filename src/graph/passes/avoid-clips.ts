/** @file ReLU as a maximum, for runtimes that clip slowly. */
import type { Graph } from "../graph.ts";
import type { Target } from "../target.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/** Replaces Relu(x) by Max(x, 0) where the target clips slowly. */
export function avoidClips(graph: Graph, target: Target): Graph {
  if (!target.clipsSlowly) return graph;
  return rewrite(
    mapBranches(graph, (branch) => avoidClips(branch, target)),
    (node, inputs, builder) => (node.op === "Relu" ? [builder.op("Max", [...inputs, builder.scalar(0)])] : undefined),
  );
}
