/** @file Computes convolutions on channel-blocked tensors where the runtime has them: faster, equal but for rounding. */
import type { Value } from "../builder.ts";
import type { Graph, ValueName } from "../graph.ts";
import { type Window, windowOf } from "../ops/index.ts";
import { mapBranches } from "./map-branches.ts";
import { rewrite } from "./rewrite.ts";

/**
 * Replaces convolutions without bias by blocked ones, with reorderings around each: dense ones wider than 1x1 (those are
 * faster as they are) and depthwise ones. Channels must fill blocks; the first convolution may have fewer than a block.
 */
export function blockConvolutions(graph: Graph, block: number): Graph {
  const blockedOf = new Map<ValueName, Value>();
  const blocked = mapBranches(graph, (branch) => blockConvolutions(branch, block));
  return rewrite(blocked, (node, [x, w, bias], builder) => {
    if (node.op !== "Conv" || !x || !w || bias) return undefined;
    const window = windowOf(node.attributes);
    const order = weightOrder(x, w, window, block);
    if (!order) return undefined;
    const reordered = builder.op("Transpose", [builder.op("Reshape", [w], { shape: order.shape })], {
      perm: order.perm,
    });
    const weights = builder.op("Reshape", [reordered], { shape: w.type.shape });
    // A convolution of a convolution's result takes it as it is, without the way back and forth.
    const input = order.plainInput ? x : (blockedOf.get(x.name) ?? builder.op("ReorderInput", [x], { block }));
    const y = builder.op("BlockedConv", [input, weights], { ...node.attributes, block });
    const plain = builder.op("ReorderOutput", [y], { block, channels: y.type.shape[1] as number });
    blockedOf.set(plain.name, y);
    return [plain];
  });
}

interface WeightOrder {
  /** The weights' axes split into blocks, and the order the runtime wants them in. */
  readonly shape: readonly number[];
  readonly perm: readonly number[];
  readonly plainInput: boolean;
}

function weightOrder(x: Value, w: Value, { kernel, group }: Window, block: number): WeightOrder | undefined {
  const [outputs] = w.type.shape as readonly [number];
  const channels = x.type.shape[1] as number;
  const taps = kernel[0] * kernel[1];
  if (outputs % block !== 0) return undefined;
  if (group > 1) {
    if (group !== channels || outputs !== channels) return undefined;
    return { shape: [channels / block, block, taps], perm: [0, 2, 1], plainInput: false };
  }
  if (taps === 1) return undefined;
  if (channels < block) {
    return { shape: [outputs / block, block, channels, taps], perm: [0, 2, 3, 1], plainInput: true };
  }
  if (channels % block !== 0) return undefined;
  return { shape: [outputs / block, block, channels / block, block, taps], perm: [0, 2, 4, 3, 1], plainInput: false };
}
