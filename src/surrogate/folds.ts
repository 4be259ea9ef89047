/** @file Predictions of examples by fits that have not seen them. */
import { type Rng, shuffled } from "../base/index.ts";
import type { FittedGaussianProcess } from "./gaussian-process.ts";
import type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";

/**
 * Predicts each example by a fit to the examples of the other folds.
 *
 * @param folds  At least 2; as many folds as examples where these are fewer.
 */
export function crossPredict<X>(
  regressor: Regressor<X>,
  inputs: readonly X[],
  targets: Float64Array,
  folds: number,
  rng: Rng,
): Predictions {
  const mean = new Float64Array(inputs.length);
  const std = new Float64Array(inputs.length);
  const order = shuffled([...inputs.keys()], rng);
  for (let fold = 0; fold < Math.min(folds, inputs.length); fold++) {
    const held = order.filter((_, k) => k % folds === fold);
    const kept = order.filter((_, k) => k % folds !== fold);
    const fitted = regressor.fit(
      kept.map((row) => inputs[row]!),
      kept.map((row) => targets[row]!),
      rng.split(fold),
    );
    const predicted = fitted.predict(held.map((row) => inputs[row]!));
    held.forEach((row, k) => {
      mean[row] = predicted.mean[k]!;
      std[row] = predicted.std[k]!;
    });
  }
  return { mean, std };
}

/** Whether a fit predicts its own examples from the others by itself. */
export function hasLeaveOneOut<X>(
  fitted: FittedRegressor<X>,
): fitted is FittedRegressor<X> & Pick<FittedGaussianProcess<X>, "leaveOneOut"> {
  return "leaveOneOut" in fitted;
}
