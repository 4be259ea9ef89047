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

/** A branch of a choice of the network. */
export interface BranchName {
  readonly choice: string;
  readonly branch: number;
}

/** Something that all paths through a network share, or that belongs to one branch. */
export interface Owned {
  /** The innermost branch it is in; undefined where all paths have it. */
  readonly owner?: BranchName | undefined;
}

/** A place of the network where one of several branches runs: a Switch, which an input of the graph picks for. */
export interface Choice extends Owned {
  readonly name: string;
  /** Input of the graph, an int64 scalar: which branch runs. */
  readonly index: ValueName;
  /** Number of branches. */
  readonly branches: number;
}

export interface Parameter extends Owned {
  readonly name: ValueName;
  readonly shape: Shape;
  readonly initializer: Initializer;
}

/** One batch normalisation: where its batch statistics leave the graph and what its running statistics are called. */
export interface Normalization extends Owned {
  readonly channels: number;
  /** Values of the training graph: batch mean and population variance, shape [channels]; absent if its branch is. */
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
export type Noise = { readonly name: ValueName; readonly shape: Shape } & Owned & NoiseKind;

export type NoiseKind = { readonly kind: "dropout"; readonly rate: number } | { readonly kind: "gumbel" };

/**
 * A network in its training form: batch normalisation by batch statistics, dropout by drawn masks. `toInference`
 * derives the other form. Graph inputs are `input`, the parameters, the noises and the indices of the choices. A network
 * with choices is many in one that share weights; a path, one branch for each choice, names one of them.
 */
export interface Network {
  readonly graph: Graph;
  readonly input: ValueName;
  /** Logits, shape [batch, classes], or predictions, shape [batch, targets]. */
  readonly output: ValueName;
  /**
   * In order of use, but for branches: first what all paths share, then what is of one branch alone, branch by branch.
   * The flat parameter vector concatenates them in this order, and so do flat statistics with the normalisations.
   */
  readonly parameters: readonly Parameter[];
  readonly normalizations: readonly Normalization[];
  readonly noises: readonly Noise[];
  /** In order of use; outer ones before those within their branches. */
  readonly choices: readonly Choice[];
}
