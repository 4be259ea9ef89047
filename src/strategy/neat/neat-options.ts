/** @file The options of NEAT. */
import { checkInteger, checkNumber } from "../../base/index.ts";

export interface NeatOptions {
  /** Members of a generation, champions among them. Default 150. */
  readonly population?: number;
  /** Compatibility distance from which on architectures are of different species. Default 3. */
  readonly threshold?: number;
  /** What an excess gene, a disjoint gene and a mean difference of weights count in it. Defaults 1, 1 and 0.4. */
  readonly excessWeight?: number;
  readonly disjointWeight?: number;
  readonly differenceWeight?: number;
  /** Part of a species that may have children. Default 0.2. */
  readonly survival?: number;
  /** Generations without a gain after which a species gets no more children. Default 15. */
  readonly stagnation?: number;
  /** So many of the best species get children all the same. Default 2. */
  readonly protectedSpecies?: number;
  /** Probability that a child has two parents. Default 0.75. */
  readonly crossover?: number;
  /** Probability that the second parent is of another species. Default 0.001. */
  readonly interspecies?: number;
  /** Probability that a gene disabled in a parent is so in the child. Default 0.75. */
  readonly disabled?: number;
  /** Probability that the weights of a child change. Default 0.8. */
  readonly weights?: number;
  /** Probability that a weight of such a child is drawn anew. Default 0.1. */
  readonly replace?: number;
  /** How far the other weights move at most. Default 1; the paper does not say. */
  readonly power?: number;
  /** Probability that a child gets a node. Default 0.03. */
  readonly addNode?: number;
  /** Probability that a child gets a connection. Default 0.05. */
  readonly addConnection?: number;
  /** Draws at most so many times for an architecture not seen among the latest 500. Default 20; 1 takes every child. */
  readonly tries?: number;
}

export type NeatSettings = Readonly<Required<NeatOptions>>;

/** Those of the paper, for XOR. */
export const neatDefaults: NeatSettings = {
  population: 150,
  threshold: 3,
  excessWeight: 1,
  disjointWeight: 1,
  differenceWeight: 0.4,
  survival: 0.2,
  stagnation: 15,
  protectedSpecies: 2,
  crossover: 0.75,
  interspecies: 0.001,
  disabled: 0.75,
  weights: 0.8,
  replace: 0.1,
  power: 1,
  addNode: 0.03,
  addConnection: 0.05,
  tries: 20,
};

/** @throws {InputError} if an option is wrong. */
export function checkNeat(settings: NeatSettings): void {
  checkInteger("neat", "population", settings.population, 2);
  for (const name of ["stagnation", "protectedSpecies", "tries"] as const)
    checkInteger("neat", name, settings[name], 1);
  for (const name of ["threshold", "excessWeight", "disjointWeight", "differenceWeight", "power"] as const) {
    checkNumber("neat", name, settings[name], 0);
  }
  const rates = [
    "survival",
    "crossover",
    "interspecies",
    "disabled",
    "weights",
    "replace",
    "addNode",
    "addConnection",
  ] as const;
  for (const name of rates) checkNumber("neat", name, settings[name], 0, 1);
}
