/** @file What happens in a study while it runs, as typed events. */
import type { Values } from "../base/index.ts";
import type { Trial } from "./trial.ts";

/** How far a run is. */
export interface Progress {
  /**
   * Trials of the study that are finished: complete, pruned, failed, duplicates. Those that were outside the constraints
   * before anything was paid for them do not count.
   */
  readonly finished: number;
  /** Trials the study shall have in the end; null where only time bounds the run. */
  readonly target: number | null;
  /** Since this run began. */
  readonly elapsedMs: number;
  /** Estimate of the time left, from the pace of this run. */
  readonly remainingMs: number;
}

/**
 * Why a run ended: the study has its trials; the time is up; the space holds nothing new; nothing found for long is
 * within the constraints; the signal was aborted.
 */
export type EndReason = "trials" | "time" | "exhausted" | "infeasible" | "aborted";

/** How a run ended. */
export interface StudySummary {
  readonly reason: EndReason;
  /** Trials of the study by how they ended; duplicates count as complete as well. */
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
  /** Ended before anything was paid for them, as what was known of them breaks a constraint. */
  readonly outside: number;
  readonly duplicates: number;
  /** Trials asked for and not finished; resuming the study runs them first. */
  readonly unfinished: number;
  readonly elapsedMs: number;
}

export type StudyEvent<A> =
  /** An estimate begins; `attempt` above 1 means the trial was interrupted before and is run again. */
  | {
      readonly type: "trial-started";
      readonly number: number;
      readonly architecture: A;
      readonly origin: string;
      readonly attempt: number;
      /** What it may spend, in the estimator's unit. */
      readonly budget: number;
    }
  /** An intermediate result, such as the values after an epoch. */
  | { readonly type: "trial-step"; readonly number: number; readonly step: number; readonly values: Values }
  /** The architecture was measured before: the result is taken over instead of paid for again. */
  | { readonly type: "duplicate"; readonly number: number; readonly duplicateOf: number }
  /** A trial that continues another trains all again: its checkpoint is gone or damaged. The result is the same. */
  | { readonly type: "trained-anew"; readonly number: number; readonly continues: number; readonly reason: string }
  /** Something happened to a trial under way that changes no result: its worker process was killed, and it is run again. */
  | { readonly type: "trial-note"; readonly number: number; readonly message: string }
  /** A trial ended, in whichever state; in the order of `finishOrder`. */
  | { readonly type: "trial-finished"; readonly trial: Trial<A>; readonly progress: Progress }
  /** The trial's lease ended and another worker has it; the late result is dropped. */
  | { readonly type: "trial-lost"; readonly number: number }
  /** The last event of a run that did not throw. */
  | { readonly type: "study-finished"; readonly summary: StudySummary };
