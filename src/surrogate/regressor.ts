/** @file The contract of a regressor: fit on examples, predict a mean and how sure it is. */
import type { Rng } from "../base/index.ts";

/** Predicted distribution of each input, in the unit of the targets. */
export interface Predictions {
  readonly mean: Float64Array;
  /** Standard deviation of what the model does not know, at least 0; 0 from models that cannot tell. */
  readonly std: Float64Array;
}

export interface FittedRegressor<X = Float64Array> {
  predict(inputs: readonly X[]): Predictions;
}

/**
 * Learns a function from examples. Deterministic: equal examples and an equal `rng` give equal predictions. Changes no
 * argument.
 */
export interface Regressor<X = Float64Array> {
  readonly name: string;
  /**
   * @param inputs  At least one; vectors all of the same length.
   * @param targets  As many, all finite.
   * @throws {InputError} if the lengths differ, nothing is given or a number is not finite.
   */
  fit(inputs: readonly X[], targets: ArrayLike<number>, rng: Rng): FittedRegressor<X>;
}
