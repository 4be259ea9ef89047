/** @file What one result says about how good the options of a parameter are. */
import { normalCdf } from "../../base/index.ts";
import type { Parameter } from "../../space/index.ts";

/** Observations behind an estimate. */
export interface KernelScale {
  /** Number of results, without the prior. */
  readonly observations: number;
  /** Parameters estimated together. */
  readonly dimensions: number;
  /** How many results the prior weighs as much as. */
  readonly priorWeight: number;
}

/**
 * The probability of each option, given that one result had the option `observed`; they sum to 1. Most on that option,
 * and a share that shrinks with the number of results on the others: of an ordered parameter by a truncated normal
 * distribution, of others evenly.
 *
 * Source: Optuna, `_ParzenEstimator`, its rules for several parameters at once.
 */
export function kernel({ options, ordered }: Parameter, observed: number, scale: KernelScale): Float64Array {
  if (ordered) return truncatedNormal(options, observed, widthOf(options, scale));
  const share = scale.priorWeight / (scale.observations + 1);
  const total = 1 + options * share;
  return Float64Array.from({ length: options }, (_, option) => ((option === observed ? 1 : 0) + share) / total);
}

/** The probability of each option before any result. */
export function priorKernel({ options, ordered }: Parameter): Float64Array {
  if (ordered) return truncatedNormal(options, (options - 1) / 2, options);
  return new Float64Array(options).fill(1 / options);
}

/** Standard deviation in options: a fifth of the range, narrower the more results, but never too narrow to explore. */
function widthOf(options: number, { observations, dimensions }: KernelScale): number {
  const width = 0.2 * Math.max(1, observations) ** (-1 / (dimensions + 4)) * options;
  const narrowest = options / Math.min(100, observations + 2);
  return Math.min(Math.max(width, narrowest), options);
}

/** Each option has the mass of the interval half a step to either side of it. */
function truncatedNormal(options: number, center: number, width: number): Float64Array {
  const below = (edge: number): number => normalCdf((edge - 0.5 - center) / width);
  const edges = Float64Array.from({ length: options + 1 }, (_, edge) => below(edge));
  const total = (edges.at(-1) as number) - (edges[0] as number);
  return Float64Array.from({ length: options }, (_, i) => ((edges[i + 1] as number) - (edges[i] as number)) / total);
}
