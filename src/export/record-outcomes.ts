/** @file Which recorder takes the outcomes of which task. */
import { ClassRecorder } from "./class-outcomes.ts";
import type { LabelledExamples, OutcomeRecorder } from "./outcomes.ts";
import { TargetRecorder } from "./target-outcomes.ts";

/** Creates the recorder for some examples. */
export function recordOutcomes(dataset: LabelledExamples): OutcomeRecorder {
  return dataset.task.kind === "classification" ? new ClassRecorder(dataset) : new TargetRecorder(dataset);
}
