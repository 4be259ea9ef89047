/** @file Gaussian process regression over any inputs that have a kernel. */
import { checkInteger, InputError, type Rng } from "../base/index.ts";
import { checkPositive } from "./check-settings.ts";
import { type CholeskyFactor, cholesky, extendCholesky, inverseOf, solveLowerRows } from "./cholesky.ts";
import { dot } from "./dot.ts";
import type { BoundKernel, Kernel } from "./kernel.ts";
import { covariance, likeliestLogs, type Posterior, posteriorOf, processParameters } from "./marginal-likelihood.ts";
import { toTargets } from "./matrix.ts";
import type { FittedRegressor, Predictions, Regressor } from "./regressor.ts";
import { type Standardized, standardize, unstandardize } from "./standardize.ts";

/** Hyper-parameters of a fit as plain JSON, to be used again. */
export interface HyperParameters {
  /** Name of the kernel. */
  readonly kernel: string;
  /** Natural logarithms: signal variance, noise variance (both for targets of variance 1), then those of the kernel. */
  readonly logs: readonly number[];
}

export interface GaussianProcessOptions<X> {
  /** One kernel, or several of which the likeliest is taken. */
  readonly kernel: Kernel<X> | readonly Kernel<X>[];
  /** Variance of the noise as a fraction of the targets' variance; learned where absent. */
  readonly noise?: number;
  /** Used as they are, so that nothing is learned but the function: a fit costs O(n³ / 6). */
  readonly hyperParameters?: HyperParameters;
  /** Where the search for hyper-parameters also starts, such as those of the last fit. */
  readonly start?: HyperParameters;
  /** Points tried before the best of them is improved on. Default 3. */
  readonly starts?: number;
  /** Most steps of the search. Default 40. */
  readonly iterations?: number;
}

/** A fit that can take further examples and tell what else it knows. `std` is that of the function, without noise. */
export interface FittedGaussianProcess<X> extends FittedRegressor<X> {
  readonly hyperParameters: HyperParameters;
  /** Of the standardised targets. */
  readonly logMarginalLikelihood: number;
  /** Returns the fit with further examples and the same hyper-parameters. Cost O(n²) each. */
  condition(inputs: readonly X[], targets: ArrayLike<number>): FittedGaussianProcess<X>;
  /** Predicts each example from the others, in closed form. */
  leaveOneOut(): Predictions;
  /** Draws functions from the posterior; returns the values of each at the inputs. */
  sample(inputs: readonly X[], count: number, rng: Rng): Float64Array[];
}

export interface GaussianProcess<X> extends Regressor<X> {
  fit(inputs: readonly X[], targets: ArrayLike<number>, rng: Rng): FittedGaussianProcess<X>;
}

/**
 * Creates Gaussian process regression. Targets are standardised; hyper-parameters are those of the highest probability
 * after seeing them, found by their gradient.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Rasmussen, Williams 2006, "Gaussian Processes for Machine Learning", algorithm 2.1 and section 5.4.
 */
export function gaussianProcess<X>(options: GaussianProcessOptions<X>): GaussianProcess<X> {
  const name = "gaussian-process";
  const kernels = [options.kernel].flat() as readonly Kernel<X>[];
  const { noise, hyperParameters, start, starts = 3, iterations = 40 } = options;
  if (kernels.length === 0) throw new InputError(`Cannot set up ${name}: there is no kernel, expected at least one`);
  if (noise !== undefined) checkPositive(name, "noise", noise);
  checkInteger(name, "starts", starts, 1);
  checkInteger(name, "iterations", iterations, 0);
  const logNoise = noise === undefined ? undefined : Math.log(noise);
  return {
    name,
    fit(inputs, targets, rng) {
      const scaled = standardize(toTargets(name, inputs, targets));
      const candidates = kernels.filter((kernel) => !hyperParameters || kernel.name === hyperParameters.kernel);
      const fits = candidates.map((kernel) => {
        const bound = kernel.bind(inputs);
        const known = start?.kernel === kernel.name ? start.logs : undefined;
        const logs = hyperParameters
          ? checkedLogs(hyperParameters, bound)
          : likeliestLogs(bound, scaled.values, { starts, iterations, noise: logNoise, start: known }, rng);
        return new Fitted(kernel, bound, inputs, scaled, logs, posteriorOf(bound, scaled.values, logs));
      });
      const [first, ...rest] = fits;
      if (!first) throw new InputError(`Cannot fit ${name}: no kernel is called ${hyperParameters?.kernel}`);
      return rest.reduce((best, fit) => (fit.logMarginalLikelihood > best.logMarginalLikelihood ? fit : best), first);
    },
  };
}

function checkedLogs({ kernel, logs }: HyperParameters, bound: BoundKernel<never>): Float64Array {
  const expected = processParameters.length + bound.parameters.length;
  if (logs.length === expected && logs.every(Number.isFinite)) return Float64Array.from(logs);
  throw new InputError(
    `Cannot use hyper-parameters of ${kernel}: there are ${logs.length}, expected ${expected} finite numbers`,
  );
}

class Fitted<X> implements FittedGaussianProcess<X> {
  readonly #kernel: Kernel<X>;
  readonly #bound: BoundKernel<X>;
  readonly #inputs: readonly X[];
  readonly #targets: Standardized;
  readonly #logs: Float64Array;
  readonly #posterior: Posterior;

  constructor(
    kernel: Kernel<X>,
    bound: BoundKernel<X>,
    inputs: readonly X[],
    targets: Standardized,
    logs: Float64Array,
    posterior: Posterior,
  ) {
    this.#kernel = kernel;
    this.#bound = bound;
    this.#inputs = [...inputs];
    this.#targets = targets;
    this.#logs = logs;
    this.#posterior = posterior;
  }

  get hyperParameters(): HyperParameters {
    return { kernel: this.#kernel.name, logs: [...this.#logs] };
  }

  get logMarginalLikelihood(): number {
    return this.#posterior.logLikelihood;
  }

  predict(inputs: readonly X[]): Predictions {
    const { rows, mean } = this.#project(inputs);
    const n = this.#inputs.length;
    const signal = Math.exp(this.#logs[0]!);
    const std = mean.map((_, i) => Math.sqrt(Math.max(0, signal - dot(rows, i * n, rows, i * n, n))));
    return this.#inUnits({ mean, std });
  }

  condition(inputs: readonly X[], targets: ArrayLike<number>): FittedGaussianProcess<X> {
    const added = toTargets("gaussian-process", inputs, targets);
    const { values, center, scale } = this.#targets;
    const known = values.map((value) => center + scale * value);
    const scaled = standardize([...known, ...added]);
    const all = [...this.#inputs, ...inputs];
    const bound = this.#kernel.bind(all);
    const rows = covariance(bound.gram(this.#logs.subarray(2)), this.#logs, all.length).subarray(
      known.length * all.length,
    );
    const factor = extendCholesky(this.#posterior.factor, rows, added.length);
    const posterior = posteriorOf(bound, scaled.values, this.#logs, factor);
    return new Fitted(this.#kernel, bound, all, scaled, this.#logs, posterior);
  }

  leaveOneOut(): Predictions {
    const { factor, weights } = this.#posterior;
    const inverse = inverseOf(factor);
    const noise = Math.exp(this.#logs[1]!);
    // Rasmussen, Williams 2006, eq. 5.12.
    const variances = weights.map((_, i) => 1 / inverse[i * factor.size + i]!);
    const mean = weights.map((weight, i) => this.#targets.values[i]! - weight * variances[i]!);
    return this.#inUnits({ mean, std: variances.map((value) => Math.sqrt(Math.max(0, value - noise))) });
  }

  sample(inputs: readonly X[], count: number, rng: Rng): Float64Array[] {
    const size = inputs.length;
    const n = this.#inputs.length;
    if (size === 0) return Array.from({ length: count }, () => new Float64Array(0));
    const { rows, mean } = this.#project(inputs);
    const signal = Math.exp(this.#logs[0]!);
    const gram = this.#kernel.bind(inputs).gram(this.#logs.subarray(2));
    const joint = gram.map((value, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return signal * value - dot(rows, i * n, rows, j * n, n) + (i === j ? 1e-8 * signal : 0);
    });
    const factor = cholesky(joint, size);
    return Array.from({ length: count }, () => this.#draw(mean, factor, rng));
  }

  #draw(mean: Float64Array, { lower, size }: CholeskyFactor, rng: Rng): Float64Array {
    const normals = mean.map(() => rng.normal());
    const values = mean.map((value, i) => value + dot(lower, i * size, normals, 0, i + 1));
    return values.map((value) => this.#targets.center + this.#targets.scale * value);
  }

  /** The posterior mean, and for each input the covariances with the examples times the inverse factor. */
  #project(inputs: readonly X[]): { rows: Float64Array; mean: Float64Array } {
    const { factor, weights } = this.#posterior;
    const n = this.#inputs.length;
    const signal = Math.exp(this.#logs[0]!);
    const rows = this.#bound.cross(this.#logs.subarray(2), inputs).map((value) => signal * value);
    const mean = Float64Array.from(inputs, (_, i) => dot(rows, i * n, weights, 0, n));
    solveLowerRows(factor, rows, inputs.length);
    return { rows, mean };
  }

  #inUnits(predictions: Predictions): Predictions {
    return unstandardize(predictions, this.#targets.center, this.#targets.scale);
  }
}
