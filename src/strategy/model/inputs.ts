/** @file Architectures as a model sees them: options, ordered options as numbers, and cheap features on one scale. */
import { createRng, type Json } from "../../base/index.ts";
import type { SearchSpace } from "../../space/index.ts";
import type { Features } from "../features.ts";
import { remembered } from "./remembered.ts";

export interface ModelInput {
  /** Options of the unordered parameters, -1 where one does not apply. */
  readonly categories: Float64Array;
  /** Options of the ordered parameters from 0 to 1, -1 where one does not apply. */
  readonly numbers: Float64Array;
  /** Each feature as the part of the space below it, 0 where it is unknown; empty where there are none. */
  readonly features: Float64Array;
}

/** Returns a function that looks at an architecture, once for each. */
export function modelInputs<A extends Json>(
  space: SearchSpace<A>,
  features: Features<A> | undefined,
): (arch: A) => ModelInput {
  const scale = features ? quantileScale(space, features) : () => new Float64Array(0);
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

/** Maps features to [0, 1] by their distribution over the space, the same in every search. */
export function quantileScale<A extends Json>(space: SearchSpace<A>, features: Features<A>): (arch: A) => Float64Array {
  const rng = createRng("features");
  const sample = Array.from({ length: SAMPLE }, () => features.of(space.sample(rng)));
  const columns = features.names.map((_, j) =>
    Float64Array.from(sample.flatMap((row) => (Number.isFinite(row?.[j]) ? [row?.[j] as number] : []))).sort(),
  );
  return (arch) => {
    const row = features.of(arch);
    return Float64Array.from(columns, (sorted, j) => quantileOf(sorted, row?.[j] ?? Number.NaN));
  };
}

/** Part of the numbers below a value, ties counted half; 0 for one that is unknown. */
function quantileOf(sorted: Float64Array, value: number): number {
  if (!Number.isFinite(value) || sorted.length === 0) return 0;
  return (lowerBound(sorted, value, false) + lowerBound(sorted, value, true)) / (2 * sorted.length);
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
