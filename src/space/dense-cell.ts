/** @file Cells of four nodes with an operation on each of the six edges between them: what NAS-Bench-201 and TransNAS-Bench share. */
import type { LabelledDag } from "./space.ts";

/** Edges as [to, from], in the order of the benchmarks' texts. */
export const denseEdges = [
  [1, 0],
  [2, 0],
  [2, 1],
  [3, 0],
  [3, 1],
  [3, 2],
] as const;

export interface DenseEdge<Op extends string> {
  readonly index: number;
  readonly to: number;
  readonly from: number;
  readonly operation: Op;
}

/** The six edges with their operations, given in the order of `denseEdges`. */
export function denseEdgesOf<Op extends string>(operations: readonly Op[]): DenseEdge<Op>[] {
  return denseEdges.map(([to, from], index) => ({ index, to, from, operation: operations[index] as Op }));
}

/**
 * The edges that carry something from the input to the output of the cell, in order. The others (those of operation
 * `none`, and what can be reached or can go on only through them) are not built.
 */
export function liveDenseEdges<Op extends string>(operations: readonly Op[], none: Op): DenseEdge<Op>[] {
  const present = denseEdgesOf(operations).filter((edge) => edge.operation !== none);
  const fed = new Set([0]);
  for (const edge of present) if (fed.has(edge.from)) fed.add(edge.to);
  const used = new Set([3]);
  for (const edge of present.toReversed()) if (used.has(edge.to)) used.add(edge.from);
  return present.filter((edge) => fed.has(edge.from) && used.has(edge.to));
}

/**
 * Returns text that is equal exactly for live edges that build the same cell.
 *
 * The cell is written as its output's sum of terms: the input "0", or an operation on a sum; edges that change nothing
 * dissolve into the sums, the order of terms does not count. That text cannot tell one operation with weights used
 * twice from two with weights of their own, so the numbers of those follow it.
 *
 * @param weighted  The operations with weights.
 * @param isIdentity  Whether an edge passes its source on as it is.
 */
export function denseCellKey<Op extends string>(
  live: readonly DenseEdge<Op>[],
  weighted: readonly Op[],
  isIdentity: (edge: DenseEdge<Op>) => boolean,
): string {
  const terms: string[][] = [["0"], [], [], []];
  for (const edge of live) {
    const source = terms[edge.from] as string[];
    terms[edge.to]?.push(...(isIdentity(edge) ? source : [`(${sumText(source)})@${edge.operation}`]));
  }
  const count = (operation: Op): number =>
    live.filter((edge) => edge.operation === operation && !isIdentity(edge)).length;
  return `${sumText(terms[3] as string[])}#${weighted.map(count).join(",")}`;
}

/** Joins terms so that their order does not count. */
export function sumText(terms: readonly string[]): string {
  return [...terms].sort().join("+");
}

/** Input, one node for each of the edges, output; links run along the data. */
export function denseCellDag<Op extends string>(
  edges: readonly DenseEdge<Op>[],
  label: (edge: DenseEdge<Op>) => string,
): LabelledDag {
  const labels = ["input", ...edges.map(label), "output"];
  const links: [number, number][] = [];
  edges.forEach((edge, i) => {
    if (edge.from === 0) links.push([0, i + 1]);
    edges.forEach((next, j) => {
      if (next.from === edge.to) links.push([i + 1, j + 1]);
    });
    if (edge.to === 3) links.push([i + 1, labels.length - 1]);
  });
  return { labels, edges: links };
}

/** One line a node: the sum of what comes in. */
export function describeDenseCell<Op extends string>(operations: readonly Op[], none: Op): string {
  return [1, 2, 3]
    .map((node) => {
      const terms = denseEdgesOf(operations).filter((edge) => edge.to === node && edge.operation !== none);
      const sum = terms.map((edge) => `${edge.operation}(${edge.from === 0 ? "input" : `node ${edge.from}`})`);
      return `${node === 3 ? "output" : `node ${node}`} = ${sum.length === 0 ? "0" : sum.join(" + ")}`;
    })
    .join("\n");
}
