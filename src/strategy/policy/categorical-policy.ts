/** @file A distribution over architectures that learns: one categorical distribution for each parameter. */
import type { Rng } from "../../base/index.ts";
import type { Parameter } from "../../space/index.ts";

/**
 * Independent categorical distributions, each the soft-max of its logits. Options are given as numbers, -1 where a
 * parameter does not apply: what was not decided has no probability and teaches nothing.
 */
export class CategoricalPolicy {
  /** Of all parameters, one after the other; may be written to. All 0 at first: every option is as likely. */
  readonly logits: Float64Array;
  /** Where the logits of each parameter start, and where the last end. */
  readonly #starts: readonly number[];

  constructor(parameters: readonly Parameter[], logits?: readonly number[]) {
    const starts = [0];
    for (const { options } of parameters) starts.push((starts.at(-1) as number) + options);
    this.#starts = starts;
    this.logits = Float64Array.from(logits ?? new Array<number>(starts.at(-1) as number).fill(0));
  }

  /** Draws an option for every parameter. */
  sample(rng: Rng): number[] {
    return this.#starts.slice(1).map((_, parameter) => {
      const probabilities = this.probabilities(parameter);
      const place = rng.next();
      let sum = 0;
      const option = probabilities.findIndex((p) => {
        sum += p;
        return place < sum;
      });
      // Rounding may leave a little beyond the last option.
      return option < 0 ? probabilities.length - 1 : option;
    });
  }

  /** Of each option of a parameter; they sum to 1. */
  probabilities(parameter: number): Float64Array {
    const logits = this.logits.subarray(this.#starts[parameter], this.#starts[parameter + 1]);
    const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const weights = logits.map((logit) => Math.exp(logit - top));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  }

  /** The logarithm of each option's probability; 0 where a parameter does not apply. */
  logProbabilities(options: readonly number[]): number[] {
    return options.map((option, parameter) => {
      if (option < 0) return 0;
      const logits = this.logits.subarray(this.#starts[parameter], this.#starts[parameter + 1]);
      const top = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      const sum = logits.reduce((total, logit) => total + Math.exp(logit - top), 0);
      return (logits[option] as number) - top - Math.log(sum);
    });
  }

  /**
   * Adds the sum over parameters of weight times the gradient of the option's log-probability by the logits.
   *
   * @param into  As long as `logits`.
   * @param weights  One number for each parameter.
   */
  addGradient(into: Float64Array, options: readonly number[], weights: readonly number[]): void {
    for (const [parameter, option] of options.entries()) {
      const weight = weights[parameter] as number;
      if (option < 0 || weight === 0) continue;
      const start = this.#starts[parameter] as number;
      this.probabilities(parameter).forEach((p, i) => {
        into[start + i] = (into[start + i] as number) + weight * ((i === option ? 1 : 0) - p);
      });
    }
  }

  /** Entropy of the distributions that apply, in nats. */
  entropy(options: readonly number[]): number {
    return options.reduce(
      (sum, option, parameter) => (option < 0 ? sum : sum + entropyOf(this.probabilities(parameter))),
      0,
    );
  }

  /** Adds `weight` times the gradient of `entropy` by the logits. */
  addEntropyGradient(into: Float64Array, options: readonly number[], weight: number): void {
    if (weight === 0) return;
    for (const [parameter, option] of options.entries()) {
      if (option < 0) continue;
      const start = this.#starts[parameter] as number;
      const probabilities = this.probabilities(parameter);
      const entropy = entropyOf(probabilities);
      probabilities.forEach((p, i) => {
        if (p > 0) into[start + i] = (into[start + i] as number) - weight * p * (Math.log(p) + entropy);
      });
    }
  }
}

function entropyOf(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}
