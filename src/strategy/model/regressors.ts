/** @file The regressors a strategy can be set to, by name. */
import { InputError } from "../../base/index.ts";
import {
  bayesianLinear,
  extraTrees,
  gradientBoosting,
  mlpEnsemble,
  type Regressor,
  randomForest,
} from "../../surrogate/index.ts";

export type RegressorName = "boosting" | "extra-trees" | "linear" | "mlp" | "random-forest";

const regressors: Readonly<Record<RegressorName, () => Regressor>> = {
  boosting: () => gradientBoosting(),
  "extra-trees": () => extraTrees(),
  linear: () => bayesianLinear(),
  mlp: () => mlpEnsemble({ layers: 3 }),
  "random-forest": () => randomForest(),
};

export function regressorOf(name: RegressorName): Regressor {
  return regressors[name]();
}

/** @throws {InputError} if there is no regressor of that name. */
export function checkRegressor(owner: string, setting: string, name: string): void {
  if (Object.hasOwn(regressors, name)) return;
  const known = Object.keys(regressors).join(", ");
  throw new InputError(`Cannot set up ${owner}: ${setting} is "${name}", expected one of ${known}`);
}
