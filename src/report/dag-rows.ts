/** @file Puts the nodes of a graph into rows so that edges run downwards and cross little. */
import { createRng, mean, shuffled } from "../base/index.ts";
import type { LabelledDag } from "../space/index.ts";

/**
 * Rows of slots from top to bottom, each in order from left to right. Slots are numbered: first the nodes of the graph,
 * then waypoints, which keep room for an edge in the rows that it passes.
 */
export interface DagRows {
  readonly rows: readonly (readonly number[])[];
  /** For each edge of the graph the slots it visits, one a row, its two nodes included. */
  readonly routes: readonly (readonly number[])[];
  /** Slots in the row above that an edge comes from, for each slot. */
  readonly above: readonly (readonly number[])[];
  /** Slots in the row below that an edge goes to, for each slot. */
  readonly below: readonly (readonly number[])[];
}

type Rows = readonly (readonly number[])[];

const STARTS = 12;
const SWEEPS = 6;

/**
 * Puts each node into the row of its longest path from a start, then orders the rows.
 *
 * Source: Sugiyama, Tagawa, Toda 1981, "Methods for Visual Understanding of Hierarchical System Structures": waypoints
 * and barycentres. Differs: begins again from shuffled rows, the same at every call, and keeps what crosses least.
 */
export function arrangeRows({ labels, edges }: LabelledDag): DagRows {
  const rowOf = labels.map(() => 0);
  // An edge leads to a higher number, so in this order the row of its start is final.
  for (const [from, to] of edges.toSorted((a, b) => a[0] - b[0])) {
    rowOf[to] = Math.max(rowOf[to] as number, (rowOf[from] as number) + 1);
  }
  const routes = edges.map(([from, to]) => {
    const [first, last] = [(rowOf[from] as number) + 1, rowOf[to] as number];
    const waypoints = Array.from({ length: last - first }, (_, i) => rowOf.push(first + i) - 1);
    return [from, ...waypoints, to];
  });
  const rows = rowOf.reduce<number[][]>((all, row, slot) => {
    while (all.length <= row) all.push([]);
    all[row]?.push(slot);
    return all;
  }, []);
  const above: number[][] = rowOf.map(() => []);
  const below: number[][] = rowOf.map(() => []);
  for (const route of routes) {
    for (const [i, slot] of route.slice(1).entries()) {
      above[slot]?.push(route[i] as number);
      below[route[i] as number]?.push(slot);
    }
  }
  return { rows: untangle(rows, above, below), routes, above, below };
}

function untangle(rows: Rows, above: Rows, below: Rows): Rows {
  const rng = createRng("rows");
  let best = rows;
  let fewest = countCrossings(rows, below);
  for (let start = 0; start < STARTS && fewest > 0; start++) {
    let current: Rows = start === 0 ? rows : rows.map((row) => shuffled(row, rng));
    for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
      current = sweep % 2 === 0 ? reorder(current, above) : reorder(current.toReversed(), below).reverse();
      const crossings = countCrossings(current, below);
      if (crossings < fewest) [best, fewest] = [current, crossings];
    }
  }
  return best;
}

/** Orders each row by the mean place of its neighbours in the row before; slots without any keep their place. */
function reorder(rows: Rows, neighbours: Rows): number[][] {
  let before = new Map<number, number>();
  return rows.map((row) => {
    const wanted = row.map((slot, place) => {
      const places = (neighbours[slot] ?? []).map((other) => before.get(other) as number);
      return { slot, mean: places.length === 0 ? place : mean(places) };
    });
    wanted.sort((a, b) => a.mean - b.mean);
    const ordered = wanted.map(({ slot }) => slot);
    before = placesOf(ordered);
    return ordered;
  });
}

function countCrossings(rows: Rows, below: Rows): number {
  return rows.slice(1).reduce((sum, row, i) => {
    const places = placesOf(row);
    const ends = (rows[i] as readonly number[]).map((slot) =>
      (below[slot] ?? []).map((to) => places.get(to) as number),
    );
    // Two edges cross where the one that starts further left ends further right.
    const crossings = ends.map((mine, left) =>
      ends.slice(left + 1).reduce((count, others) => count + inversions(mine, others), 0),
    );
    return crossings.reduce((a, b) => a + b, sum);
  }, 0);
}

function inversions(mine: readonly number[], others: readonly number[]): number {
  return mine.reduce((count, end) => count + others.filter((other) => other < end).length, 0);
}

function placesOf(row: readonly number[]): Map<number, number> {
  return new Map(row.map((slot, place) => [slot, place]));
}
