/** @file What the evolution of topologies asks of a space: genes that carry the number of the change they came from. */
import type { Rng } from "../base/index.ts";

/**
 * Hands out the numbers of structural changes. Who asks for a change that was made before, as far as it is remembered,
 * gets the number it has: so genes of equal origin can be told in any two architectures.
 */
export interface Numbering {
  /** The innovation number of a connection between two nodes. */
  connection(from: number, to: number): number;
  /**
   * The node that splits a connection.
   *
   * @param split  The connection's innovation number.
   * @param repeat  How many nodes of the architecture split it already.
   */
  node(split: number, repeat: number): number;
}

/** How two architectures differ, gene by gene. */
export interface GeneDifference {
  /** Genes of one whose numbers lie beyond all of the other's. */
  readonly excess: number;
  /** Other genes that only one of them has. */
  readonly disjoint: number;
  /** Mean difference of the weights of the genes that both have, at least 0; 0 where they share none. */
  readonly weight: number;
  /** Genes of the larger one. */
  readonly size: number;
}

/** A space of networks that grow by numbered changes and carry their own weights, which the strategy `neat` needs. */
export interface Augmentable<A> {
  /** Nodes and connections of the initial architectures are numbered from 0 to below these. */
  readonly initialNodes: number;
  readonly initialConnections: number;
  /** A smallest architecture: the same structure at each call, weights drawn. */
  initial(rng: Rng): A;
  /** Changes every weight: with probability `replace` draws it anew, else moves it by up to `power` either way. */
  perturb(arch: A, change: { readonly replace: number; readonly power: number }, rng: Rng): A;
  /** Adds a connection where there was none; undefined where none can be added. */
  addConnection(arch: A, numbering: Numbering, rng: Rng): A | undefined;
  /** Splits an enabled connection by a node, which hardly changes what is computed; undefined where none is enabled. */
  addNode(arch: A, numbering: Numbering, rng: Rng): A | undefined;
  /**
   * The structure of the fitter parent; genes that the other has too come from either. A gene that is disabled in a
   * parent stays so with probability `disabled`.
   */
  mate(fitter: A, other: A, disabled: number, rng: Rng): A;
  compare(a: A, b: A): GeneDifference;
}
