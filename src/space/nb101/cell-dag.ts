/** @file NAS-Bench-101 cells as labelled graphs, both ways. */
import type { LabelledDag } from "../space.ts";
import { type Nb101Cell, operations, vertexCount } from "./cell.ts";

/** The cell as it is: "input", the operations, "output". */
export function cellToDag(cell: Nb101Cell): LabelledDag {
  return { labels: ["input", ...cell.operations, "output"], edges: cell.edges };
}

/**
 * Reads a graph with one "input", one "output" and operations between them, its edges in any order and none of them
 * twice; dead vertices stay. Undefined where labels are others, or edges lead into the input or out of the output.
 */
export function cellFromDag(dag: LabelledDag): Nb101Cell | undefined {
  const [input, output] = [dag.labels.indexOf("input"), dag.labels.indexOf("output")];
  const inner = dag.labels.flatMap((_, v) => (v === input || v === output ? [] : [v]));
  const found = inner.map((v) => operations.find((operation) => operation === dag.labels[v]));
  if (input < 0 || output < 0 || found.some((operation) => operation === undefined)) return undefined;
  const position = new Map([input, ...inner, output].map((v, i) => [v, i]));
  const edges = dag.edges
    .map(([from, to]) => [position.get(from) ?? -1, position.get(to) ?? -1] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  // Edges of a labelled graph run forwards, so the inner vertices are in a topological order already.
  const isForward = edges.every(([from, to]) => 0 <= from && from < to);
  const isRepeated = edges.some(([from, to], i) => edges[i + 1]?.[0] === from && edges[i + 1]?.[1] === to);
  if (!isForward || isRepeated) return undefined;
  return { operations: found as (typeof operations)[number][], edges };
}

/**
 * Returns the cell with so many vertices: dead ones, of the first operation, are put before the output.
 *
 * @throws {RangeError} if it has more.
 */
export function padCell(cell: Nb101Cell, vertices: number): Nb101Cell {
  const last = vertexCount(cell) - 1;
  const missing = vertices - last - 1;
  if (missing < 0) throw new RangeError(`Cannot pad a cell of ${last + 1} vertices to ${vertices}`);
  return {
    operations: [...cell.operations, ...new Array<(typeof operations)[number]>(missing).fill(operations[0])],
    edges: cell.edges.map(([from, to]) => [from, to === last ? vertices - 1 : to] as const),
  };
}
