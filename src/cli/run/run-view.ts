/** @file A run as its report shows it: all of it is in the run's database, whether the search has ended or not. */
import type { Constraint, MetricSpec } from "../../base/index.ts";
import type { TrialRecord } from "../../storage/index.ts";
import { type FinalRecord, loadChoice, loadEnd, loadFinal, type SearchEnd } from "./final-record.ts";
import type { StoredRun } from "./open-run.ts";
import { STUDY } from "./run-folder.ts";
import type { RunOverview } from "./run-overview.ts";
import type { RunSpec } from "./run-spec.ts";

export interface RunView {
  readonly spec: RunSpec;
  /** What was told before the run began; undefined for runs of older versions. */
  readonly overview: RunOverview | undefined;
  readonly trials: readonly TrialRecord[];
  /** Every metric of a trial. */
  readonly metrics: readonly MetricSpec[];
  readonly objectives: readonly MetricSpec[];
  readonly constraints: readonly Constraint[];
  /** Undefined while the search has not ended. */
  readonly end: SearchEnd | undefined;
  /** The final model; undefined where none is trained yet. */
  readonly final: FinalRecord | undefined;
  /** True where the final model was chosen by hand. */
  readonly isChosen: boolean;
}

/** Reads a run; its data are not needed. */
export async function readRunView({ storage, studySpec, spec, notes }: StoredRun): Promise<RunView> {
  const { metrics, objectives, constraints } = studySpec;
  return {
    ...{ spec, overview: notes?.overview, metrics, objectives, constraints },
    trials: await storage.trials(STUDY),
    end: await loadEnd(storage),
    final: await loadFinal(storage),
    isChosen: (await loadChoice(storage)) !== undefined,
  };
}
