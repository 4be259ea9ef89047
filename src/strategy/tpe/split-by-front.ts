/** @file Tells good results from the rest by several objectives. */
import { hypervolumeContributions, hypervolumeSubset, nonDominatedSort, referencePoint } from "../../pareto/index.ts";
import type { Entry } from "../archive.ts";
import { type GoodResults, type Split, splitByScore } from "./split.ts";

/** What a good result weighs: as much as any other, or the hypervolume that is lost without it. */
export type FrontWeights = "uniform" | "contribution";

/** Least weight, of the greatest, so that every good result counts. Source: Optuna. */
const LEAST = 1e-12;

/**
 * Picks results front by front, what is feasible before the rest; of the front that has too many, those that dominate
 * the most volume together. With one objective as `splitByScore`.
 */
export function splitByFront(weights: FrontWeights): Split {
  return (entries, count, forgetting) => {
    if (entries[0]?.costs.length === 1) return splitByScore(entries, count, forgetting);
    const good = bestOf(entries, count).sort((a, b) => a.trial - b.trial);
    return { entries: good, weights: weights === "uniform" ? good.map(() => 1) : contributions(good) };
  };
}

function bestOf<A>(entries: readonly Entry<A>[], count: number): Entry<A>[] {
  const good: Entry<A>[] = [];
  for (const feasible of [true, false]) {
    const some = entries.filter((entry) => entry.feasible === feasible);
    for (const places of nonDominatedSort(some.map(({ costs }) => costs))) {
      const front = places.map((i) => some[i] as Entry<A>);
      good.push(...largestOf(front, Math.min(front.length, count - good.length)));
      if (good.length === count) return good;
    }
  }
  return good;
}

function largestOf<A>(front: readonly Entry<A>[], count: number): readonly Entry<A>[] {
  if (count === front.length) return front;
  const points = front.map(({ costs }) => costs);
  return hypervolumeSubset(points, count, referencePoint(points)).map((i) => front[i] as Entry<A>);
}

/** Of the feasible ones, relative to the greatest. */
function contributions<A>(good: GoodResults<A>["entries"]): readonly number[] {
  const points = good.filter(({ feasible }) => feasible).map(({ costs }) => costs);
  const losses = points.length > 0 ? hypervolumeContributions(points, referencePoint(points)) : [];
  const greatest = Math.max(LEAST, ...losses);
  let next = 0;
  return good.map(({ feasible }) => (feasible ? Math.max(LEAST, (losses[next++] as number) / greatest) : LEAST));
}
