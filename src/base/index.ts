export {
  AbortedError,
  DataError,
  DivergedError,
  EngineError,
  type ErrorCode,
  EspalierError,
  GraphError,
  InputError,
  IoError,
  ModelError,
  SpaceError,
  StorageError,
  StudyBusyError,
  StudyExistsError,
} from "./errors.ts";
export { canonicalJson, hashBytes, hashJson, type Json } from "./json.ts";
export { type Constraint, type MetricSpec, satisfies, type Values } from "./metric.ts";
export { createRng, pick, type Rng, type RngState, restoreRng, shuffled } from "./rng.ts";
export { checkIncreasing, checkInteger, mergeSettings, type Settings } from "./settings.ts";
export { mean, quantile } from "./stats.ts";
