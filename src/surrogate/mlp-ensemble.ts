/** @file Regression by fully connected networks. */
import { checkInteger, InputError, mergeSettings } from "../base/index.ts";
import { bagged, type EnsembleRegressor } from "./bagged.ts";
import { checkPositive } from "./check-settings.ts";
import { type Matrix, toMatrix, toTargets } from "./matrix.ts";
import { Perceptron, type PerceptronOptions } from "./perceptron.ts";
import type { Regressor } from "./regressor.ts";
import { standardize, unstandardize } from "./standardize.ts";

/** Defaults: 10 layers of 20 units, 150 epochs in batches of 32, learning rate 0.01, absolute loss. */
export type MlpRegressorOptions = Partial<PerceptronOptions>;

export interface MlpEnsembleOptions extends MlpRegressorOptions {
  /** Networks. Default 5. */
  readonly members?: number;
}

const defaults: PerceptronOptions = {
  layers: 10,
  width: 20,
  epochs: 150,
  batch: 32,
  learningRate: 0.01,
  loss: "absolute",
};

/**
 * Creates regression by one network. Columns are brought to [0, 1] and targets standardised. `std` is 0.
 *
 * @throws {InputError} if an option is wrong.
 */
export function mlpRegressor(options: MlpRegressorOptions = {}): Regressor {
  const name = "mlp";
  const settings = mergeSettings(name, defaults, options);
  for (const setting of ["layers", "width", "epochs", "batch"] as const)
    checkInteger(name, setting, settings[setting], 1);
  checkPositive(name, "learningRate", settings.learningRate);
  if (settings.loss !== "absolute" && settings.loss !== "squared") {
    throw new InputError(`Cannot set up ${name}: loss is "${settings.loss}", expected absolute or squared`);
  }
  return {
    name,
    fit(inputs, targets, rng) {
      const { values, center, scale } = standardize(toTargets(name, inputs, targets));
      const matrix = toMatrix(name, inputs);
      const ranges = rangesOf(matrix);
      const network = new Perceptron(matrix.columns, settings, rng);
      network.train(rescaled(matrix, ranges), values, settings, rng);
      return {
        predict(given) {
          const mean = network.predict(rescaled(toMatrix(name, given, matrix.columns), ranges));
          return unstandardize({ mean, std: new Float64Array(mean.length) }, center, scale);
        },
      };
    },
  };
}

/**
 * Creates an ensemble of networks that differ by chance alone. `std` is the standard deviation over them.
 *
 * @throws {InputError} if an option is wrong.
 * Source: White, Neiswanger, Savani 2021, "BANANAS: Bayesian Optimization with Neural Architectures for Neural
 * Architecture Search". Differs: the learning rate falls along a cosine and the last layer starts at 0.
 */
export function mlpEnsemble({ members = 5, ...options }: MlpEnsembleOptions = {}): EnsembleRegressor {
  return { ...bagged(mlpRegressor(options), { members, bootstrap: false }), name: "mlp-ensemble" };
}

interface Range {
  readonly low: number;
  /** 1 / (high - low); 0 for a column that does not vary. */
  readonly factor: number;
}

function rangesOf({ data, rows, columns }: Matrix): Range[] {
  return Array.from({ length: columns }, (_, c) => {
    let [low, high] = [Infinity, -Infinity];
    for (let row = 0; row < rows; row++) {
      low = Math.min(low, data[row * columns + c]!);
      high = Math.max(high, data[row * columns + c]!);
    }
    return { low, factor: high > low ? 1 / (high - low) : 0 };
  });
}

function rescaled({ data, rows, columns }: Matrix, ranges: readonly Range[]): Matrix {
  const scaled = data.map((value, at) => {
    const { low, factor } = ranges[at % columns]!;
    return (value - low) * factor;
  });
  return { data: scaled, rows, columns };
}
