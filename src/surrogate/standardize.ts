/** @file Targets of mean 0 and standard deviation 1, and the way back. */
import { mean, standardDeviation } from "../base/index.ts";
import type { Predictions } from "./regressor.ts";

export interface Standardized {
  readonly values: Float64Array;
  readonly center: number;
  /** Standard deviation of the targets; 1 where they are all equal. */
  readonly scale: number;
}

/** Shifts and scales targets; the arguments stay as they are. */
export function standardize(targets: ArrayLike<number>): Standardized {
  const center = mean(targets);
  const spread = standardDeviation(targets);
  // Equal targets may differ from their mean by rounding.
  const scale = spread > 1e-12 * Math.abs(center) ? spread : 1;
  return { values: Float64Array.from(targets, (y) => (y - center) / scale), center, scale };
}

/** Brings predictions of standardised targets back to the unit of the targets. */
export function unstandardize({ mean, std }: Predictions, center: number, scale: number): Predictions {
  return { mean: mean.map((value) => center + scale * value), std: std.map((value) => scale * value) };
}
