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

/** A dropout mask the caller feeds in training: 0 with probability `rate`, else 1 / (1 - rate). */
export interface DropoutMask {
  readonly name: ValueName;
  readonly shape: Shape;
  readonly rate: number;
}

/**
 * A network in its training form: batch normalisation by batch statistics, dropout by masks. `toInference` derives
 * the other form. Graph inputs are `input`, the parameters and the masks.
 */
export interface Network {
  readonly graph: Graph;
  readonly input: ValueName;
  /** Logits, shape [batch, classes], or predictions, shape [batch, targets]. */
  readonly output: ValueName;
  /** In order of use; the flat parameter vector concatenates them in this order. */
  readonly parameters: readonly Parameter[];
  readonly normalizations: readonly Normalization[];
  readonly masks: readonly DropoutMask[];
}
