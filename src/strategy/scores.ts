/** @file Ranks results by one number each, whatever the number of objectives. */
import { crowdingDistance, nonDominatedSort, type Point } from "../pareto/index.ts";
import type { Contestant } from "./tournament.ts";

/** Orders the points of one front, every index once, the preferred first. */
export type FrontOrder = (front: readonly Point[]) => readonly number[];

/**
 * One number for each entry, smaller is better, so that strategies for one objective serve several: with one objective
 * its cost; with several the place in the order of non-dominated fronts, by default the less crowded first within a
 * front. What breaks a constraint comes after everything that breaks none: its number is moved up past the worst of them.
 *
 * @param entries  With finite costs, as `usable` gives them.
 */
export function scoresOf(entries: readonly Contestant[], orderFront: FrontOrder = lessCrowdedFirst): Float64Array {
  return infeasibleLast(
    entries,
    Float64Array.from(
      entries[0]?.costs.length === 1 ? entries.map((entry) => entry.costs[0] as number) : placesOf(entries, orderFront),
    ),
  );
}

/** The order within a front of NSGA-II; of equally crowded points the first comes first. */
export const lessCrowdedFirst: FrontOrder = (front) => {
  const distances = crowdingDistance(front);
  return front.map((_, at) => at).sort((a, b) => (distances[b] as number) - (distances[a] as number) || a - b);
};

/** Moves the scores of what breaks a constraint up past the worst of what breaks none; smaller is better. */
export function infeasibleLast(entries: readonly Contestant[], scores: Float64Array): Float64Array {
  const fine = scores.filter((_, i) => entries[i]?.feasible === true);
  const broken = scores.filter((_, i) => entries[i]?.feasible !== true);
  if (fine.length === 0 || broken.length === 0) return scores;
  const range = Math.max(...scores) - Math.min(...scores);
  const shift = Math.max(0, Math.max(...fine) - Math.min(...broken)) + (range > 0 ? 0.1 * range : 1);
  return scores.map((score, i) => (entries[i]?.feasible ? score : score + shift));
}

function placesOf(entries: readonly Contestant[], orderFront: FrontOrder): number[] {
  const places = new Array<number>(entries.length).fill(0);
  let place = 0;
  for (const front of nonDominatedSort(entries.map((entry) => entry.costs))) {
    for (const at of orderFront(front.map((i) => (entries[i] as Contestant).costs))) {
      places[front[at] as number] = place++;
    }
  }
  return places;
}
