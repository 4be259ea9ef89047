/** @file When two NAS-Bench-201 cells are the same network. */
import { denseCellKey, sumText } from "../dense-cell.ts";
import { type Cell, edgesOf, liveEdges } from "./cell.ts";

/**
 * Returns text that is equal exactly for cells that build the same network: skip connections dissolve, dead edges
 * vanish, the order of terms does not count (see `denseCellKey`). 15,625 cells have 5,260 keys.
 *
 * NATS-Bench's own unique string (`natsUniqueString`, 6,466 of them) is no such key: it keeps dead terms, so equal
 * networks may differ in it, and it joins cells with one shared and with two separate convolutions.
 */
export function cellKey(cell: Cell): string {
  return denseCellKey(liveEdges(cell), ["nor_conv_1x1", "nor_conv_3x3"], (edge) => edge.operation === "skip_connect");
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
    nodes.push(sumText(terms));
  }
  return nodes[3] as string;
}
