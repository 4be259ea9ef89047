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
export { NetworkBuilder } from "./network-builder.ts";
