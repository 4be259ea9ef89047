/** @file What a report shows. */
import type { Constraint, MetricSpec } from "../base/index.ts";
import type { Outcomes } from "../export/index.ts";
import type { LabelledDag } from "../space/index.ts";
import type { TrialRecord } from "../storage/index.ts";

export interface ReportInput {
  /** Name of the study. */
  readonly title: string;
  /** Sentences for the top: how the search ended, and what else is to be known first. Default none. */
  readonly status?: readonly string[];
  /** How the search was run, as pairs of label and value: space, data, strategy, seed, versions. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** All metrics of the trials; the objectives are among them. */
  readonly metrics: readonly ReportMetric[];
  /**
   * Names of the metrics the search optimised; the first is drawn upwards, the second to the right. With more, each two
   * have a chart, one of which is shown by choice.
   */
  readonly objectives: readonly string[];
  /** Trials outside them are shown as such, and count for no best. */
  readonly constraints: readonly Constraint[];
  readonly trials: readonly TrialRecord[];
  /** Architectures as graphs, by the number of their trial: the winner's is drawn, the labels stand in the tables. */
  readonly dags: ReadonlyMap<number, LabelledDag>;
  /** What trials report as they run, where it is none of their metrics: how to call it, and its unit. */
  readonly stepMetrics?: readonly ReportMetric[];
  /** What a step of a learning curve is, such as "epoch". */
  readonly stepName: string;
  /** Numbers of the trials on the front. */
  readonly front: readonly number[];
  readonly winner: ReportWinner | null;
}

export interface ReportMetric extends MetricSpec {
  /** What to call it on the page. Default its name. */
  readonly label?: string;
}

export interface ReportWinner {
  /** Number of the trial. */
  readonly trial: number;
  /**
   * "winner": found by the search; "leading": the best so far, not trained to the end; "chosen": by hand, whatever is
   * better. Default "winner".
   */
  readonly role?: "winner" | "leading" | "chosen";
  /** The architecture in a few lines of text. */
  readonly drawing: string;
  /** What was measured of the winner in the end, the most important first: the test score, if there is one. */
  readonly results: readonly ReportResult[];
  /** What it predicted on the test part. Default: not known. */
  readonly outcomes?: Outcomes | null;
}

export interface ReportResult {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Where the true value lies with 95 % confidence. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** A few words on what the number is. */
  readonly note?: string;
}
