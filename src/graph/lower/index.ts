/** @file Replaces operations that serve differentiation by ones the runtime has. */
import type { GraphBuilder, Value } from "../builder.ts";
import type { Graph, OpNode } from "../graph.ts";
import type { OpType } from "../ops/index.ts";
import { mapBranches } from "../passes/map-branches.ts";
import { rewrite } from "../passes/rewrite.ts";
import { lowerAveragePoolGradient } from "./average-pool-gradient.ts";
import { lowerConvInputGradient } from "./conv-input-gradient.ts";
import { lowerConvWeightGradient } from "./conv-weight-gradient.ts";
import { lowerGatherGradient } from "./gather-gradient.ts";
import { lowerMaxPoolGradient } from "./max-pool-gradient.ts";

type Lowering = (node: OpNode, inputs: readonly Value[], graph: GraphBuilder) => Value;

const lowerings: { readonly [K in OpType]?: Lowering } = {
  ConvInputGradient: lowerConvInputGradient,
  ConvWeightGradient: lowerConvWeightGradient,
  AveragePoolGradient: lowerAveragePoolGradient,
  MaxPoolGradient: lowerMaxPoolGradient,
  GatherGradient: lowerGatherGradient,
  StopGradient: (_node, [x]) => x as Value,
};

/** Returns an equal graph without "espalier" operations, ready to encode. */
export function lower(graph: Graph): Graph {
  return rewrite(mapBranches(graph, lower), (node, inputs, builder) => {
    const lowering = lowerings[node.op];
    return lowering && [lowering(node, inputs, builder)];
  });
}
