/** @file Children halfway between two parents. */
import { type Json, type Rng, shuffled } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import { fromOptions } from "../vary-options.ts";
import { applyEdits, editPath } from "./edit-path.ts";

/** Random halves of a path tried, as in the paper's code. */
const halves = 50;

/** Vertices up to which the shortest path is found in milliseconds. */
const verticesAtMost = 10;

/**
 * Crosses two architectures along a shortest edit path: half of the edits, rounded up and drawn at random, are applied
 * to the parent with more vertices. What the parents share is left alone, wherever in their graphs it stands.
 *
 * Where graphs cannot be read back (no `fromDag`), or have more than 10 vertices, parameters stand in for vertices:
 * half of the parameters in which the parents differ, rounded up, are taken from `b`.
 *
 * @returns undefined where the parents are less than two edits apart, or no child was a valid architecture other than
 * its parents.
 * Source: Qiu, Miikkulainen 2023, "Shortest Edit Path Crossover: A Theory-driven Solution to the Permutation Problem in
 * Evolutionary Neural Architecture Search", algorithm 1. Differs: the form for parameters.
 */
export function crossByEditPath<A extends Json>(space: SearchSpace<A>, a: A, b: A, rng: Rng): A | undefined {
  const parents = new Set([space.key(a), space.key(b)]);
  const way = wayOfGraphs(space, a, b) ?? wayOfOptions(space, a, b, rng);
  for (const half of distinctHalves(way.steps, rng)) {
    const child = way.at(half);
    if (child !== undefined && !parents.has(space.key(child))) return child;
  }
  return undefined;
}

/** A way from one parent to the other. */
interface Way<A> {
  /** Number of steps. */
  readonly steps: number;
  /** The architecture these steps lead to; undefined where there is none. */
  at(taken: readonly number[]): A | undefined;
}

function wayOfGraphs<A extends Json>(space: SearchSpace<A>, a: A, b: A): Way<A> | undefined {
  if (space.fromDag === undefined) return undefined;
  // What does nothing in a parent may do something in a child.
  const [small, large] = [a, b]
    .map((arch) => space.wholeDag?.(arch) ?? space.toDag(arch))
    .sort((x, y) => x.labels.length - y.labels.length);
  if (small === undefined || large === undefined || large.labels.length > verticesAtMost) return undefined;
  const path = editPath(large, small);
  const at = (taken: readonly number[]): A | undefined => {
    const child = applyEdits(
      large,
      path.filter((_, i) => taken.includes(i)),
    );
    return child && space.fromDag?.(child);
  };
  return { steps: path.length, at };
}

function wayOfOptions<A extends Json>(space: SearchSpace<A>, a: A, b: A, rng: Rng): Way<A> {
  const [ours, theirs] = [space.toIndices(a), space.toIndices(b)];
  const differing = ours.flatMap((option, i) => (option === theirs[i] ? [] : [i]));
  const at = (taken: readonly number[]): A | undefined => {
    const moved = new Set(taken.map((i) => differing[i]));
    const options = ours.map((option, i) => {
      const other = theirs[i] as number;
      // A parameter of one parent only has that one's option, should the child turn out to have it.
      return option < 0 || (other >= 0 && moved.has(i)) ? other : option;
    });
    return fromOptions(space, options, rng);
  };
  return { steps: differing.length, at };
}

/** Draws halves of the numbers below `steps`, rounded up, none of them twice; none where the half is no way at all. */
function* distinctHalves(steps: number, rng: Rng): Generator<number[]> {
  const all = Array.from({ length: steps }, (_, i) => i);
  const seen = new Set<string>();
  for (let i = 0; steps > 1 && i < halves; i++) {
    const half = shuffled(all, rng)
      .slice(0, Math.ceil(steps / 2))
      .sort((x, y) => x - y);
    if (seen.has(String(half))) continue;
    seen.add(String(half));
    yield half;
  }
}
