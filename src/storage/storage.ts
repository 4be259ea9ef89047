/** @file The storage contract: where studies and their trials live. */
import type { Json } from "../base/index.ts";

export type TrialState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** A trial as stored; reading gives a frozen copy that later writes never alter. */
export interface TrialRecord {
  readonly number: number;
  readonly state: TrialState;
  readonly architecture: Json;
  readonly key: string;
  /** Where the strategy got it from. */
  readonly origin: string;
  /** Part of the study's budget it is given, in (0, 1]. */
  readonly fidelity: number;
  /** Number of the earlier trial of this architecture whose training it goes on with; null where it has none. */
  readonly continues: number | null;
  /** Metric values; null until finished (a failed trial keeps what was known). */
  readonly values: Readonly<Record<string, number>> | null;
  /** Intermediate values by step, in order of steps. */
  readonly curve: readonly CurvePoint[];
  /** Wall-clock seconds spent on it; 0 for a duplicate. */
  readonly seconds: number;
  /** Why it failed, one line. */
  readonly error: string | null;
  /** Number of the earlier trial whose result was taken over, where the architecture had been paid for already. */
  readonly duplicateOf: number | null;
  readonly worker: string | null;
  /** How often it was claimed. */
  readonly attempts: number;
  /** Position among the finished trials of the study in the order they finished, from 1; null until finished. */
  readonly finishOrder: number | null;
}

export interface CurvePoint {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface NewTrial {
  readonly architecture: Json;
  readonly key: string;
  readonly origin: string;
  /** Default 1: the whole budget. */
  readonly fidelity?: number;
  /** Default none. */
  readonly continues?: number;
}

export interface TrialOutcome {
  readonly state: "complete" | "pruned" | "failed";
  readonly values: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly error?: string;
  readonly duplicateOf?: number;
  /** Opaque bytes kept with the trial (trained weights). */
  readonly artifact?: Uint8Array;
  /** Opaque bytes that a trial which continues this one may go on from; see `loadCheckpoint`. */
  readonly checkpoint?: Uint8Array;
}

/** The strategy's state after it was told all results up to `cursor`, and asked for all trials stored. */
export interface StoredSnapshot {
  /** `finishOrder` of the last result told; 0 before the first. */
  readonly cursor: number;
  readonly snapshot: Json;
}

/**
 * Keeps studies. Every method is one atomic step: after a crash at any instant it has happened entirely or not at all.
 * Several processes may read while one searches, and several workers may claim trials of one study.
 *
 * Laws (see `storageSuite` in espalier/testing): a finished trial never changes; a trial is claimed by one worker at a
 * time, oldest number first; when its lease ends it can be claimed again, by exactly one of those who try; a report or
 * result of a worker that no longer holds the lease is ignored (`false`), never an error; trial numbers are
 * consecutive from 0; records read are not altered by later writes.
 *
 * A worker holds a trial from its claim until it finishes it, or the trial is released or claimed anew: a lease that
 * ended, but whose trial nobody took over, still counts, so that no finished work is thrown away.
 * Metric values may be NaN or infinite; architectures, specs, snapshots and attributes must be JSON with finite numbers
 * ({@link InputError}). Naming a study that was not created is a {@link StorageError}, except in `loadStudy`.
 */
export interface Storage extends AsyncDisposable {
  /** @throws {StudyExistsError} if the name is taken. */
  createStudy(name: string, spec: Json): Promise<void>;
  /** The spec as created; undefined where there is no such study. */
  loadStudy(name: string): Promise<Json | undefined>;
  /** Names in the order of creation. */
  listStudies(): Promise<readonly string[]>;

  /** Adds waiting trials and, in the same step, saves the strategy's snapshot taken after it proposed them. */
  addTrials(study: string, trials: readonly NewTrial[], snapshot: StoredSnapshot): Promise<readonly TrialRecord[]>;
  /** Claims the oldest trial that is waiting or whose lease has ended; undefined where there is none. */
  claimTrial(study: string, worker: string, leaseMs: number): Promise<TrialRecord | undefined>;
  /** Prolongs a lease from now; false if the worker no longer holds the trial. */
  renewLease(study: string, trial: number, worker: string, leaseMs: number): Promise<boolean>;
  /** Ends the leases of workers known to be dead, so that their trials can be claimed at once; returns how many. */
  releaseLeases(study: string, isDead: (worker: string) => boolean): Promise<number>;
  /** Records an intermediate value; a step reported again (a trial run again) replaces the earlier one. */
  report(study: string, trial: number, worker: string, point: CurvePoint): Promise<boolean>;
  /**
   * Keeps where a trial under way stands, in place of what was kept before, so that it can go on there after an
   * interruption: {@link loadCheckpoint} gives it until the trial is finished. False (and no change) if the worker does
   * not hold the trial.
   */
  saveCheckpoint(study: string, trial: number, worker: string, checkpoint: Uint8Array): Promise<boolean>;
  /** Ends a trial; false (and no change) if the worker does not hold the trial. */
  finishTrial(study: string, trial: number, worker: string, outcome: TrialOutcome): Promise<boolean>;

  /** All trials in order of number. */
  trials(study: string): Promise<readonly TrialRecord[]>;
  /** Finished trials with `finishOrder > cursor`, in that order. */
  finishedSince(study: string, cursor: number): Promise<readonly TrialRecord[]>;
  /** The artifact of a finished trial; undefined where none was kept. */
  loadArtifact(study: string, trial: number): Promise<Uint8Array | undefined>;
  /**
   * The checkpoint of a finished trial, or of one under way that was interrupted. It is dropped when a trial that continues this one is finished, and when the
   * checkpoints of the study's later trials take {@link CHECKPOINT_BYTES} together with it: undefined then.
   */
  loadCheckpoint(study: string, trial: number): Promise<Uint8Array | undefined>;

  /** The last snapshot saved with `addTrials`. */
  loadSnapshot(study: string): Promise<StoredSnapshot | undefined>;

  /** Keeps a small JSON value of the study under a name (results, counters), replacing the earlier one. */
  setAttribute(study: string, name: string, value: Json): Promise<void>;
  getAttribute(study: string, name: string): Promise<Json | undefined>;
  /**
   * Replaces an attribute by `after` where it still equals `before` (the order of keys apart); undefined stands for no
   * attribute. Of those who replace the same value at once, exactly one does: the others get false, and no change.
   */
  replaceAttribute(study: string, name: string, before: Json | undefined, after: Json | undefined): Promise<boolean>;
}
