/** @file Results as rewards. */
import type { Json } from "../../base/index.ts";
import type { Archive } from "../archive.ts";
import { boundedTargets } from "../model/bounded-targets.ts";
import { scoresOf } from "../scores.ts";
import type { Observation } from "../strategy.ts";

/**
 * Enters a result into the archive and returns its reward, more is better: the negated cost where there is one
 * objective, and where there are several, minus the part of all results so far that `scoresOf` places before it.
 *
 * Costs count by `boundedTargets` among all results so far: steps are as long as rewards were different, and after one
 * network that failed to learn anything, all others would be alike for a long time.
 *
 * @returns undefined where nothing is to be learnt: the trial failed, was pruned, or has a value missing.
 */
export function rewardOf<A extends Json>(archive: Archive<A>, observation: Observation<A>): number | undefined {
  archive.tell([observation]);
  const newest = archive.entries.at(-1);
  const known = archive.usable();
  if (newest === undefined || known.at(-1) !== newest) return undefined;
  const scores = scoresOf(known);
  if (newest.costs.length > 1) return -(scores.at(-1) as number) / known.length;
  return -(boundedTargets(scores).at(-1) as number);
}
