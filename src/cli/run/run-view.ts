/** @file A run as its report shows it: all of it is in the run's database, whether the search has ended or not. */
import { basename } from "node:path";
import type { Constraint, MetricSpec } from "../../base/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { type FinalRecord, loadEnd, loadFinal, type SearchEnd } from "./final-record.ts";
import type { StoredRun } from "./open-run.ts";
import { STUDY } from "./run-folder.ts";
import type { RunSpec } from "./run-spec.ts";

export interface RunView {
  readonly spec: RunSpec;
  /** Name of the data. */
  readonly data: string;
  /** What the data were taken for, as pairs of label and value. */
  readonly dataFacts: readonly (readonly [label: string, value: string])[];
  readonly trials: readonly TrialRecord[];
  /** Every metric of a trial. */
  readonly metrics: readonly MetricSpec[];
  readonly objectives: readonly MetricSpec[];
  readonly constraints: readonly Constraint[];
  /** Undefined while the search has not ended. */
  readonly end: SearchEnd | undefined;
  /** The winner as trained in the end; undefined where that is not done. */
  readonly final: FinalRecord | undefined;
}

/** Reads a run; its data are not needed. */
export async function readRunView({ storage, studySpec, spec }: StoredRun): Promise<RunView> {
  const { metrics, objectives, constraints } = studySpec;
  return {
    ...{ spec, metrics, objectives, constraints },
    data: basename(spec.data),
    dataFacts: [["Data", spec.data]],
    trials: await storage.trials(STUDY),
    end: await loadEnd(storage),
    final: await loadFinal(storage),
  };
}
