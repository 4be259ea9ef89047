export { type BaggedOptions, bagged, type EnsembleRegressor, type FittedEnsemble } from "./bagged.ts";
export { extraTrees, type ForestOptions, randomForest } from "./forest.ts";
export { type BoostingOptions, gradientBoosting } from "./gradient-boosting.ts";
export type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";
