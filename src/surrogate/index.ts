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
export { type CalibratedOptions, type CalibratedRegressor, calibrated, type FittedCalibrated } from "./calibrated.ts";
export { mixedKernel, productKernel, sumKernel } from "./combined-kernels.ts";
export { type DeltaOptions, type DeltaRegressor, deltaRegressor, type FittedDelta } from "./delta-regressor.ts";
export { extraTrees, type ForestOptions, randomForest } from "./forest.ts";
export {
  type FittedGaussianProcess,
  type GaussianProcess,
  type GaussianProcessOptions,
  gaussianProcess,
  type HyperParameters,
} from "./gaussian-process.ts";
export { type BoostingOptions, gradientBoosting } from "./gradient-boosting.ts";
export { expectedHypervolumeImprovement } from "./hypervolume-improvement.ts";
export { type BoundKernel, type HyperParameter, type Kernel, onColumns, onPart } from "./kernel.ts";
export { type CurvePrediction, curveExtrapolator, extrapolateCurve } from "./learning-curve.ts";
export { type MlpEnsembleOptions, type MlpRegressorOptions, mlpEnsemble, mlpRegressor } from "./mlp-ensemble.ts";
export { type PairwiseRankingOptions, pairwiseRanking } from "./pairwise-ranking.ts";
export {
  type FittedRankWeighted,
  fitSource,
  type RankWeightedOptions,
  type RankWeightedRegressor,
  rankWeighted,
} from "./rank-weighted.ts";
export type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";
export { hamming, matern, squaredExponential, type VectorKernelOptions } from "./vector-kernels.ts";
export {
  type LabelledGraph,
  type WeisfeilerLehmanOptions,
  weisfeilerLehman,
  weisfeilerLehmanFeatures,
} from "./weisfeiler-lehman.ts";
