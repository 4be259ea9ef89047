/** @file How likely targets are under a Gaussian process, and the hyper-parameters that make them likeliest. */
import type { Rng } from "../base/index.ts";
import { type CholeskyFactor, cholesky, inverseOf, logDeterminant, solveCholesky } from "./cholesky.ts";
import { dot } from "./dot.ts";
import type { BoundKernel, HyperParameter } from "./kernel.ts";
import { type Box, type Evaluation, minimize } from "./minimize.ts";

/** Variance of the function, and of the noise on what is seen of it, for standardised targets. */
export const processParameters: readonly HyperParameter[] = [
  { name: "signal variance", low: Math.log(0.02), high: Math.log(50), mean: 0, deviation: 1 },
  { name: "noise variance", low: Math.log(1e-6), high: 0, mean: -4, deviation: 1.5 },
];

/** What predictions need of the examples. */
export interface Posterior {
  /** Factor of signal · gram + noise · I. */
  readonly factor: CholeskyFactor;
  /** Its inverse times the targets. */
  readonly weights: Float64Array;
  readonly logLikelihood: number;
}

/**
 * Conditions on targets.
 *
 * @param logs  Of signal and noise variance, then of the kernel.
 * @param factor  Where it is known already.
 */
export function posteriorOf(
  kernel: BoundKernel<never>,
  targets: Float64Array,
  logs: Float64Array,
  factor: CholeskyFactor = cholesky(covariance(kernel.gram(logs.subarray(2)), logs, targets.length), targets.length),
): Posterior {
  const weights = solveCholesky(factor, targets);
  const fit = dot(targets, 0, weights, 0, targets.length);
  return {
    factor,
    weights,
    logLikelihood: -0.5 * (fit + logDeterminant(factor) + targets.length * Math.log(2 * Math.PI)),
  };
}

/** Covariances of noisy targets: signal · gram + noise · I. */
export function covariance(gram: Float64Array, logs: Float64Array, size: number): Float64Array {
  const signal = Math.exp(logs[0]!);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < matrix.length; i++) matrix[i] = signal * gram[i]!;
  for (let i = 0; i < size; i++) matrix[i * size + i]! += Math.exp(logs[1]!);
  return matrix;
}

/**
 * Computes minus the logarithm of likelihood times prior, and its derivatives by the logs.
 *
 * Source: Rasmussen, Williams 2006, "Gaussian Processes for Machine Learning", eq. 5.9.
 */
export function negativeLogPosterior(
  kernel: BoundKernel<never>,
  parameters: readonly HyperParameter[],
  targets: Float64Array,
  logs: Float64Array,
): Evaluation {
  const n = targets.length;
  const kernelLogs = logs.subarray(2);
  const gram = kernel.gram(kernelLogs);
  const known = cholesky(covariance(gram, logs, n), n);
  const { factor, weights, logLikelihood } = posteriorOf(kernel, targets, logs, known);
  const signal = Math.exp(logs[0]!);
  // Derivative of the likelihood by each covariance; that by a hyper-parameter sums these times the covariance's.
  const byCovariance = inverseOf(factor);
  let trace = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      byCovariance[i * n + j] = 0.5 * signal * (weights[i]! * weights[j]! - byCovariance[i * n + j]!);
    }
    trace += byCovariance[i * n + i]! / signal;
  }
  const likelihood = Float64Array.of(
    dot(byCovariance, 0, gram, 0, n * n),
    Math.exp(logs[1]!) * trace,
    ...kernel.slopes(kernelLogs, byCovariance),
  );
  const prior = parameters.map(({ mean, deviation }, i) => (logs[i]! - mean) / deviation);
  return {
    value: prior.reduce((sum, z) => sum + 0.5 * z * z, -logLikelihood),
    gradient: likelihood.map((slope, i) => prior[i]! / parameters[i]!.deviation - slope),
  };
}

export interface SearchOptions {
  /** Points tried before the best of them is improved on; the first is the mean of the priors. */
  readonly starts: number;
  readonly iterations: number;
  /** The logarithm of the noise variance where it is given, not learned. */
  readonly noise?: number | undefined;
  /** Tried as well. */
  readonly start?: ArrayLike<number> | undefined;
}

/** Finds hyper-parameters of the highest posterior probability, as logs. */
export function likeliestLogs(
  kernel: BoundKernel<never>,
  targets: Float64Array,
  { starts, iterations, noise, start }: SearchOptions,
  rng: Rng,
): Float64Array {
  const parameters = [...processParameters, ...kernel.parameters];
  const box: Box = {
    low: Float64Array.from(parameters, ({ low }, i) => (i === 1 ? (noise ?? low) : low)),
    high: Float64Array.from(parameters, ({ high }, i) => (i === 1 ? (noise ?? high) : high)),
  };
  const points = Array.from({ length: starts }, (_, k) =>
    Float64Array.from(parameters, ({ mean, deviation }, i) =>
      Math.max(box.low[i]!, Math.min(box.high[i]!, mean + (k === 0 ? 0 : 0.5 * deviation * rng.normal()))),
    ),
  );
  if (start) points.push(Float64Array.from(start));
  const objective = (logs: Float64Array): Evaluation => negativeLogPosterior(kernel, parameters, targets, logs);
  const values = points.length > 1 ? points.map((logs) => objective(logs).value) : [0];
  const best = values.indexOf(Math.min(...values));
  return minimize(objective, points[best]!, box, iterations).x;
}
