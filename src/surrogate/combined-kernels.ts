/** @file Kernels made of kernels: sums, products and the mixture of both. */
import type { BoundKernel, HyperParameter, Kernel } from "./kernel.ts";

/** How covariances of parts become one, number by number; `logs` are the combination's own. */
interface Combination {
  readonly parameters: readonly HyperParameter[];
  value(logs: Float64Array, parts: readonly Float64Array[]): Float64Array;
  /** For Σ weights · value: the weights of each part's covariances, and the derivatives by the combination's logs. */
  pull(logs: Float64Array, parts: readonly Float64Array[], weights: Float64Array): Pulled;
}

interface Pulled {
  readonly parts: readonly Float64Array[];
  readonly own: Float64Array;
}

/** Adds kernels with shares that sum to 1 and are learned: what is alike for one of them is alike. */
export function sumKernel<X>(kernels: readonly Kernel<X>[]): Kernel<X> {
  const parameters = kernels.map((kernel) => shareOf(kernel.name));
  return combined("sum", kernels, {
    parameters,
    value: (logs, parts) => weightedSum(parts, softmax(logs)),
    pull(logs, parts, weights) {
      const shares = softmax(logs);
      const sums = parts.map((part) => product(part, weights));
      const total = sums.reduce((sum, one, k) => sum + shares[k]! * one, 0);
      return {
        parts: parts.map((_, k) => weights.map((weight) => weight * shares[k]!)),
        own: shares.map((share, k) => share * (sums[k]! - total)),
      };
    },
  });
}

/** Multiplies kernels: what is alike for all of them is alike. */
export function productKernel<X>(kernels: readonly Kernel<X>[]): Kernel<X> {
  const times = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value * b[i]!);
  return combined("product", kernels, {
    parameters: [],
    value: (_, parts) => parts.reduce(times),
    pull: (_, parts, weights) => ({
      parts: parts.map((_part, k) => parts.reduce((left, other, i) => (i === k ? left : times(left, other)), weights)),
      own: new Float64Array(0),
    }),
  });
}

/**
 * Mixes the sum and the product of two kernels, such as one of categories and one of numbers: (1 - m)(a + b) / 2 + m·a·b
 * with m learned.
 *
 * Source: Ru, Alvi, Nguyen, Osborne, Roberts 2020, "Bayesian Optimisation over Multiple Continuous and Categorical
 * Inputs", eq. 2. Differs: the sum is halved, so that k(x, x) = 1.
 */
export function mixedKernel<X>(a: Kernel<X>, b: Kernel<X>): Kernel<X> {
  const parameters = [shareOf("sum"), shareOf("product")];
  return combined("mixed", [a, b], {
    parameters,
    value(logs, [first, second]) {
      const [s, p] = softmax(logs) as unknown as [number, number];
      return first!.map((x, i) => (s * (x + second![i]!)) / 2 + p * x * second![i]!);
    },
    pull(logs, [first, second], weights) {
      const [s, p] = softmax(logs) as unknown as [number, number];
      let difference = 0;
      for (let i = 0; i < weights.length; i++) {
        const [x, y] = [first![i]!, second![i]!];
        difference += weights[i]! * ((x + y) / 2 - x * y);
      }
      return {
        parts: [
          weights.map((weight, i) => weight * (s / 2 + p * second![i]!)),
          weights.map((weight, i) => weight * (s / 2 + p * first![i]!)),
        ],
        own: Float64Array.of(s * p * difference, -s * p * difference),
      };
    },
  });
}

function combined<X>(verb: string, kernels: readonly Kernel<X>[], combination: Combination): Kernel<X> {
  const name = `${verb}(${kernels.map((kernel) => kernel.name).join(",")})`;
  return { name, bind: (inputs) => bindAll(kernels, inputs, combination) };
}

function bindAll<X>(kernels: readonly Kernel<X>[], inputs: readonly X[], combination: Combination): BoundKernel<X> {
  const bound = kernels.map((kernel) => kernel.bind(inputs));
  const owned = combination.parameters.length;
  // The logs of the combination come first, then those of each part.
  const starts = bound.map((_, k) => bound.slice(0, k).reduce((sum, { parameters }) => sum + parameters.length, owned));
  const logsOf = (logs: Float64Array, k: number): Float64Array =>
    logs.subarray(starts[k]!, starts[k]! + bound[k]!.parameters.length);
  const grams = (logs: Float64Array): Float64Array[] => bound.map((part, k) => part.gram(logsOf(logs, k)));
  return {
    parameters: [...combination.parameters, ...bound.flatMap(({ parameters }) => parameters)],
    gram: (logs) => combination.value(logs.subarray(0, owned), grams(logs)),
    cross: (logs, others) =>
      combination.value(
        logs.subarray(0, owned),
        bound.map((part, k) => part.cross(logsOf(logs, k), others)),
      ),
    slopes(logs, weights) {
      const pulled = combination.pull(logs.subarray(0, owned), grams(logs), weights);
      const parts = bound.map((part, k) => part.slopes(logsOf(logs, k), pulled.parts[k]!));
      return Float64Array.of(...pulled.own, ...parts.flatMap((slopes) => [...slopes]));
    },
  };
}

/** The logarithm of a share before the shares are scaled to sum to 1. */
function shareOf(name: string): HyperParameter {
  return { name: `share of ${name}`, low: -5, high: 5, mean: 0, deviation: 1 };
}

function softmax(logs: Float64Array): Float64Array {
  const most = Math.max(...logs);
  const powers = logs.map((log) => Math.exp(log - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function weightedSum(parts: readonly Float64Array[], shares: Float64Array): Float64Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part, k) => sum + shares[k]! * part[i]!, 0));
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
