/** @file Chooses the best of a few by feasibility, dominance and crowding. */
import { crowdingDistance, nonDominatedSort } from "../pareto/index.ts";

/** What a tournament looks at. */
export interface Contestant {
  readonly feasible: boolean;
  /** Objectives, minimised; NaN for one that was not measured, which loses against any number. */
  readonly costs: readonly number[];
}

/**
 * Returns the winner: feasible ones come before infeasible ones, then those of the first non-dominated front, then the
 * least crowded on it; of equals the one drawn first. With one objective this is the smallest cost.
 *
 * @param contestants  At least one, in the order drawn; an order drawn at random makes ties a fair coin.
 * Source: Deb, Pratap, Agarwal, Meyarivan 2002, NSGA-II, III-B (crowded comparison), within the sample.
 */
export function tournamentWinner<T extends Contestant>(contestants: readonly T[]): T {
  const feasible = contestants.filter((contestant) => contestant.feasible);
  const field = feasible.length > 0 ? feasible : contestants;
  const [best = []] = nonDominatedSort(field.map((contestant) => contestant.costs));
  const front = best.map((i) => field[i] as T);
  const distances = crowdingDistance(front.map((contestant) => contestant.costs));
  return front[distances.indexOf(Math.max(...distances))] as T;
}
