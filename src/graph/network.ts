/** @file A network: a forward graph together with what its inputs mean. */
import type { Shape } from "../tensor/index.ts";
import type { Graph, ValueName } from "./graph.ts";

/** How a parameter starts. `fanIn` is the number of inputs that reach one output. */
export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly std: number }
  /** He et al. 2015: normal with std sqrt(2 / fanIn). */
  | { readonly kind: "he"; readonly fanIn: number }
  /** Normal with std sqrt(1 / fanIn). */
  | { readonly kind: "lecun"; readonly fanIn: number };

export interface Parameter {
  readonly name: ValueName;
  readonly shape: Shape;
  readonly initializer: Initializer;
}

/** One batch normalisation: where its batch statistics leave the graph and what its running statistics are called. */
export interface Normalization {
  readonly channels: number;
  /** Values of the training graph: batch mean and population variance, shape [channels]. */
  readonly batchMean: ValueName;
  readonly batchVariance: ValueName;
  /** Inputs of the inference graph, shape [channels]. */
  readonly runningMean: ValueName;
  readonly runningVariance: ValueName;
  /** Elements a channel's statistics are taken over, for the unbiased variance. */
  readonly count: number;
}

/**
 * A float32 input the caller draws anew for every training step. Inference has none:
 * - "dropout", a factor: 0 with probability `rate`, else 1 / (1 - rate). It may only be the second operand of a Mul.
 * - "gumbel", an addend: -log(-log u) for u uniform in (0, 1). It may only be the second operand of an Add.
 */
export type Noise = { readonly name: ValueName; readonly shape: Shape } & NoiseKind;

export type NoiseKind = { readonly kind: "dropout"; readonly rate: number } | { readonly kind: "gumbel" };

/**
 * A network in its training form: batch normalisation by batch statistics, dropout by drawn masks. `toInference`
 * derives the other form. Graph inputs are `input`, the parameters and the noises.
 */
export interface Network {
  readonly graph: Graph;
  readonly input: ValueName;
  /** Logits, shape [batch, classes], or predictions, shape [batch, targets]. */
  readonly output: ValueName;
  /** In order of use; the flat parameter vector concatenates them in this order. */
  readonly parameters: readonly Parameter[];
  readonly normalizations: readonly Normalization[];
  readonly noises: readonly Noise[];
}
