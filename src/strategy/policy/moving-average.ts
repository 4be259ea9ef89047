/** @file The level that rewards are compared with. */
import type { Json } from "../../base/index.ts";

/**
 * An exponential moving average without the bias towards its start: after one value it is that value, and after equal
 * values exactly theirs.
 */
export class MovingAverage {
  readonly #decay: number;
  #average: number;
  #weight: number;

  /** @param decay  What a value's weight shrinks by with each later one, in [0, 1). */
  constructor(decay: number, stored?: Json) {
    const [average, weight] = (stored ?? [0, 0]) as [number, number];
    this.#decay = decay;
    this.#average = average;
    this.#weight = weight;
  }

  /** Takes a value in and returns the average with it. */
  add(value: number): number {
    this.#weight = this.#decay * this.#weight + (1 - this.#decay);
    this.#average += ((1 - this.#decay) / this.#weight) * (value - this.#average);
    return this.#average;
  }

  toJson(): Json {
    return [this.#average, this.#weight];
  }
}
