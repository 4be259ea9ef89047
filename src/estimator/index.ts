export type { Checkpoint, Estimate, EstimateContext, Estimator, Weights } from "./estimator.ts";
export {
  type Nb301Table,
  type Progress,
  type PublishedFormat,
  publishedFormat,
  readNb101,
  readNb301,
} from "./published/index.ts";
export { costMetrics, staticCost } from "./static-cost.ts";
export {
  architectureText,
  type Column,
  decodeTable,
  encodeTable,
  metricOfColumn,
  type NumberColumn,
  parseTableCsv,
  readTable,
  Table,
  type TableContent,
  type TableCsvOptions,
  type TableEstimatorOptions,
  TableMeasures,
  type TableMetric,
  type TableSeconds,
  type TextColumn,
  tableEstimator,
  tableName,
} from "./table/index.ts";
export { Predictor } from "./training/predictor.ts";
export { type Score, Scorer, scoreMetrics } from "./training/score.ts";
export { type TrainingHooks, type TrainingJob, trainNetwork } from "./training/train-network.ts";
export { trainingMemoryBytes } from "./training/training-memory.ts";
export {
  type ResolvedTrainingOptions,
  resolveTrainingOptions,
  type TrainingOptions,
} from "./training/training-options.ts";
export {
  latencyMetrics,
  type TrainingEstimator,
  type TrainingEstimatorOptions,
  trainingEstimator,
} from "./training-estimator.ts";
export { estimateTrialTime, type TrialTime, type TrialTimeOptions } from "./trial-time.ts";
