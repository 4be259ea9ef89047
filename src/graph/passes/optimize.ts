/** @file The order of passes that makes a graph ready for the runtime. */
import type { Graph } from "../graph.ts";
import { lower } from "../lower/index.ts";
import type { Target } from "../target.ts";
import { verify } from "../verify.ts";
import { addInTurn } from "./add-in-turn.ts";
import { avoidClips } from "./avoid-clips.ts";
import { blockConvolutions } from "./block-convolutions.ts";
import { blockInputGradients } from "./block-input-gradients.ts";
import { blockWeightGradients } from "./block-weight-gradients.ts";
import { cancelReorders } from "./cancel-reorders.ts";
import { eliminateCommonSubexpressions } from "./eliminate-common-subexpressions.ts";
import { eliminateDeadCode } from "./eliminate-dead-code.ts";
import { fuseChannelSums } from "./fuse-channel-sums.ts";
import { fusePositiveMasks } from "./fuse-positive-masks.ts";
import { fuseScaledSums } from "./fuse-scaled-sums.ts";
import { gatherWeightGradients } from "./gather-weight-gradients.ts";
import { mergeReshapes } from "./merge-reshapes.ts";
import { shiftDepthwiseGradients } from "./shift-depthwise-gradients.ts";
import { splitBatchNormalization } from "./split-batch-normalization.ts";

/** Returns a graph that computes the same for the target, but for rounding, with the same inputs and outputs. */
export type Pass = (graph: Graph, target: Target) => Graph;

/** All passes in the order they run. Without any of them but `lower` a graph is slower, and equal. */
export const standardPasses: readonly Pass[] = [
  eliminateDeadCode,
  blockConvolutions,
  blockInputGradients,
  blockWeightGradients,
  shiftDepthwiseGradients,
  gatherWeightGradients,
  lower,
  splitBatchNormalization,
  fusePositiveMasks,
  fuseChannelSums,
  fuseScaledSums,
  mergeReshapes,
  eliminateCommonSubexpressions,
  addInTurn,
  cancelReorders,
  avoidClips,
  eliminateDeadCode,
];

/**
 * Lowers gradient operations, uses what the target has, merges reshapes and equal expressions and drops dead ones;
 * verified after every pass.
 *
 * @param target  Default: the portable operations alone. Another target changes results by rounding only.
 * @param passes  Default `standardPasses`.
 */
export function optimize(graph: Graph, target: Target = {}, passes: readonly Pass[] = standardPasses): Graph {
  return passes.reduce((current, pass) => {
    const next = pass(current, target);
    verify(next);
    return next;
  }, graph);
}
