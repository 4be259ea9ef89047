export {
  AbortedError,
  DataError,
  DivergedError,
  EngineError,
  type ErrorCode,
  EspalierError,
  firstLine,
  GraphError,
  InputError,
  IoError,
  MemoryError,
  ModelError,
  SpaceError,
  StorageError,
  StudyBusyError,
  StudyExistsError,
} from "./errors.ts";
export { bootstrapInterval, type Interval, wilsonInterval } from "./interval.ts";
export { canonicalJson, hashBytes, hashJson, type Json } from "./json.ts";
export { jsonFault } from "./json-fault.ts";
export { type MannWhitney, mannWhitney } from "./mann-whitney.ts";
export { md5Text } from "./md5.ts";
export { type Constraint, type MetricSpec, satisfies, type Values } from "./metric.ts";
export { normalCdf, normalLogCdf, normalPdf, normalQuantile } from "./normal.ts";
export { checkOption, checkOptions, needed, type OptionCheck, type OptionChecks, optionOf } from "./option-checks.ts";
export { PRINTABLE_LENGTH, printable } from "./printable.ts";
export { kendallTau, pearson, ranks, spearman } from "./rank-correlation.ts";
export { restoreError } from "./restore-error.ts";
export { createRng, pick, type Rng, type RngState, restoreRng, shuffled } from "./rng.ts";
export { checkIncreasing, checkInteger, checkNumber, mergeSettings, type Settings } from "./settings.ts";
export { pathWord, shellCommand, shellWord } from "./shell-command.ts";
export { shown } from "./shown.ts";
export { mean, quantile, standardDeviation, variance } from "./stats.ts";
export { systemCause, toIoError, unexpectedIoError } from "./system-error.ts";
