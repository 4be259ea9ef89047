export { decodeCheckpoint, encodeCheckpoint } from "./checkpoint-artifact.ts";
export { earlierSearch } from "./earlier-search.ts";
export type { EndReason, Progress, StudyEvent, StudySummary } from "./events.ts";
export {
  type FinalModel,
  type FinalTrainingOptions,
  finalTraining,
  type TestResult,
  testMetrics,
  testResult,
  testScore,
} from "./final-training.ts";
export { bestOf, frontOf, type Goals } from "./front.ts";
export { metricName, parseConstraint } from "./metric-names.ts";
export { strategyRng } from "./replay.ts";
export { type SearchOptions, search } from "./search.ts";
export { type ResumeOptions, type RunOptions, Study, type StudyOptions } from "./study.ts";
export { StudyRun } from "./study-run.ts";
export { readSpec, type StudyGoals, type StudyParts, type StudySpec } from "./study-spec.ts";
export { trainedModel } from "./trained-model.ts";
export { brokenBound, endedOutside, isFeasible, type Trial, toTrial } from "./trial.ts";
export { decodeWeights, encodeWeights } from "./weights-artifact.ts";
