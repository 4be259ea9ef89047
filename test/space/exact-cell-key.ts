/** @file Brute-force isomorphism of NAS-Bench-201 cells, against which the quick key is checked. */
import type { Cell, Operation } from "../../src/space/index.ts";

const operations: readonly Operation[] = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"];

/** All 15,625 cells. */
export function allCells(): Cell[] {
  return Array.from({ length: 5 ** 6 }, (_, code) =>
    Array.from({ length: 6 }, (_, edge) => operations[Math.floor(code / 5 ** edge) % 5] as Operation),
  );
}

/** A use of the input (null), or of an operation applied to a sum of terms. Convolutions are told apart by identity. */
type Term = null | { readonly operation: Operation; readonly source: readonly Term[] };

/**
 * Writes the cell's output as an expression in which each convolution carries a number of its own, takes the least
 * text over all ways to number them: equal exactly for isomorphic networks (sums commute, skips are the identity,
 * nothing comes of zeros, a pooling of equal values is the same value).
 */
export function exactKey(cell: Cell): string {
  const nodes: Term[][] = [[null], [], [], []];
  let edge = 0;
  for (const to of [1, 2, 3]) {
    for (let from = 0; from < to; from++) {
      const operation = cell[edge++] as Operation;
      const source = nodes[from] as Term[];
      if (operation === "none" || source.length === 0) continue;
      nodes[to]?.push(...(operation === "skip_connect" ? source : [{ operation, source }]));
    }
  }
  const output = nodes[3] as Term[];
  const convolutions = [...new Set(reachable(output))].filter((term) => term?.operation !== "avg_pool_3x3");
  const texts = permutations(convolutions).map((order) => write(output, new Map(order.map((term, i) => [term, i]))));
  return texts.sort()[0] as string;
}

function reachable(terms: readonly Term[]): Term[] {
  return terms.flatMap((term) => (term === null ? [] : [term, ...reachable(term.source)]));
}

function write(terms: readonly Term[], numbers: ReadonlyMap<Term, number>): string {
  return terms
    .map((term) =>
      term === null ? "x" : `${term.operation}${numbers.get(term) ?? ""}(${write(term.source, numbers)})`,
    )
    .sort()
    .join("+");
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
