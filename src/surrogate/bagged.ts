/** @file The mean of several fits of one regressor. */
import { checkInteger, mergeSettings, type Rng } from "../base/index.ts";
import { toTargets } from "./matrix.ts";
import { mixture } from "./mixture.ts";
import type { FittedRegressor, Regressor } from "./regressor.ts";

export interface BaggedOptions {
  /** Fits, each with chance of its own. Default 5. */
  readonly members?: number;
  /** True gives each member as many examples drawn with repetition; false all of them. Default true. */
  readonly bootstrap?: boolean;
}

/** A fit whose members can be asked one by one, as Thompson sampling does. */
export interface FittedEnsemble<X> extends FittedRegressor<X> {
  readonly members: readonly FittedRegressor<X>[];
}

/** A regressor made of several. */
export interface EnsembleRegressor<X = Float64Array> extends Regressor<X> {
  fit(inputs: readonly X[], targets: ArrayLike<number>, rng: Rng): FittedEnsemble<X>;
}

const defaults: Required<BaggedOptions> = { members: 5, bootstrap: true };

/**
 * Creates an ensemble of fits of `base`. `std` is the standard deviation over the members' means, to which the
 * variance that the members state themselves is added.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Breiman 1996, "Bagging Predictors"; Lakshminarayanan, Pritzel, Blundell 2017, "Simple and Scalable
 * Predictive Uncertainty Estimation using Deep Ensembles", for the variance of a mixture.
 */
export function bagged<X = Float64Array>(base: Regressor<X>, options: BaggedOptions = {}): EnsembleRegressor<X> {
  const name = `bagged ${base.name}`;
  const settings = mergeSettings(name, defaults, options);
  checkInteger(name, "members", settings.members, 1);
  return {
    name,
    fit(inputs, targets, rng) {
      const y = toTargets(name, inputs, targets);
      const members = Array.from({ length: settings.members }, (_, member) => {
        const own = rng.split(member);
        const rows = y.map((_, row) => (settings.bootstrap ? own.int(y.length) : row));
        return base.fit(
          Array.from(rows, (row) => inputs[row]!),
          rows.map((row) => y[row]!),
          own,
        );
      });
      return { members, predict: (given) => mixture(members.map((member) => member.predict(given))) };
    },
  };
}
