/** @file Ranks results by one number each, whatever the number of objectives. */
import { crowdingDistance, nonDominatedSort } from "../pareto/index.ts";
import type { Contestant } from "./tournament.ts";

/**
 * One number for each entry, smaller is better, so that strategies for one objective serve several: with one objective
 * its cost; with several the place in the order of non-dominated fronts, the less crowded first within a front. What
 * breaks a constraint comes after everything that breaks none: its number is moved up past the worst of them.
 *
 * @param entries  With finite costs, as `usable` gives them.
 */
export function scoresOf(entries: readonly Contestant[]): Float64Array {
  return infeasibleLast(
    entries,
    Float64Array.from(
      entries[0]?.costs.length === 1 ? entries.map((entry) => entry.costs[0] as number) : placesOf(entries),
    ),
  );
}

/** Moves the scores of what breaks a constraint up past the worst of what breaks none; smaller is better. */
export function infeasibleLast(entries: readonly Contestant[], scores: Float64Array): Float64Array {
  const fine = scores.filter((_, i) => entries[i]?.feasible === true);
  const broken = scores.filter((_, i) => entries[i]?.feasible !== true);
  if (fine.length === 0 || broken.length === 0) return scores;
  const range = Math.max(...scores) - Math.min(...scores);
  const shift = Math.max(0, Math.max(...fine) - Math.min(...broken)) + (range > 0 ? 0.1 * range : 1);
  return scores.map((score, i) => (entries[i]?.feasible ? score : score + shift));
}

function placesOf(entries: readonly Contestant[]): number[] {
  const places = new Array<number>(entries.length).fill(0);
  let place = 0;
  for (const front of nonDominatedSort(entries.map((entry) => entry.costs))) {
    const distances = crowdingDistance(front.map((i) => (entries[i] as Contestant).costs));
    const order = front.map((_, at) => at).sort((a, b) => (distances[b] as number) - (distances[a] as number) || a - b);
    for (const at of order) places[front[at] as number] = place++;
  }
  return places;
}
