/** @file The contract of a search strategy: ask, tell, snapshot. */
import type { Json, MetricSpec, Rng, Values } from "../base/index.ts";
import type { ArchKey, Capability, SearchSpace } from "../space/index.ts";

/** Number of a trial within its study, from 0, in the order asked. */
export type TrialId = number;

export interface Proposal<A> {
  readonly architecture: A;
  /** Where it came from, for people and lineage plots: "random", "mutation of 7". */
  readonly origin: string;
  /** Part of the study's budget to spend on it, in (0, 1]; 1 where absent. */
  readonly fidelity?: number;
  /**
   * The complete trial of the same architecture with a smaller fidelity whose training goes on here; it is the same
   * training then, so that a trial with fidelity 1 measures what one that began with fidelity 1 would. Default none.
   */
  readonly continues?: TrialId;
}

/** Values known part of the way through a trial. */
export interface CurveValue {
  /** Part of the study's budget spent so far, in (0, 1]. */
  readonly fidelity: number;
  readonly values: Values;
}

export interface Observation<A> {
  readonly trial: TrialId;
  readonly architecture: A;
  readonly key: ArchKey;
  /** `failed` and `pruned` trials are told too, so that a strategy never waits for them; their values may be partial. */
  readonly state: "complete" | "pruned" | "failed";
  readonly values: Values;
  /** True where every constraint of the study holds. */
  readonly feasible: boolean;
  /**
   * True where it was ended before anything was paid for it, as what was known of it breaks a constraint: `pruned`, with
   * those values alone. Absent otherwise.
   */
  readonly outside?: boolean;
  /** Part of the study's budget it was meant to get, in (0, 1]; 1 where absent. */
  readonly fidelity?: number;
  /** What was reported on the way, in order; none where absent. */
  readonly curve?: readonly CurveValue[];
}

/** A proposal as whoever keeps the history knows it. */
export interface PastProposal<A> {
  readonly architecture: A;
  readonly key: ArchKey;
  /** 1 where absent. */
  readonly fidelity?: number;
}

/** All that passed between a strategy and its caller. */
export interface History<A> {
  /** Every proposal, in the order made. */
  readonly proposals: readonly PastProposal<A>[];
  /** Every observation, in the order told. */
  readonly told: readonly Observation<A>[];
}

/**
 * Whether a snapshot holds what follows from the history, or whoever keeps the snapshot keeps the history as well: a
 * study does, since its trials are the history. So that what is saved with a trial does not grow with their number.
 */
export type HistoryForm = "inside" | "apart";

/**
 * Chooses architectures. One caller at a time; the study is the only caller.
 * Laws (see `strategySuite` in espalier/testing): restored from `snapshot()`, or from `snapshot("apart")` and the
 * history, a strategy proposes the same as it would have; `tell` changes no argument; equal seeds and equal observations
 * give equal proposals; `ask(n)` returns 1..n proposals, each valid in the space, and may be called again before their
 * results are told; `snapshot` is plain JSON.
 */
export interface Strategy<A> {
  ask(count: number): readonly Proposal<A>[];
  tell(observations: readonly Observation<A>[]): void;
  /** @param history  Default "inside". A strategy that keeps little may take no notice. */
  snapshot(history?: HistoryForm): Json;
  /**
   * Decides on an intermediate value, reported when a part `fidelity` of the study's budget is spent on a trial;
   * strategies without it never stop one.
   */
  judge?(trial: TrialId, fidelity: number, values: Values): "continue" | "stop";
}

export interface StrategyFactory {
  readonly name: string;
  /** Settings as plain JSON, stored with the study. */
  readonly settings: Json;
  readonly needs: readonly Capability[];
  /** What it is going to do in a space and why, in a sentence; absent where that is the same in all. */
  explain?<A extends Json>(space: SearchSpace<A>, objectives: readonly MetricSpec[]): string;
  create<A extends Json>(space: SearchSpace<A>, objectives: readonly MetricSpec[], rng: Rng): Strategy<A>;
  /**
   * Goes on from a snapshot.
   *
   * @param history  Up to the snapshot; to be given where it was taken with the history "apart".
   * @throws {StorageError} if the snapshot is none of this strategy.
   */
  restore<A extends Json>(
    space: SearchSpace<A>,
    objectives: readonly MetricSpec[],
    snapshot: Json,
    history?: History<A>,
  ): Strategy<A>;
}
