/** @file What the trials of one run share, and how one ends. */
import type { Json } from "../base/index.ts";
import type { Estimator } from "../estimator/index.ts";
import type { Storage, TrialOutcome } from "../storage/index.ts";
import type { Strategy } from "../strategy/index.ts";
import type { StudyEvent } from "./events.ts";
import type { StudySpec } from "./study-spec.ts";

/** What the trials of one run share. */
export interface TrialContext<A extends Json> {
  readonly storage: Storage;
  readonly study: string;
  readonly spec: StudySpec;
  readonly estimator: Estimator<A>;
  readonly strategy: Strategy<A>;
  readonly worker: string;
  readonly signal: AbortSignal;
  readonly emit: (event: StudyEvent<A>) => void;
}

/** How an estimate ended, with the error where it failed. */
export interface RunOutcome {
  readonly outcome: TrialOutcome;
  readonly cause?: unknown;
}
