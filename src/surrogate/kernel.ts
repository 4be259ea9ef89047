/** @file The contract of a kernel: how alike two inputs are, and how that changes with its hyper-parameters. */

/** A positive hyper-parameter, of which everything is given as natural logarithms. */
export interface HyperParameter {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Mean and standard deviation of the normal prior; the mean is where a search starts. */
  readonly mean: number;
  readonly deviation: number;
}

/**
 * A positive semi-definite function of two inputs, k(x, x) = 1. Hyper-parameters come as `logs`, one for each of
 * `parameters`. Matrices are row-major.
 */
export interface Kernel<X = Float64Array> {
  readonly name: string;
  /** Prepares the kernel for examples; what does not depend on hyper-parameters is computed here. */
  bind(inputs: readonly X[]): BoundKernel<X>;
}

/** A kernel with the n inputs of a fit. */
export interface BoundKernel<X = Float64Array> {
  readonly parameters: readonly HyperParameter[];
  /** Covariances of the inputs, shape [n, n]; not to be changed. */
  gram(logs: Float64Array): Float64Array;
  /**
   * Derivatives of Σ weights[i, j] · gram[i, j] by the logs.
   *
   * @param weights  Symmetric, shape [n, n].
   */
  slopes(logs: Float64Array, weights: Float64Array): Float64Array;
  /** Covariances of `others` with the inputs, shape [others.length, n]. */
  cross(logs: Float64Array, others: readonly X[]): Float64Array;
}

/** A kernel that looks at a part of its inputs: `onPart(matern(), (arch) => arch.numbers)`. */
export function onPart<X, Y>(kernel: Kernel<Y>, part: (input: X) => Y): Kernel<X> {
  return {
    name: kernel.name,
    bind(inputs) {
      const bound = kernel.bind(inputs.map(part));
      return {
        parameters: bound.parameters,
        gram: (logs) => bound.gram(logs),
        slopes: (logs, weights) => bound.slopes(logs, weights),
        cross: (logs, others) => bound.cross(logs, others.map(part)),
      };
    },
  };
}

/** A kernel that looks at some numbers of a vector. */
export function onColumns(kernel: Kernel, columns: readonly number[]): Kernel {
  return onPart(kernel, (input: Float64Array) => Float64Array.from(columns, (column) => input[column]!));
}
