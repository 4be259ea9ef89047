/** @file Architectures as a model sees them: options, ordered options as numbers, and cheap features on one scale. */
import { createRng, type Json, normalQuantile } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Features } from "../features.ts";
import { remembered } from "./remembered.ts";

export interface ModelInput {
  /** Options of the unordered parameters, -1 where one does not apply. */
  readonly categories: Float64Array;
  /** Options of the ordered parameters from 0 to 1, -1 where one does not apply. */
  readonly numbers: Float64Array;
  /** Each feature by its place in the space, see `normalScale`; empty where there are none. */
  readonly features: Float64Array;
}

/** Returns a function that looks at an architecture, once for each. */
export function modelInputs<A extends Json>(
  space: SearchSpace<A>,
  features: Features<A> | undefined,
): (arch: A) => ModelInput {
  const scale = features ? normalScale(space, features) : () => new Float64Array(0);
  return remembered((arch: A): ModelInput => ({ ...options(space, arch), features: scale(arch) }));
}

function options<A extends Json>(space: SearchSpace<A>, arch: A): Omit<ModelInput, "features"> {
  const indices = space.toIndices(arch);
  const of = (ordered: boolean): number[] =>
    space.parameters.flatMap((parameter, i) => {
      if (parameter.ordered !== ordered) return [];
      const index = indices[i] as number;
      return [ordered && index >= 0 ? index / Math.max(1, parameter.options - 1) : index];
    });
  return { categories: Float64Array.from(of(false)), numbers: Float64Array.from(of(true)) };
}

/** Architectures drawn to learn how features are distributed. */
const SAMPLE = 500;

/**
 * Maps features to normal scores by their place in the space, the same in every search: 1/2 in the middle, 0 and 1 three
 * standard deviations away. Unlike the place itself, they tell the best hundredth from the best tenth. 0 where a feature
 * is unknown.
 */
export function normalScale<A extends Json>(space: SearchSpace<A>, features: Features<A>): (arch: A) => Float64Array {
  const rng = createRng("features");
  const sample = Array.from({ length: SAMPLE }, () => features.of(space.sample(rng)));
  const columns = features.names.map((_, j) =>
    Float64Array.from(sample.flatMap((row) => (Number.isFinite(row?.[j]) ? [row?.[j] as number] : []))).sort(),
  );
  return (arch) => {
    const row = features.of(arch);
    return Float64Array.from(columns, (sorted, j) => normalScore(sorted, row?.[j] ?? Number.NaN));
  };
}

function normalScore(sorted: Float64Array, value: number): number {
  if (!Number.isFinite(value) || sorted.length === 0) return 0;
  // Those below, ties counted half; the sample does not tell how far beyond it a value lies.
  const below = (lowerBound(sorted, value, false) + lowerBound(sorted, value, true)) / 2;
  const place = Math.max(0.5, Math.min(sorted.length - 0.5, below)) / sorted.length;
  return 0.5 + normalQuantile(place) / 6;
}

/** Number of elements below the value, or up to it where `inclusive`. */
function lowerBound(sorted: Float64Array, value: number, inclusive: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = sorted[middle] as number;
    if (element < value || (inclusive && element === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
