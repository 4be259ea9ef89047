export { type AttentionOptions, selfAttention } from "./attention.ts";
export { batchStatistics, blendStatistics } from "./batch-statistics.ts";
export { channelShuffle, type SqueezeExciteOptions, squeezeExcite } from "./channels.ts";
export { choice } from "./choice.ts";
export { dropout, dropPath } from "./dropout.ts";
export { embedding, learnedPositions, rotaryPositions, sinusoidalPositions } from "./embedding.ts";
export { type ConvTransposeOptions, convTranspose2d, upsample } from "./enlargement.ts";
export { parameterTensors, statisticTensors, toInference } from "./inference.ts";
export { initialParameters, initialStatistics, parameterCount } from "./initialize.ts";
export {
  type Activation,
  activation,
  add,
  averagePool,
  batchNorm,
  type ConvOptions,
  concat,
  conv2d,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  type PoolOptions,
  zerosLike,
} from "./layers.ts";
export {
  binaryCrossEntropy,
  correctCount,
  crossEntropy,
  distillationLoss,
  huberLoss,
  meanAbsoluteError,
  meanSquaredError,
  quantileLoss,
} from "./losses.ts";
export { type ChoiceBranch, NetworkBuilder } from "./network-builder.ts";
export { groupNorm, instanceNorm, layerNorm } from "./normalization.ts";
export {
  type AdamSpec,
  appendOptimizerStep,
  type OptimizerSpec,
  type OptimizerStep,
  type SgdSpec,
  slotNames,
} from "./optimizer.ts";
export { isOnPath, type Path, pathFeeds } from "./path.ts";
export { gru, lstm, type RecurrentOptions } from "./recurrent.ts";
export {
  type GumbelSoftmaxOptions,
  gumbelSoftmax,
  mixedSum,
  stopGradient,
  straightThrough,
} from "./relaxation.ts";
export { cosineRate } from "./schedule.ts";
export { subnetwork, subnetworkParameters, subnetworkStatistics } from "./subnetwork.ts";
export { type Conv1dOptions, conv1d, type TemporalBlockOptions, temporalBlock } from "./temporal.ts";
export type { LossSpec } from "./training-loss.ts";
export { keepStep, startTraining, type TrainingState } from "./training-state.ts";
export { type TrainingStepOptions, trainingStep } from "./training-step.ts";
export { type TransformerBlockOptions, transformerBlock } from "./transformer.ts";
