export { type Attribute, type AttributeKind, type Attributes, intsOf, numberOf } from "./attributes.ts";
export { type BranchBuilder, GraphBuilder, type Value } from "./builder.ts";
export { flops, peakActivationBytes } from "./cost.ts";
export type { Graph, Node, OpNode, SwitchNode, ValueName } from "./graph.ts";
export { inferNode, inferTypes } from "./infer.ts";
export { inline } from "./inline.ts";
export { lower } from "./lower/index.ts";
export { peakRunBytes, programBytes } from "./memory/run-memory.ts";
export type {
  BranchName,
  Choice,
  Initializer,
  Network,
  Noise,
  NoiseKind,
  Normalization,
  Owned,
  Parameter,
} from "./network.ts";
export type {
  BlockedOp,
  ConvolutionOp,
  ElementwiseOp,
  IndexingOp,
  LayoutOp,
  PoolingOp,
  ProductOp,
  ReductionOp,
} from "./ops/index.ts";
export {
  isOpType,
  type OpSpec,
  type OpType,
  ops,
  type SliceAxis,
  sliceAxes,
  slide,
  type Window,
  windowOf,
} from "./ops/index.ts";
export { type Owner, type Owners, ownersIn } from "./owners.ts";
export { addInTurn } from "./passes/add-in-turn.ts";
export { avoidClips } from "./passes/avoid-clips.ts";
export { bindInputs } from "./passes/bind-inputs.ts";
export { blockConvolutions } from "./passes/block-convolutions.ts";
export { blockInputGradients } from "./passes/block-input-gradients.ts";
export { blockWeightGradients } from "./passes/block-weight-gradients.ts";
export { cancelReorders } from "./passes/cancel-reorders.ts";
export { eliminateCommonSubexpressions } from "./passes/eliminate-common-subexpressions.ts";
export { eliminateDeadCode } from "./passes/eliminate-dead-code.ts";
export { foldBatchNormalization } from "./passes/fold-batch-normalization.ts";
export { fuseChannelSums } from "./passes/fuse-channel-sums.ts";
export { fusePositiveMasks } from "./passes/fuse-positive-masks.ts";
export { fuseScaledSums } from "./passes/fuse-scaled-sums.ts";
export { gatherWeightGradients } from "./passes/gather-weight-gradients.ts";
export { mapBranches } from "./passes/map-branches.ts";
export { mergeReshapes } from "./passes/merge-reshapes.ts";
export { mergeSwitches } from "./passes/merge-switches.ts";
export { optimize, type Pass, standardPasses } from "./passes/optimize.ts";
export { type RewriteRule, rewrite } from "./passes/rewrite.ts";
export { type Picks, type Selection, selectBranches } from "./passes/select-branches.ts";
export { shiftDepthwiseGradients } from "./passes/shift-depthwise-gradients.ts";
export { sinkIntoBranches } from "./passes/sink-into-branches.ts";
export { splitBatchNormalization } from "./passes/split-batch-normalization.ts";
export { outputsOfBranch, readsCapture } from "./switch.ts";
export type { Target } from "./target.ts";
export { unusedName } from "./unused-name.ts";
export { verify } from "./verify.ts";
