/** @file Results as rewards. */
import { InputError, type Json } from "../../base/index.ts";
import type { Archive } from "../archive.ts";
import { scoresOf } from "../scores.ts";
import type { Observation } from "../strategy.ts";

/** "rank": the part of all results so far that are worse, less one; "value": the negated cost itself. */
export type RewardKind = "rank" | "value";

/** @throws {InputError} if it is neither. */
export function checkReward(owner: string, reward: RewardKind): void {
  if (reward === "rank" || reward === "value") return;
  throw new InputError(`Cannot set up ${owner}: reward is "${reward}", expected rank or value`);
}

/**
 * Enters a result into the archive and returns its reward, more is better. Several objectives always go by rank, that
 * of `scoresOf`.
 *
 * Steps are as long as rewards differ: by value, after one network that failed to learn anything all others are alike
 * for a long time, and the good ones, which are close to each other, always.
 *
 * @returns undefined where nothing is to be learnt: the trial failed, was pruned, or has a value missing.
 * Source: Wierstra, Schaul, Glasmachers, Sun, Peters, Schmidhuber 2014, "Natural Evolution Strategies", section 3.1, for
 * rewards by rank. Differs: among all results so far, not those of a generation.
 */
export function rewardOf<A extends Json>(
  archive: Archive<A>,
  observation: Observation<A>,
  kind: RewardKind,
): number | undefined {
  archive.tell([observation]);
  const newest = archive.entries.at(-1);
  const known = archive.usable();
  if (newest === undefined || known.at(-1) !== newest) return undefined;
  const scores = scoresOf(known);
  const own = scores.at(-1) as number;
  if (kind === "value" && newest.costs.length === 1) return -own;
  // Equals, the result itself among them, share their places.
  const before = scores.reduce((sum, score) => sum + (score < own ? 1 : score === own ? 0.5 : 0), 0);
  return -before / known.length;
}
