/** @file A few points that stand for many. */
import type { Point } from "./dominance.ts";
import { hypervolume } from "./hypervolume.ts";

/**
 * Chooses points one by one, each time the one that adds most to the hypervolume of those chosen before; of equals the
 * first. What adds nothing comes last, in the order given.
 *
 * @param points  Objective vectors, minimised; not changed.
 * @param count  At most `points.length`.
 * @returns Indices of points in the order chosen; their volume is at least 1 - 1/e of the greatest possible.
 * Cost: `count` times `points.length` hypervolumes at most; few in practice, as a gain only shrinks.
 * Source: Guerreiro, Fonseca, Paquete 2016, "Greedy Hypervolume Subset Selection in Low Dimensions"; Minoux 1978,
 * "Accelerated greedy algorithms for maximizing submodular set functions". Differs: nothing.
 * @example hypervolumeSubset([[0, 3], [1, 1], [3, 0]], 1, [4, 4]); // [1]
 */
export function hypervolumeSubset(points: readonly Point[], count: number, reference: Point): number[] {
  const taken: number[] = [];
  const set: Point[] = [];
  // The gain each point had when last looked at: a bound on what it has now.
  const bounds = points.map(() => Infinity);
  let volume = 0;
  while (taken.length < Math.min(count, points.length)) {
    let best = -1;
    let most = -1;
    const left = points.map((_, i) => i).filter((i) => !taken.includes(i));
    for (const i of left.sort((a, b) => compareBounds(bounds[b]!, bounds[a]!) || a - b)) {
      if (bounds[i]! < most) break;
      const gain = Math.max(0, hypervolume([...set, points[i]!], reference) - volume);
      bounds[i] = gain;
      if (gain > most || (gain === most && i < best)) [best, most] = [i, gain];
    }
    taken.push(best);
    set.push(points[best]!);
    volume += most;
  }
  return taken;
}

/** Two infinite bounds have no difference. */
function compareBounds(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
