/** @file Architectures as one line of text. */
import { canonicalJson } from "../base/index.ts";
import type { LabelledDag } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";

/** Stands between the labels of a graph. */
export const LABEL_GLUE = " · ";

/** An architecture in full: text as it is, anything else as JSON. */
export function architectureText({ architecture }: TrialRecord): string {
  return typeof architecture === "string" ? architecture : canonicalJson(architecture);
}

/** The labels of its graph, which read better than JSON; an architecture that is text already stays as it is. */
export function shortArchitecture(trial: TrialRecord, dag: LabelledDag | undefined): string {
  if (!dag || typeof trial.architecture === "string") return architectureText(trial);
  return dag.labels.filter((label) => label !== "input" && label !== "output").join(LABEL_GLUE);
}
