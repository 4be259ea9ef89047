/** @file A density over options of several parameters, made of one kernel for each result. */
import type { Rng } from "../../base/index.ts";
import type { Parameter } from "../../space/index.ts";
import { type KernelScale, kernel, priorKernel } from "./kernels.ts";

/** What a mixture is estimated from. */
export interface Estimation {
  /** Of the space. */
  readonly parameters: readonly Parameter[];
  /** Places of the parameters the density is of. */
  readonly group: readonly number[];
  /** For each result the option of each parameter of the space; none of the group's is -1. */
  readonly results: readonly (readonly number[])[];
  /** One for each result. */
  readonly weights: ArrayLike<number>;
  /** How many results the prior weighs as much as; above 0. */
  readonly priorWeight: number;
}

/**
 * A mixture of products of kernels: one product for each result, and one for the prior. Options of one result stay
 * together, so that the density knows which go well with which.
 *
 * Source: Bergstra, Bardenet, Bengio, Kégl 2011, "Algorithms for Hyper-Parameter Optimization", section 4; joint over
 * parameters as in Falkner, Klein, Hutter 2018, "BOHB", and Optuna.
 */
export class ParzenMixture {
  readonly #estimation: Estimation;
  /** One for each parameter of the group. */
  readonly #kernels: readonly KernelTable[];
  /** Of each parameter, for options asked for so far, what each kernel says about them. */
  readonly #factors: readonly (readonly number[])[][];
  readonly #blocks: readonly Block[];
  /** Of the products, the prior's last; they sum to 1. */
  readonly #weights: Float64Array;
  /** Room for what each product gives a point. */
  readonly #products: Float64Array;

  constructor(estimation: Estimation) {
    const { results, weights, priorWeight } = estimation;
    this.#estimation = estimation;
    this.#weights = normalized(weights, priorWeight);
    this.#products = new Float64Array(this.#weights.length);
    this.#kernels = tablesOf(estimation);
    this.#factors = this.#kernels.map(() => []);
    // Blocks of more combinations than that would cost more than they save.
    this.#blocks = blocksOf(estimation, this.#kernels, results.length / 16);
  }

  /** Draws an option for each parameter of the group. */
  sample(rng: Rng): number[] {
    const { group, results } = this.#estimation;
    const result = results[drawIndex(this.#weights, rng)];
    return group.map((parameter, j) => {
      const table = this.#kernels[j] as KernelTable;
      return drawIndex(table[result?.[parameter] ?? table.length - 1] as Float64Array, rng);
    });
  }

  /** The logarithm of the density at a point, an option for each parameter of the group. */
  logDensity(point: readonly number[]): number {
    this.#products.set(this.#weights);
    let logScale = 0;
    let scaled = 0;
    for (const { start, end, column } of this.#blocks) {
      if (start - scaled >= scaledEvery) {
        logScale += rescale(this.#products);
        scaled = start;
      }
      const factors: (readonly number[])[] = [];
      for (let j = start; j < end; j++) factors.push(this.#factorsAt(j, point[j] as number));
      multiply(this.#products, combined(factors), column);
    }
    return logScale + Math.log(sumOf(this.#products));
  }

  /** What each kernel of a parameter says about an option. */
  #factorsAt(j: number, option: number): readonly number[] {
    const known = this.#factors[j] as (readonly number[])[];
    known[option] ??= (this.#kernels[j] as KernelTable).map((kernels) => kernels?.[option] ?? 0);
    return known[option];
  }
}

/** The kernel of each option that some result had, and the prior's as one more; undefined for other options. */
type KernelTable = readonly (Float64Array | undefined)[];

function tablesOf({ parameters, group, results, priorWeight }: Estimation): KernelTable[] {
  const scale: KernelScale = { observations: results.length, dimensions: group.length, priorWeight };
  return group.map((place) => {
    const parameter = parameters[place] as Parameter;
    const table: (Float64Array | undefined)[] = new Array(parameter.options).fill(undefined);
    for (const result of results) {
      const option = result[place] as number;
      table[option] ??= kernel(parameter, option, scale);
    }
    return [...table, priorKernel(parameter)];
  });
}

/**
 * Parameters next to each other seen as one, whose options are the combinations of theirs: with thousands of results
 * and few combinations this is less work for each result.
 */
interface Block {
  readonly start: number;
  readonly end: number;
  /** The combination of each result; the prior has the last one. */
  readonly column: Int32Array;
}

/** Joins parameters as long as there are at most so many combinations. */
function blocksOf({ group, results }: Estimation, tables: readonly KernelTable[], combinations: number): Block[] {
  const blocks: Block[] = [];
  for (let start = 0, end = 0; start < tables.length; start = end) {
    let size = 1;
    do size *= tables[end++]?.length ?? 1;
    while (end < tables.length && size * (tables[end]?.length ?? 1) <= combinations);
    const column = new Int32Array(results.length + 1).fill(size - 1);
    for (let i = 0; i < results.length; i++) {
      const result = results[i] as readonly number[];
      let combination = 0;
      for (let j = start; j < end; j++) {
        combination = combination * (tables[j]?.length ?? 1) + (result[group[j] as number] as number);
      }
      column[i] = combination;
    }
    blocks.push({ start, end, column });
  }
  return blocks;
}

/** The factors of several parameters in one: each of one times each of the next. */
function combined(factors: readonly (readonly number[])[]): readonly number[] {
  return factors.reduce((all, own) => {
    const products: number[] = [];
    for (const factor of all) for (const one of own) products.push(factor * one);
    return products;
  });
}

function multiply(products: Float64Array, factors: readonly number[], column: Int32Array): void {
  for (let i = 0; i < products.length; i++) {
    products[i] = (products[i] as number) * (factors[column[i] as number] as number);
  }
}

/** Parameters after which products are divided by the largest, so that those of many parameters do not vanish. */
const scaledEvery = 32;

/** Divides by the largest; returns its logarithm. */
function rescale(products: Float64Array): number {
  let top = 0;
  for (let i = 0; i < products.length; i++) top = Math.max(top, products[i] as number);
  for (let i = 0; i < products.length; i++) products[i] = (products[i] as number) / top;
  return Math.log(top);
}

/** The weights and the prior's, divided by their sum. */
function normalized(weights: ArrayLike<number>, priorWeight: number): Float64Array {
  const all = new Float64Array(weights.length + 1);
  all.set(weights);
  all[weights.length] = priorWeight;
  const total = sumOf(all);
  return all.map((weight) => weight / total);
}

/** By index: this is the innermost loop of a search, and iterators are slow. */
function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}

/** Draws an index with these probabilities. */
function drawIndex(probabilities: Float64Array, rng: Rng): number {
  const place = rng.next();
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    sum += probabilities[i] as number;
    if (place < sum) return i;
  }
  // Rounding may leave a little beyond the last one.
  return probabilities.length - 1;
}
