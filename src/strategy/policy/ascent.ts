/** @file Steps that make a policy's objective larger. */
import type { Json } from "../../base/index.ts";

/** Adam's decay rates and guard against division by zero, as in its paper. */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** Moments of the gradients so far; plain JSON. */
interface AdamState {
  readonly steps: number;
  readonly mean: readonly number[];
  readonly square: readonly number[];
}

/**
 * Adam, uphill.
 *
 * Source: Kingma, Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1.
 */
export class AdamAscent {
  readonly #rate: number;
  #steps: number;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;

  constructor(rate: number, size: number, stored?: Json) {
    const { steps, mean, square } = (stored ?? { steps: 0, mean: [], square: [] }) as unknown as AdamState;
    this.#rate = rate;
    this.#steps = steps;
    this.#mean = new Float64Array(size);
    this.#mean.set(mean);
    this.#square = new Float64Array(size);
    this.#square.set(square);
  }

  /** Changes `values` by one step along `gradient`. */
  step(values: Float64Array, gradient: Float64Array): void {
    this.#steps++;
    const meanScale = 1 - beta1 ** this.#steps;
    const squareScale = 1 - beta2 ** this.#steps;
    gradient.forEach((g, i) => {
      const mean = beta1 * (this.#mean[i] as number) + (1 - beta1) * g;
      const square = beta2 * (this.#square[i] as number) + (1 - beta2) * g * g;
      this.#mean[i] = mean;
      this.#square[i] = square;
      values[i] =
        (values[i] as number) + (this.#rate * (mean / meanScale)) / (Math.sqrt(square / squareScale) + epsilon);
    });
  }

  toJson(): Json {
    return { steps: this.#steps, mean: [...this.#mean], square: [...this.#square] };
  }
}

/** Steps of the gradient times the rate, with nothing remembered. */
export class PlainAscent {
  readonly #rate: number;

  constructor(rate: number) {
    this.#rate = rate;
  }

  step(values: Float64Array, gradient: Float64Array): void {
    gradient.forEach((g, i) => {
      values[i] = (values[i] as number) + this.#rate * g;
    });
  }

  toJson(): Json {
    return null;
  }
}

export type Ascent = AdamAscent | PlainAscent;

export function createAscent(kind: "adam" | "plain", rate: number, size: number, stored?: Json): Ascent {
  return kind === "adam" ? new AdamAscent(rate, size, stored) : new PlainAscent(rate);
}
