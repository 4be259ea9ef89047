/** @file Draws the dropout masks a training step is fed. */
import type { Rng } from "../../base/index.ts";
import type { Network } from "../../graph/index.ts";
import { type Tensor, zeros } from "../../tensor/index.ts";

/** One mask for each that the network declares: 0 with probability `rate`, else 1 / (1 - rate). */
export function drawMasks(network: Network, rng: Rng): Record<string, Tensor> {
  const masks: Record<string, Tensor> = {};
  for (const { name, shape, rate } of network.masks) {
    const mask = zeros("float32", shape);
    const kept = 1 / (1 - rate);
    for (let i = 0; i < mask.data.length; i++) mask.data[i] = rng.next() < rate ? 0 : kept;
    masks[name] = mask;
  }
  return masks;
}
