/** @file What strategies are compared on: a space whose every architecture has known results. */
import type { Json, MetricSpec } from "../base/index.ts";
import type { SearchSpace } from "../space/index.ts";
import type { Features } from "../strategy/index.ts";

/** What is known of one architecture. */
export interface Measurement {
  /** The searched metric at each fidelity of the problem, in their order. */
  readonly searched: readonly number[];
  /** The reported metric, of the whole budget. */
  readonly reported: number;
  /** Simulated seconds of an evaluation: `seconds * fidelity + secondsOnce`. */
  readonly seconds: number;
  readonly secondsOnce: number;
}

/** Looking up is pure: equal architectures have equal measurements at each call. */
export interface Problem<A extends Json> {
  readonly space: SearchSpace<A>;
  /** What strategies are told. */
  readonly searched: MetricSpec;
  /** What counts in the end for the architecture that is best by the searched metric, such as test accuracy. */
  readonly reported: MetricSpec;
  /** Parts of the whole budget at which the searched metric is known, increasing; the last is 1. */
  readonly fidelities: readonly number[];
  /** The best value of the searched metric at fidelity 1. */
  readonly optimum: number;
  /** The best value of the reported metric. */
  readonly reportedOptimum: number;
  /** Cheap numbers about architectures, for strategies that use them. */
  readonly features?: Features<A>;
  /** @throws {DataError} if nothing is known of the architecture. */
  measure(arch: A): Measurement;
}

/** True where `a` is better than `b`. */
export function isBetter(goal: MetricSpec["goal"], a: number, b: number): boolean {
  return goal === "max" ? a > b : a < b;
}
