/** @file The contract of a performance estimator: what an architecture is worth. */
import type { Json, MetricSpec, Rng, Values } from "../base/index.ts";

export interface EstimateContext {
  /** The trial's own stream; equal streams give equal estimates (but for measured times). */
  readonly rng: Rng;
  /** How much to spend, in the estimator's own unit (epochs for training). */
  readonly budget: number;
  /**
   * Budget of the whole of which this estimate may be the first part; what is planned ahead, as a learning rate's
   * schedule, is planned for it. Default: `budget`.
   */
  readonly fullBudget?: number;
  /**
   * Where an estimate of the same architecture and stream with a smaller budget ended, to go on from. It saves work and
   * changes no result; an estimator may leave it aside.
   */
  readonly checkpoint?: Checkpoint;
  readonly signal: AbortSignal;
  /** Tells an intermediate result after each step (epoch, from 1); "stop" asks for an early, pruned end. */
  report(step: number, values: Values): Promise<"continue" | "stop">;
  /** Tells what happened on the way and changes no result, such as work that had to be done again; for people. */
  note?(message: string): void;
}

export interface Estimate {
  readonly state: "complete" | "pruned";
  /** One value for each of the estimator's metrics (a pruned estimate: as known so far). */
  readonly values: Values;
  /** What was trained, so that it can be exported without training again; absent where nothing was. */
  readonly weights?: Weights;
  /** Where it ended, to go on from with a larger budget; absent where `budget` was all, or nothing can go on. */
  readonly checkpoint?: Checkpoint;
}

/** Training between two epochs: all that the next ones depend on beside the architecture, the data and the stream. */
export interface Checkpoint {
  /** Epochs trained. */
  readonly epoch: number;
  /** Optimiser steps taken. */
  readonly step: number;
  /** Parameters, the optimiser's slots and statistics by their names in the training step, flat. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** The epoch kept so far. */
  readonly best: { readonly epoch: number; readonly score: Values; readonly weights: Weights };
}

/** The trained state of a network, in the order of `network.parameters` and `network.normalizations`. */
export interface Weights {
  /** All parameters, flat. */
  readonly parameters: Float32Array;
  /** For each normalisation its running mean, then its running variance, flat. */
  readonly statistics: Float32Array;
}

/** Measures architectures. Safe to call several times at once; `estimate` rejects with a typed error when a trial fails. */
export interface Estimator<A> {
  readonly name: string;
  readonly metrics: readonly MetricSpec[];
  /** All that decides the result beside the architecture (data hash, settings): a study goes on with an equal one only. */
  readonly fingerprint: Json;
  estimate(arch: A, context: EstimateContext): Promise<Estimate>;
  /**
   * Tells what is known of an architecture without paying for it, such as its number of parameters: values that
   * `estimate` would give too, and cheap beside it. A study compares them with its constraints first, and ends a trial
   * that breaks one before anything is spent. Rejects where `estimate` would.
   */
  known?(arch: A): Values | Promise<Values>;
  /** Ends worker processes; optional. */
  [Symbol.asyncDispose]?(): Promise<void>;
}
