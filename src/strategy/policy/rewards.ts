/** @file Results as rewards. */
import type { Json } from "../../base/index.ts";
import type { Archive } from "../archive.ts";
import { scoresOf } from "../scores.ts";
import type { Observation } from "../strategy.ts";

/**
 * Enters a result into the archive and returns its reward, more is better: the negated cost where there is one
 * objective, and where there are several, minus the part of all results so far that `scoresOf` places before it.
 *
 * @returns undefined where nothing is to be learnt: the trial failed, was pruned, or has a value missing.
 */
export function rewardOf<A extends Json>(archive: Archive<A>, observation: Observation<A>): number | undefined {
  archive.tell([observation]);
  const newest = archive.entries.at(-1);
  const known = archive.usable();
  if (newest === undefined || known.at(-1) !== newest) return undefined;
  const score = scoresOf(known).at(-1) as number;
  return newest.costs.length === 1 ? -score : -score / known.length;
}
