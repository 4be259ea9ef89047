/** @file The contract of a performance estimator: what an architecture is worth. */
import type { Json, MetricSpec, Rng, Values } from "../base/index.ts";

export interface EstimateContext {
  /** The trial's own stream; equal streams give equal estimates (but for measured times). */
  readonly rng: Rng;
  /** How much to spend, in the estimator's own unit (epochs for training). */
  readonly budget: number;
  readonly signal: AbortSignal;
  /** Tells an intermediate result after each step (epoch, from 1); "stop" asks for an early, pruned end. */
  report(step: number, values: Values): Promise<"continue" | "stop">;
}

export interface Estimate {
  readonly state: "complete" | "pruned";
  /** One value for each of the estimator's metrics (a pruned estimate: as known so far). */
  readonly values: Values;
  /** What was trained, so that it can be exported without training again; absent where nothing was. */
  readonly weights?: Weights;
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
  /** Ends worker processes; optional. */
  [Symbol.asyncDispose]?(): Promise<void>;
}
