/** @file Brute-force isomorphism of cells with an operation on each edge, against which their quick keys are checked. */
import type { Cell, Operation } from "../../src/space/index.ts";

const operations: readonly Operation[] = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"];

/** All 15,625 cells of NAS-Bench-201. */
export function allCells(): Cell[] {
  return Array.from({ length: 5 ** 6 }, (_, code) =>
    Array.from({ length: 6 }, (_, edge) => operations[Math.floor(code / 5 ** edge) % 5] as Operation),
  );
}

/** {@link exactDenseKey} of a cell of NAS-Bench-201. */
export function exactKey(cell: Cell): string {
  return exactDenseKey(cell, {
    isNone: (operation) => operation === "none",
    isIdentity: (operation) => operation === "skip_connect",
    hasWeights: (operation) => operation.startsWith("nor_conv"),
  });
}

/** What operations do. */
export interface OperationKinds {
  isNone(operation: string): boolean;
  /** Whether it passes the value of node `from` on as it is. */
  isIdentity(operation: string, from: number): boolean;
  hasWeights(operation: string): boolean;
}

/** A use of the input (null), or of an operation applied to a sum of terms. Those with weights are told apart by identity. */
export type Term = null | { readonly operation: string; readonly source: readonly Term[] };

/**
 * Writes the cell's output as an expression in which each operation with weights carries a number of its own, takes the
 * least text over all ways to number them: equal exactly for isomorphic networks (sums commute, identities change
 * nothing, nothing comes of zeros, a pooling of equal values is the same value).
 *
 * @param cell  Operations of the edges 0→1, 0→2, 1→2, 0→3, 1→3, 2→3.
 */
export function exactDenseKey(cell: readonly string[], kinds: OperationKinds): string {
  const nodes: Term[][] = [[null], [], [], []];
  let edge = 0;
  for (const to of [1, 2, 3]) {
    for (let from = 0; from < to; from++) {
      const operation = cell[edge++] as string;
      const source = nodes[from] as Term[];
      if (kinds.isNone(operation) || source.length === 0) continue;
      nodes[to]?.push(...(kinds.isIdentity(operation, from) ? source : [{ operation, source }]));
    }
  }
  return exactText([nodes[3] as Term[]], kinds.hasWeights);
}

/**
 * The least text of some sums of terms, in any order, over all ways to number the operations with weights. The time
 * grows as the factorial of their number.
 */
export function exactText(sums: readonly (readonly Term[])[], hasWeights: (operation: string) => boolean): string {
  const weighted = [...new Set(sums.flatMap(reachable))].filter((term) => term !== null && hasWeights(term.operation));
  const texts = permutations(weighted).map((order) => {
    const numbers = new Map(order.map((term, i) => [term, i]));
    return sums
      .map((sum) => write(sum, numbers))
      .sort()
      .join("|");
  });
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
