/** @file Kernels of vectors that fall with a weighted distance: Matérn, squared exponential, Hamming. */
import type { BoundKernel, HyperParameter, Kernel } from "./kernel.ts";
import { type Matrix, toMatrix } from "./matrix.ts";

export interface VectorKernelOptions {
  /** True (default) gives each column a length of its own; false one length to all. */
  readonly perColumn?: boolean;
}

/**
 * Creates the Matérn kernel of smoothness 5/2: (1 + √5 r + 5r²/3) exp(-√5 r) with r² = Σ ((x - y) / length)².
 *
 * Source of the lengths' prior: Hvarfner, Hellsten, Nardi 2024, "Vanilla Bayesian Optimization Performs Great in High
 * Dimensions", for columns that span about [0, 1].
 */
export function matern(options: VectorKernelOptions = {}): Kernel {
  return distanceKernel("matern", options, {
    isSquared: true,
    value: (distance) => {
      const r = Math.sqrt(5 * distance);
      return (1 + r + (r * r) / 3) * Math.exp(-r);
    },
    slope: (distance) => {
      const r = Math.sqrt(5 * distance);
      return (-5 / 6) * (1 + r) * Math.exp(-r);
    },
  });
}

/** Creates the squared exponential kernel: exp(-r²/2) with r² = Σ ((x - y) / length)². Prior as for `matern`. */
export function squaredExponential(options: VectorKernelOptions = {}): Kernel {
  return distanceKernel("squared-exponential", options, {
    isSquared: true,
    value: (distance) => Math.exp(-distance / 2),
    slope: (distance) => -Math.exp(-distance / 2) / 2,
  });
}

/**
 * Creates the Hamming kernel for categories: exp(-Σ [x ≠ y] / length). Takes numbers of options as well as one-hot
 * codes, in which a change counts twice.
 */
export function hamming(options: VectorKernelOptions = {}): Kernel {
  return distanceKernel("hamming", options, {
    isSquared: false,
    value: (distance) => Math.exp(-distance),
    slope: (distance) => -Math.exp(-distance),
  });
}

interface Shape {
  /** True for distances Σ ((x - y) / length)², false for Σ [x ≠ y] / length. */
  readonly isSquared: boolean;
  value(distance: number): number;
  /** Derivative of `value`. */
  slope(distance: number): number;
}

function distanceKernel(name: string, options: VectorKernelOptions, shape: Shape): Kernel {
  return {
    name,
    bind: (inputs) => new DistanceKernel(name, toMatrix(name, inputs), options.perColumn ?? true, shape),
  };
}

class DistanceKernel implements BoundKernel {
  readonly parameters: readonly HyperParameter[];
  readonly #name: string;
  readonly #inputs: Matrix;
  readonly #shape: Shape;
  /** The logs of the last `gram` and the distances there, row i those to inputs before i: `slopes` asks for the same. */
  #known = { logs: new Float64Array(0), distances: new Float64Array(0) };

  constructor(name: string, inputs: Matrix, perColumn: boolean, shape: Shape) {
    const { columns } = inputs;
    const priors = shape.isSquared
      ? { mean: Math.SQRT2 + Math.log(columns || 1) / 2, deviation: Math.sqrt(3) }
      : { mean: Math.log(columns || 1), deviation: 1 };
    const span = { low: Math.log(0.01), high: Math.log(1000) };
    const names = perColumn ? Array.from({ length: columns }, (_, c) => `${name} length ${c}`) : [`${name} length`];
    this.parameters = names.map((parameter) => ({ name: parameter, ...span, ...priors }));
    this.#name = name;
    this.#inputs = inputs;
    this.#shape = shape;
  }

  gram(logs: Float64Array): Float64Array {
    const { data, rows, columns } = this.#inputs;
    const scales = this.#scales(logs);
    const gram = new Float64Array(rows * rows);
    const distances = new Float64Array(rows * rows);
    this.#known = { logs: logs.slice(), distances };
    for (let i = 0; i < rows; i++) {
      gram[i * rows + i] = 1;
      for (let j = 0; j < i; j++) {
        const distance = this.#distance(data, i * columns, data, j * columns, scales);
        const value = this.#shape.value(distance);
        distances[i * rows + j] = distance;
        gram[i * rows + j] = value;
        gram[j * rows + i] = value;
      }
    }
    return gram;
  }

  slopes(logs: Float64Array, weights: Float64Array): Float64Array {
    const { rows, columns } = this.#inputs;
    const scales = this.#scales(logs);
    if (this.#known.logs.length !== logs.length || logs.some((log, i) => log !== this.#known.logs[i])) this.gram(logs);
    const { distances } = this.#known;
    const byScale = new Float64Array(columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < i; j++) {
        const weight = 2 * weights[i * rows + j]! * this.#shape.slope(distances[i * rows + j]!);
        this.#addParts(byScale, weight, i * columns, j * columns);
      }
    }
    // A scale is the length to the power of -2 or -1.
    const power = this.#shape.isSquared ? -2 : -1;
    const slopes = new Float64Array(logs.length);
    for (let c = 0; c < columns; c++) slopes[logs.length === 1 ? 0 : c]! += power * scales[c]! * byScale[c]!;
    return slopes;
  }

  cross(logs: Float64Array, others: readonly Float64Array[]): Float64Array {
    const { data, rows, columns } = this.#inputs;
    const scales = this.#scales(logs);
    const asked = toMatrix(this.#name, others, columns);
    const cross = new Float64Array(asked.rows * rows);
    for (let i = 0; i < asked.rows; i++) {
      for (let j = 0; j < rows; j++) {
        const distance = this.#distance(asked.data, i * columns, data, j * columns, scales);
        cross[i * rows + j] = this.#shape.value(distance);
      }
    }
    return cross;
  }

  /** What a column's difference counts in the distance. */
  #scales(logs: Float64Array): Float64Array {
    const power = this.#shape.isSquared ? -2 : -1;
    return Float64Array.from({ length: this.#inputs.columns }, (_, c) =>
      Math.exp(power * (logs.length === 1 ? logs[0]! : logs[c]!)),
    );
  }

  #distance(a: Float64Array, aStart: number, b: Float64Array, bStart: number, scales: Float64Array): number {
    let sum = 0;
    if (this.#shape.isSquared) {
      for (let c = 0; c < scales.length; c++) {
        const difference = a[aStart + c]! - b[bStart + c]!;
        sum += difference * difference * scales[c]!;
      }
    } else {
      for (let c = 0; c < scales.length; c++) if (a[aStart + c] !== b[bStart + c]) sum += scales[c]!;
    }
    return sum;
  }

  /** Adds what each column's unscaled difference of two inputs counts. */
  #addParts(sums: Float64Array, weight: number, a: number, b: number): void {
    const { data } = this.#inputs;
    for (let c = 0; c < sums.length; c++) {
      const difference = data[a + c]! - data[b + c]!;
      if (difference !== 0) sums[c]! += weight * (this.#shape.isSquared ? difference * difference : 1);
    }
  }
}
