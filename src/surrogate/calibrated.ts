/** @file Standard deviations that fit the errors. */
import { checkInteger, mergeSettings, type Rng } from "../base/index.ts";
import { crossPredict } from "./folds.ts";
import { toTargets } from "./matrix.ts";
import type { FittedRegressor, Regressor } from "./regressor.ts";

export interface CalibratedOptions {
  /** Parts the examples are split into; each is predicted by a fit to the others. Default 5. */
  readonly folds?: number;
}

export interface FittedCalibrated<X> extends FittedRegressor<X> {
  /** What the base's standard deviations are multiplied by. */
  readonly factor: number;
}

/** A regressor whose standard deviations were checked. */
export interface CalibratedRegressor<X = Float64Array> extends Regressor<X> {
  fit(inputs: readonly X[], targets: ArrayLike<number>, rng: Rng): FittedCalibrated<X>;
}

const defaults: Required<CalibratedOptions> = { folds: 5 };

/**
 * Creates a regressor with the means of `base` and its standard deviations scaled, so that their squares are on average
 * those of the errors on examples left out. A base that cannot tell (all 0) gets the errors' root mean square.
 *
 * @throws {InputError} if an option is wrong.
 * Cost: `folds` further fits.
 */
export function calibrated<X = Float64Array>(
  base: Regressor<X>,
  options: CalibratedOptions = {},
): CalibratedRegressor<X> {
  const name = `calibrated ${base.name}`;
  const { folds } = mergeSettings(name, defaults, options);
  checkInteger(name, "folds", folds, 2);
  return {
    name,
    fit(inputs, targets, rng) {
      const y = toTargets(name, inputs, targets);
      const fitted = base.fit(inputs, y, rng);
      if (inputs.length < 2) return { factor: 1, predict: (given) => fitted.predict(given) };
      const left = crossPredict(base, inputs, y, folds, rng.split("folds"));
      let [errors, stated] = [0, 0];
      for (const [i, target] of y.entries()) {
        errors += (left.mean[i]! - target) ** 2;
        stated += left.std[i]! ** 2;
      }
      const factor = stated > 0 ? Math.sqrt(errors / stated) : 1;
      const constant = stated > 0 ? 0 : Math.sqrt(errors / y.length);
      return {
        factor,
        predict(given) {
          const { mean, std } = fitted.predict(given);
          return { mean, std: std.map((value) => factor * value + constant) };
        },
      };
    },
  };
}
