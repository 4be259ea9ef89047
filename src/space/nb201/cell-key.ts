/** @file When two NAS-Bench-201 cells are the same network. */
import { type Cell, edgesOf, liveEdges } from "./cell.ts";

/**
 * Returns text that is equal exactly for cells that build the same network.
 *
 * A cell is written as its output's sum of terms: the input "0", or an operation on a sum; skip connections dissolve
 * into the sums, dead edges vanish, the order of terms does not count. That text cannot tell one convolution used
 * twice from two convolutions of their own, so the numbers of convolutions follow it. 15,625 cells have 5,260 keys.
 *
 * NATS-Bench's own unique string (`natsUniqueString`, 6,466 of them) is no such key: it keeps dead terms, so equal
 * networks may differ in it, and it joins cells with one shared and with two separate convolutions.
 */
export function cellKey(cell: Cell): string {
  const live = liveEdges(cell);
  const terms: string[][] = [["0"], [], [], []];
  for (const { to, from, operation } of live) {
    const source = terms[from] as string[];
    terms[to]?.push(...(operation === "skip_connect" ? source : [`(${sum(source)})@${operation}`]));
  }
  const count = (operation: string): number => live.filter((edge) => edge.operation === operation).length;
  return `${sum(terms[3] as string[])}#${count("nor_conv_1x1")},${count("nor_conv_3x3")}`;
}

function sum(terms: readonly string[]): string {
  return [...terms].sort().join("+");
}

/**
 * Returns the unique string of NATS-Bench (`to_unique_str` with `consider_zero`), by which its tables count 6,466
 * isomorphism classes. For comparison with published tables.
 */
export function natsUniqueString(cell: Cell): string {
  const nodes = ["0"];
  for (const to of [1, 2, 3]) {
    const terms = edgesOf(cell)
      .filter((edge) => edge.to === to)
      .map(({ from, operation }) => {
        const source = nodes[from] as string;
        if (operation === "skip_connect") return source;
        return operation === "none" || source === "#" ? "#" : `(${source})@${operation}`;
      });
    nodes.push(sum(terms));
  }
  return nodes[3] as string;
}
