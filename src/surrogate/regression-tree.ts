/** @file A regression tree in flat arrays, and growing one. */
import type { Rng } from "../base/index.ts";
import type { ColumnTable } from "./column-table.ts";
import type { Matrix } from "./matrix.ts";
import { SplitFinder, type TreeOptions } from "./split-finder.ts";

/** Nodes by number, the root 0. The children of a node stand side by side. */
export interface RegressionTree {
  /** The column a node looks at; -1 at leaves. */
  readonly column: Int32Array;
  /** Rows with a value of at most this go left. */
  readonly threshold: Float64Array;
  /** The left child; the right one is the next. */
  readonly left: Int32Array;
  /** What a leaf predicts. */
  readonly value: Float64Array;
}

/**
 * Grows a tree that lowers the squared error with each split.
 *
 * @param weights  How often each row counts; rows of weight 0 are left out.
 * Source: Breiman, Friedman, Olshen, Stone 1984, "Classification and Regression Trees".
 */
export function growTree(
  table: ColumnTable,
  targets: Float64Array,
  weights: Float64Array,
  options: TreeOptions,
  rng: Rng,
): RegressionTree {
  const rows = Int32Array.from(weights.keys()).filter((row) => weights[row]! > 0);
  const finder = new SplitFinder(table, targets, weights, options, rng);
  const capacity = 2 * rows.length;
  const column = new Int32Array(capacity).fill(-1);
  const threshold = new Float64Array(capacity);
  const left = new Int32Array(capacity);
  const value = new Float64Array(capacity);
  let nodes = 1;
  const open = [{ node: 0, start: 0, end: rows.length, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, start, end, depth } = next;
    const split = finder.find(rows, start, end, depth < options.maxDepth);
    value[node] = finder.mean;
    if (!split) continue;
    const middle = partition(rows, start, end, table, split.column, split.code);
    column[node] = split.column;
    threshold[node] = split.threshold;
    left[node] = nodes;
    open.push({ node: nodes, start, end: middle, depth: depth + 1 });
    open.push({ node: nodes + 1, start: middle, end, depth: depth + 1 });
    nodes += 2;
  }
  return {
    column: column.slice(0, nodes),
    threshold: threshold.slice(0, nodes),
    left: left.slice(0, nodes),
    value: value.slice(0, nodes),
  };
}

/** Moves the rows with a code of at most `code` to the front; returns where the others start. */
function partition(
  rows: Int32Array,
  start: number,
  end: number,
  table: ColumnTable,
  column: number,
  code: number,
): number {
  const offset = column * table.rows;
  let middle = start;
  for (let i = start; i < end; i++) {
    const row = rows[i]!;
    if (table.codes[offset + row]! > code) continue;
    rows[i] = rows[middle]!;
    rows[middle++] = row;
  }
  return middle;
}

/** Calls `visit` with the leaf's value of each row. */
export function predictTree(tree: RegressionTree, inputs: Matrix, visit: (row: number, value: number) => void): void {
  const { column, threshold, left, value } = tree;
  const { data, rows, columns } = inputs;
  for (let row = 0, at = 0; row < rows; row++, at += columns) {
    let node = 0;
    for (let c = column[0]!; c >= 0; c = column[node]!) {
      node = left[node]! + (data[at + c]! > threshold[node]! ? 1 : 0);
    }
    visit(row, value[node]!);
  }
}
