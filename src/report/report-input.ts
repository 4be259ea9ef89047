/** @file What a report shows. */
import type { Constraint, MetricSpec } from "../base/index.ts";
import type { LabelledDag } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";

export interface ReportInput {
  /** Name of the study. */
  readonly title: string;
  /** How the search was run, as pairs of label and value: space, data, strategy, seed, versions. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** All metrics of the trials; the objectives are among them. */
  readonly metrics: readonly MetricSpec[];
  /** Names of the metrics the search optimised; the first is drawn upwards, the second to the right. */
  readonly objectives: readonly string[];
  /** Trials outside them are shown as such, and count for no best. */
  readonly constraints: readonly Constraint[];
  readonly trials: readonly TrialRecord[];
  /** Architectures as graphs, by the number of their trial: the winner's is drawn, the labels stand in the tables. */
  readonly dags: ReadonlyMap<number, LabelledDag>;
  /** What a step of a learning curve is, such as "epoch". */
  readonly stepName: string;
  /** Numbers of the trials on the front. */
  readonly front: readonly number[];
  readonly winner: ReportWinner | null;
}

export interface ReportWinner {
  /** Number of the trial. */
  readonly trial: number;
  /** The architecture in a few lines of text. */
  readonly drawing: string;
  /** What was measured of the winner in the end, such as test accuracy. */
  readonly results: readonly { readonly name: string; readonly unit: string; readonly value: number }[];
}
