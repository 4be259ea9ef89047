export type { EndReason, Progress, StudyEvent, StudySummary } from "./events.ts";
export { type FinalModel, type FinalTrainingOptions, finalTraining, testMetrics, testScore } from "./final-training.ts";
export { bestOf, frontOf, type Goals } from "./front.ts";
export { metricName, parseConstraint } from "./metric-names.ts";
export { type ResumeOptions, type RunOptions, Study, type StudyOptions } from "./study.ts";
export { StudyRun } from "./study-run.ts";
export { readSpec, type StudyGoals, type StudyParts, type StudySpec } from "./study-spec.ts";
export { isFeasible, type Trial, toTrial } from "./trial.ts";
export { decodeWeights, encodeWeights } from "./weights-artifact.ts";
