/** @file A small fully connected network with ReLU, trained by Adam, in plain loops. */
import { type Rng, shuffled } from "../base/index.ts";
import type { Matrix } from "./matrix.ts";

export interface PerceptronOptions {
  /** Hidden layers. */
  readonly layers: number;
  /** Units of each hidden layer. */
  readonly width: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly loss: "absolute" | "squared";
}

/** Weights of one layer, shape [inputs + 1, outputs]; the last row is the bias. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array;
  readonly gradient: Float64Array;
  readonly moment: Float64Array;
  readonly square: Float64Array;
  /** What went in last, with a 1 at the end for the bias. */
  readonly input: Float64Array;
  /** Derivative of the loss by what went in. */
  readonly inputSlope: Float64Array;
}

/** One network: `train` it, then `predict`. */
export class Perceptron {
  readonly #layers: readonly Layer[];

  constructor(columns: number, { layers, width }: PerceptronOptions, rng: Rng) {
    const sizes = [columns, ...new Array<number>(layers).fill(width), 1];
    // The last layer starts at 0, so that the first predictions are the mean.
    this.#layers = sizes.slice(1).map((outputs, i) => createLayer(sizes[i]!, outputs, i < layers ? rng : undefined));
  }

  predict({ data, rows, columns }: Matrix): Float64Array {
    return Float64Array.from({ length: rows }, (_, row) => this.#forward(data, row * columns));
  }

  /** Goes through the examples `epochs` times in a new order; the learning rate falls to 0 along a cosine. */
  train({ data, rows, columns }: Matrix, targets: Float64Array, options: PerceptronOptions, rng: Rng): void {
    const { epochs, batch, learningRate, loss } = options;
    const total = epochs * Math.ceil(rows / batch);
    let order = Array.from({ length: rows }, (_, row) => row);
    let step = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      order = shuffled(order, rng);
      for (let start = 0; start < rows; start += batch) {
        const end = Math.min(rows, start + batch);
        for (let i = start; i < end; i++) {
          const row = order[i]!;
          const error = this.#forward(data, row * columns) - targets[row]!;
          this.#backward((loss === "absolute" ? Math.sign(error) : 2 * error) / (end - start));
        }
        this.#adam(0.5 * learningRate * (1 + Math.cos((Math.PI * step) / total)), ++step);
      }
    }
  }

  #forward(data: Float64Array, start: number): number {
    const first = this.#layers[0]!;
    for (let i = 0; i < first.inputs; i++) first.input[i] = data[start + i]!;
    for (let k = 0; k < this.#layers.length - 1; k++) {
      const next = this.#layers[k + 1]!.input;
      multiply(this.#layers[k]!, next);
      for (let i = 0; i < next.length - 1; i++) if (next[i]! < 0) next[i] = 0;
    }
    const output = new Float64Array(1);
    multiply(this.#layers.at(-1)!, output);
    return output[0]!;
  }

  /** Adds the derivatives of one example's loss to the gradients. */
  #backward(slope: number): void {
    let slopes: Float64Array = Float64Array.of(slope);
    for (let k = this.#layers.length - 1; k >= 0; k--) {
      propagate(this.#layers[k]!, slopes);
      slopes = this.#layers[k]!.inputSlope;
    }
  }

  /** Source: Kingma, Ba 2015, "Adam", algorithm 1. */
  #adam(rate: number, step: number): void {
    const corrected = (rate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    for (const { weights, gradient, moment, square } of this.#layers) {
      for (let i = 0; i < weights.length; i++) {
        const slope = gradient[i]!;
        const m = 0.9 * moment[i]! + 0.1 * slope;
        const v = 0.999 * square[i]! + 0.001 * slope * slope;
        moment[i] = m;
        square[i] = v;
        weights[i]! -= (corrected * m) / (Math.sqrt(v) + 1e-8);
      }
      gradient.fill(0);
    }
  }
}

/** A layer with He's even distribution, or of zeros without `rng`. */
function createLayer(inputs: number, outputs: number, rng: Rng | undefined): Layer {
  const size = (inputs + 1) * outputs;
  const bound = Math.sqrt(6 / Math.max(1, inputs));
  const weights = new Float64Array(size);
  if (rng) for (let i = 0; i < inputs * outputs; i++) weights[i] = bound * (2 * rng.next() - 1);
  const input = new Float64Array(inputs + 1);
  input[inputs] = 1;
  return {
    inputs,
    outputs,
    weights,
    gradient: new Float64Array(size),
    moment: new Float64Array(size),
    square: new Float64Array(size),
    input,
    inputSlope: new Float64Array(inputs),
  };
}

/** Writes the layer's outputs to the start of `result`. Inputs of 0, of which there are many, cost nothing. */
function multiply({ inputs, outputs, weights, input }: Layer, result: Float64Array): void {
  const bias = inputs * outputs;
  for (let o = 0; o < outputs; o++) result[o] = weights[bias + o]!;
  for (let i = 0; i < inputs; i++) {
    const value = input[i]!;
    if (value === 0) continue;
    const row = i * outputs;
    for (let o = 0; o < outputs; o++) result[o]! += value * weights[row + o]!;
  }
}

/** Adds to the gradient and computes `inputSlope`, which is 0 where the input is: there the ReLU was off. */
function propagate({ inputs, outputs, weights, gradient, input, inputSlope }: Layer, slopes: Float64Array): void {
  for (let i = 0; i <= inputs; i++) {
    const value = input[i]!;
    let sum = 0;
    if (value !== 0) {
      const row = i * outputs;
      let even = 0;
      let odd = 0;
      let o = 0;
      // Two sums, since one would wait for itself.
      for (; o + 1 < outputs; o += 2) {
        const at = row + o;
        const slope = slopes[o]!;
        const next = slopes[o + 1]!;
        gradient[at]! += value * slope;
        gradient[at + 1]! += value * next;
        even += weights[at]! * slope;
        odd += weights[at + 1]! * next;
      }
      if (o < outputs) {
        gradient[row + o]! += value * slopes[o]!;
        even += weights[row + o]! * slopes[o]!;
      }
      sum = even + odd;
    }
    if (i < inputs) inputSlope[i] = sum;
  }
}
