/** @file Linear regression with a normal prior on the weights. */
import { checkInteger, mean, mergeSettings } from "../base/index.ts";
import { type CholeskyFactor, cholesky, inverseOf, solveCholesky, solveLowerRows } from "./cholesky.ts";
import { dot } from "./dot.ts";
import { type Matrix, toMatrix, toTargets } from "./matrix.ts";
import type { Regressor } from "./regressor.ts";
import { standardize, unstandardize } from "./standardize.ts";

export interface BayesianLinearOptions {
  /** Most rounds in which the precisions of weights and noise are learned. Default 50. */
  readonly iterations?: number;
}

const defaults: Required<BayesianLinearOptions> = { iterations: 50 };

/**
 * Creates Bayesian linear regression with an intercept. The precisions of weights and noise are those under which the
 * targets are likeliest. `std` is that of the function, without noise.
 *
 * @throws {InputError} if an option is wrong.
 * Cost O(columns³) a round.
 * Source: MacKay 1992, "Bayesian Interpolation"; Bishop 2006, "Pattern Recognition and Machine Learning", section 3.5.2.
 */
export function bayesianLinear(options: BayesianLinearOptions = {}): Regressor {
  const name = "bayesian-linear";
  const { iterations } = mergeSettings(name, defaults, options);
  checkInteger(name, "iterations", iterations, 0);
  return {
    name,
    fit(inputs, targets) {
      const { values, center, scale } = standardize(toTargets(name, inputs, targets));
      const matrix = toMatrix(name, inputs);
      const { columns } = matrix;
      const centers = centersOf(matrix);
      const { weights, factor, noise } = learn(shifted(matrix, centers), values, iterations);
      return {
        predict(given) {
          const { data, rows } = shifted(toMatrix(name, given, columns), centers);
          const mean = Float64Array.from({ length: rows }, (_, i) => dot(data, i * columns, weights, 0, columns));
          solveLowerRows(factor, data, rows);
          const std = mean.map((_, i) => {
            // The intercept is as unsure as the mean of the targets.
            const variance = dot(data, i * columns, data, i * columns, columns) + noise / matrix.rows;
            return Math.sqrt(variance);
          });
          return unstandardize({ mean, std }, center, scale);
        },
      };
    },
  };
}

interface Learned {
  readonly weights: Float64Array;
  /** Of the weights' precision matrix. */
  readonly factor: CholeskyFactor;
  /** Variance. */
  readonly noise: number;
}

function learn(matrix: Matrix, targets: Float64Array, iterations: number): Learned {
  const { data, rows, columns } = matrix;
  const { gram, product } = normalEquations(matrix, targets);
  // Bishop's α and β.
  let weightPrecision = 1;
  let noisePrecision = 10;
  let learned = solve(gram, product, weightPrecision, noisePrecision, columns);
  for (let i = 0; i < iterations; i++) {
    const { weights, factor } = learned;
    const inverse = inverseOf(factor);
    let trace = 0;
    for (let c = 0; c < columns; c++) trace += inverse[c * columns + c]!;
    const determined = columns - weightPrecision * trace; // eq. 3.91
    let error = 0;
    for (let row = 0; row < rows; row++) {
      error += (targets[row]! - dot(data, row * columns, weights, 0, columns)) ** 2;
    }
    const before = weightPrecision;
    weightPrecision = bounded(determined / dot(weights, 0, weights, 0, columns)); // eq. 3.92
    noisePrecision = bounded((rows - determined) / error); // eq. 3.95
    learned = solve(gram, product, weightPrecision, noisePrecision, columns);
    if (Math.abs(Math.log(weightPrecision / before)) < 1e-6) break;
  }
  return learned;
}

/** Keeps a precision where neither the weights nor the noise vanish; what is not a number comes from 0 / 0. */
function bounded(precision: number): number {
  return Number.isNaN(precision) ? 1 : Math.max(1e-6, Math.min(1e8, precision));
}

function solve(gram: Float64Array, product: Float64Array, alpha: number, beta: number, columns: number): Learned {
  const precision = gram.map((value, at) => beta * value + (at % (columns + 1) === 0 ? alpha : 0));
  const factor = cholesky(precision, columns);
  return {
    factor,
    weights: solveCholesky(
      factor,
      product.map((value) => beta * value),
    ),
    noise: 1 / beta,
  };
}

/** XᵀX and Xᵀy. */
function normalEquations(
  { data, rows, columns }: Matrix,
  targets: Float64Array,
): { gram: Float64Array; product: Float64Array } {
  const gram = new Float64Array(columns * columns);
  const product = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < columns; a++) {
      const value = data[row * columns + a]!;
      product[a]! += value * targets[row]!;
      for (let b = 0; b < columns; b++) gram[a * columns + b]! += value * data[row * columns + b]!;
    }
  }
  return { gram, product };
}

function centersOf({ data, rows, columns }: Matrix): number[] {
  return Array.from({ length: columns }, (_, c) =>
    mean(Float64Array.from({ length: rows }, (_, row) => data[row * columns + c]!)),
  );
}

function shifted({ data, rows, columns }: Matrix, centers: readonly number[]): Matrix {
  return { data: data.map((value, at) => value - centers[at % columns]!), rows, columns };
}
