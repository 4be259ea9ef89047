/** @file Computes convolutions on channel-blocked tensors where the runtime has them: faster, equal but for rounding. */
import type { Graph } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";
import type { Target } from "../target.ts";
import { inBlocks, outputsLast } from "./blocked-weights.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Replaces convolutions without bias by blocked ones, with reorderings around each: dense ones wider than 1x1 (those are
 * faster as they are) and depthwise ones. Channels must fill blocks; the first convolution may have fewer than a block.
 */
export function blockConvolutions(graph: Graph, target: Target): Graph {
  const { block } = target;
  if (!block) return graph;
  const blocked = mapBranches(graph, (branch) => blockConvolutions(branch, target));
  return rewrite(blocked, (node, [x, w, bias], builder) => {
    if (node.op !== "Conv" || !x || !w || bias) return undefined;
    const channels = [x.type.shape[1] as number, w.type.shape[0] as number] as const;
    if (!fitsBlocks(windowOf(node.attributes), channels, block)) return undefined;
    const weights = builder.op("Reshape", [inBlocks(builder, outputsLast(builder, w), block)], { shape: w.type.shape });
    const input = channels[0] < block ? x : builder.op("ReorderInput", [x], { block });
    const y = builder.op("BlockedConv", [input, weights], { ...node.attributes, block });
    return [builder.op("ReorderOutput", [y], { block, channels: channels[1] })];
  });
}

/** True if a convolution between these numbers of channels can be blocked and gains by it. */
export function fitsBlocks(
  { kernel, group }: Window,
  [inputs, outputs]: readonly [number, number],
  block: number,
): boolean {
  if (outputs % block !== 0) return false;
  if (group > 1) return group === inputs && group === outputs;
  return kernel[0] * kernel[1] > 1 && (inputs < block || inputs % block === 0);
}
