/** @file When two NAS-Bench-101 cells are the same network. */
import { type Nb101Cell, operations, vertexCount } from "./cell.ts";

/**
 * Returns the one among all isomorphic copies of a pruned cell that the benchmark evaluated: its generator counts up
 * adjacency matrices (column by column, first entry least), then operations, and keeps the first of each class. Which
 * copy is built matters where channels do not divide evenly.
 *
 * Cost: the orders of up to five vertices, at most 120.
 * Source: Ying et al. 2019, "NAS-Bench-101", code `generate_graphs.py`.
 */
export function canonicalCell(cell: Nb101Cell): Nb101Cell {
  const last = vertexCount(cell) - 1;
  const labels = cell.operations.map((operation) => operations.indexOf(operation));
  let best: { readonly bits: number; readonly label: number; readonly order: readonly number[] } | undefined;
  for (const order of topologicalOrders(cell)) {
    const bits = matrixNumber(cell, positionsOf(order, last));
    if (best !== undefined && bits > best.bits) continue;
    const label = order.reduce((number, vertex) => number * operations.length + (labels[vertex - 1] as number), 0);
    if (best === undefined || bits < best.bits || label < best.label) best = { bits, label, order };
  }
  return best === undefined ? cell : reorder(cell, best.order);
}

/** Lists all orders of the vertices between input and output in which edges run forwards. */
function topologicalOrders(cell: Nb101Cell): number[][] {
  const inner = cell.operations.map((_, i) => i + 1);
  // For each vertex, those that must come before it, as bits.
  const before = inner.map((vertex) =>
    cell.edges.reduce((mask, [from, to]) => (to === vertex && from > 0 ? mask | (1 << from) : mask), 0),
  );
  const extend = (order: readonly number[], placed: number): number[][] => {
    if (order.length === inner.length) return [[...order]];
    return inner
      .filter((vertex) => (placed & (1 << vertex)) === 0 && ((before[vertex - 1] as number) & ~placed) === 0)
      .flatMap((vertex) => extend([...order, vertex], placed | (1 << vertex)));
  };
  return extend([], 0);
}

/** The new number of each vertex. */
function positionsOf(order: readonly number[], last: number): number[] {
  const positions = [0];
  order.forEach((vertex, i) => {
    positions[vertex] = i + 1;
  });
  positions[last] = last;
  return positions;
}

/** The adjacency matrix as the generator's number: bit from + to (to - 1) / 2 for each edge. */
function matrixNumber(cell: Nb101Cell, positions: readonly number[]): number {
  return cell.edges.reduce((bits, [from, to]) => {
    const column = positions[to] as number;
    return bits + 2 ** ((positions[from] as number) + (column * (column - 1)) / 2);
  }, 0);
}

function reorder(cell: Nb101Cell, order: readonly number[]): Nb101Cell {
  const positions = positionsOf(order, vertexCount(cell) - 1);
  return {
    operations: order.map((vertex) => cell.operations[vertex - 1] as (typeof operations)[number]),
    edges: cell.edges
      .map(([from, to]) => [positions[from] as number, positions[to] as number] as const)
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  };
}
