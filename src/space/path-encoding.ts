/** @file Writes a graph of operations as the set of its paths. */
import { InputError } from "../base/index.ts";
import type { LabelledDag } from "./space.ts";

export interface PathEncodingOptions {
  /** Labels of the nodes between input and output, in the order that numbers the paths. */
  readonly operations: readonly string[];
  /** Operations on the longest path. */
  readonly longest: number;
  /** Operations on the shortest path. Default 0, a path straight from input to output. */
  readonly shortest?: number;
  /** Keeps so many of the first numbers, those of short paths. Default all. */
  readonly width?: number;
}

/**
 * Returns a one for each sequence of operations that leads from the node "input" to the node "output", else zeros;
 * equal for isomorphic graphs, but also for some that are not. Shorter paths come first; among those of L operations,
 * o_1 … o_L has number Σ o_i kⁱ⁻¹, where k is the number of operations.
 *
 * NAS-Bench-101: `{ operations: [3 of them], longest: 5 }` gives 364 numbers, 40 of which cover three operations.
 * NAS-Bench-201: the graph of `fullCellDag` with `{ operations: [5 of them], shortest: 1, longest: 3 }` gives 155.
 *
 * @throws {InputError} if a label is none of `operations`, or a path is longer or shorter than said.
 * Source: White, Neiswanger, Savani 2021, "BANANAS: Bayesian Optimization with Neural Architectures for Neural
 * Architecture Search", section 3.2.
 */
export function pathEncoding(dag: LabelledDag, options: PathEncodingOptions): Float64Array {
  const { operations, longest, shortest = 0 } = options;
  const blocks = Array.from({ length: longest - shortest + 1 }, (_, i) => operations.length ** (shortest + i));
  const total = blocks.reduce((sum, size) => sum + size, 0);
  const code = new Float64Array(options.width ?? total);
  for (const path of pathsOf(dag)) {
    if (path.length < shortest || path.length > longest) {
      throw new InputError(
        `Cannot encode paths: one has ${path.length} operations, expected ${shortest} to ${longest}`,
      );
    }
    const start = blocks.slice(0, path.length - shortest).reduce((sum, size) => sum + size, 0);
    const digits = path.map((label) => operationNumber(operations, label));
    const index = start + digits.reduce((sum, digit, i) => sum + digit * operations.length ** i, 0);
    if (index < code.length) code[index] = 1;
  }
  return code;
}

function operationNumber(operations: readonly string[], label: string): number {
  const index = operations.indexOf(label);
  if (index >= 0) return index;
  throw new InputError(`Cannot encode paths: a node is "${label}", expected one of ${operations.join(", ")}`);
}

/** Lists the labels along each way from the node "input" to the node "output", the two left out. */
export function* pathsOf({ labels, edges }: LabelledDag): Generator<readonly string[]> {
  const [input, output] = [labels.indexOf("input"), labels.indexOf("output")];
  function* walk(node: number, path: readonly string[]): Generator<readonly string[]> {
    if (node === output) {
      yield path;
      return;
    }
    const here = node === input ? path : [...path, labels[node] as string];
    for (const [from, to] of edges) if (from === node) yield* walk(to, here);
  }
  if (input >= 0) yield* walk(input, []);
}
