export {
  type Acquisition,
  acquire,
  confidenceBound,
  expectedImprovement,
  logExpectedImprovement,
  probabilityOfImprovement,
  thompsonSampling,
} from "./acquisition.ts";
export { type BaggedOptions, bagged, type EnsembleRegressor, type FittedEnsemble } from "./bagged.ts";
export { type BayesianLinearOptions, bayesianLinear } from "./bayesian-linear.ts";
export { mixedKernel, productKernel, sumKernel } from "./combined-kernels.ts";
export { extraTrees, type ForestOptions, randomForest } from "./forest.ts";
export {
  type FittedGaussianProcess,
  type GaussianProcess,
  type GaussianProcessOptions,
  gaussianProcess,
  type HyperParameters,
} from "./gaussian-process.ts";
export { type BoostingOptions, gradientBoosting } from "./gradient-boosting.ts";
export { type BoundKernel, type HyperParameter, type Kernel, onColumns, onPart } from "./kernel.ts";
export { type MlpEnsembleOptions, type MlpRegressorOptions, mlpEnsemble, mlpRegressor } from "./mlp-ensemble.ts";
export type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";
export { hamming, matern, squaredExponential, type VectorKernelOptions } from "./vector-kernels.ts";
export {
  type LabelledGraph,
  type WeisfeilerLehmanOptions,
  weisfeilerLehman,
  weisfeilerLehmanFeatures,
} from "./weisfeiler-lehman.ts";
