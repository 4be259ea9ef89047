/** @file Which recorder takes the outcomes of which task. */
import type { Dataset } from "../data/index.ts";
import { ClassRecorder } from "./class-outcomes.ts";
import type { OutcomeRecorder } from "./outcomes.ts";
import { TargetRecorder } from "./target-outcomes.ts";

/** Creates the recorder for examples of a data set. */
export function recordOutcomes(dataset: Dataset): OutcomeRecorder {
  return dataset.task.kind === "classification" ? new ClassRecorder(dataset) : new TargetRecorder(dataset);
}
