/** @file The names of `index.ts` that need nothing of Node. */
export {
  AbortedError,
  type Constraint,
  createRng,
  DataError,
  DivergedError,
  EngineError,
  type ErrorCode,
  EspalierError,
  GraphError,
  InputError,
  IoError,
  type Json,
  MemoryError,
  type MetricSpec,
  ModelError,
  type Rng,
  SpaceError,
  StorageError,
  StudyBusyError,
  StudyExistsError,
  type Values,
} from "./base/index.ts";
export { type Dataset, fromArrays, type Task } from "./data/index.browser.ts";
export type { Estimate, EstimateContext, Estimator, TrainingOptions, Weights } from "./estimator/index.ts";
export { exportOnnx, type TrainedModel } from "./export/index.browser.ts";
export {
  type ArchitectureOf,
  choice,
  convChain,
  defineSpace,
  flag,
  list,
  mlp,
  nb201,
  ordered,
  range,
  type SearchSpace,
  type SpaceDeclaration,
} from "./space/index.ts";
export { createMemoryStorage, type Storage } from "./storage/index.ts";
export {
  evolution,
  type Observation,
  type Proposal,
  random,
  type Strategy,
  type StrategyFactory,
} from "./strategy/index.ts";
