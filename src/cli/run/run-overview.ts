/** @file What is known of a run before it begins: what the data were taken for, what was chosen, how long it may take. */
import type { DataOverview } from "../../data/index.ts";

/** A setting in words, and whether it was asked for or chosen by default. */
export interface Choice {
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
}

/** Estimates in seconds; on a machine that does nothing else. */
export interface ExpectedTime {
  /** Of a trial of all its epochs. */
  readonly trial: number;
  /** Of the search and the final training. */
  readonly total: number;
  /** True where trials may end early, by the strategy or the time given: then it takes that long at most. */
  readonly isBound: boolean;
}

/** Plain JSON, kept with the study. */
export interface RunOverview {
  readonly data: DataOverview;
  readonly choices: readonly Choice[];
  /** Null where it could not be estimated. */
  readonly time: ExpectedTime | null;
}
