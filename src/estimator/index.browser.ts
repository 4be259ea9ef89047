export type { Checkpoint, Estimate, EstimateContext, Estimator, Weights } from "./estimator.ts";
export { costMetrics, staticCost } from "./static-cost.ts";
export { Predictor } from "./training/predictor.ts";
export { type Score, Scorer, scoreMetrics } from "./training/score.ts";
export { type TrainingHooks, type TrainingJob, trainNetwork } from "./training/train-network.ts";
export { trainingMemoryBytes } from "./training/training-memory.ts";
export {
  type ResolvedTrainingOptions,
  resolveTrainingOptions,
  type TrainingOptions,
} from "./training/training-options.ts";
