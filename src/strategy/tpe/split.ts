/** @file Tells good results from the rest. */
import type { Entry } from "../archive.ts";
import { scoresOf } from "../scores.ts";
import { ageWeights } from "./age-weights.ts";

/** The good results and what each weighs. */
export interface GoodResults<A> {
  /** By trial, the oldest first. */
  readonly entries: readonly Entry<A>[];
  readonly weights: ArrayLike<number>;
}

/**
 * Picks so many good results.
 *
 * @param entries  With finite costs.
 * @param count  At most `entries.length`.
 */
export type Split = <A>(entries: readonly Entry<A>[], count: number, forgetting: number) => GoodResults<A>;

/** Picks the best by `scoresOf`, the earlier of equals, and weighs them by age. */
export function splitByScore<A>(entries: readonly Entry<A>[], count: number, forgetting: number): GoodResults<A> {
  const scores = scoresOf(entries);
  const best = smallest(scores, count).map((i) => entries[i] as Entry<A>);
  return { entries: best.sort((a, b) => a.trial - b.trial), weights: ageWeights(count, forgetting) };
}

/** Places of the `count` smallest values; of equal ones the first. */
function smallest(values: Float64Array, count: number): number[] {
  const bound = values.toSorted()[count - 1] as number;
  const below: number[] = [];
  const equal: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) < bound) below.push(i);
    else if (values[i] === bound) equal.push(i);
  }
  return [...below, ...equal.slice(0, count - below.length)];
}
