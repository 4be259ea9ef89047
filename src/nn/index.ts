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
  dropout,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  type PoolOptions,
  zerosLike,
} from "./layers.ts";
export { correctCount, crossEntropy, meanAbsoluteError, meanSquaredError } from "./losses.ts";
export { NetworkBuilder } from "./network-builder.ts";
export {
  type AdamSpec,
  appendOptimizerStep,
  type OptimizerSpec,
  type OptimizerStep,
  type SgdSpec,
  slotNames,
} from "./optimizer.ts";
export { cosineRate } from "./schedule.ts";
export { type TrainingStepOptions, trainingStep } from "./training-step.ts";
