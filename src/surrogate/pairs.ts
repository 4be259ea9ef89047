/** @file Pairs of examples, as models of differences learn from them. */
import type { Rng } from "../base/index.ts";
import type { Matrix } from "./matrix.ts";

/** An example and another one, by number. */
export type Pair = readonly [from: number, to: number];

/** Beyond this many pairs they are drawn, not listed. */
const mostListed = 200_000;

/**
 * Draws pairs of different examples without repetition, each with its reverse.
 *
 * @param most  Greatest number of pairs, reverses counted.
 * @param maxChanges  Pairs that differ in more columns are left out, unless all do.
 */
export function drawPairs(inputs: Matrix, most: number, maxChanges: number, rng: Rng): Pair[] {
  const { rows } = inputs;
  const all = (rows * (rows - 1)) / 2 <= mostListed ? listPairs(rows) : drawnPairs(rows, rng);
  const close = all.filter(([from, to]) => changes(inputs, from, to) <= maxChanges);
  const pool = close.length > 0 ? close : all;
  const count = Math.min(pool.length, Math.max(1, Math.floor(most / 2)));
  for (let i = 0; count < pool.length && i < count; i++) {
    const other = i + rng.int(pool.length - i);
    [pool[i], pool[other]] = [pool[other]!, pool[i]!];
  }
  return pool.slice(0, count).flatMap(([from, to]): Pair[] => [
    [from, to],
    [to, from],
  ]);
}

function listPairs(rows: number): Pair[] {
  return Array.from({ length: rows }, (_, to) => to).flatMap((to) =>
    Array.from({ length: to }, (_, from): Pair => [from, to]),
  );
}

function drawnPairs(rows: number, rng: Rng): Pair[] {
  const drawn = new Map<number, Pair>();
  for (let i = 0; i < mostListed; i++) {
    const [a, b] = [rng.int(rows), rng.int(rows)];
    if (a < b) drawn.set(a * rows + b, [a, b]);
  }
  return [...drawn.values()];
}

function changes({ data, columns }: Matrix, from: number, to: number): number {
  let count = 0;
  for (let c = 0; c < columns; c++) if (data[from * columns + c] !== data[to * columns + c]) count++;
  return count;
}

/** Describes a step from one input to another: the difference, and after it, if asked for, where it starts. */
export function stepVector(from: Float64Array, to: Float64Array, withContext: boolean): Float64Array {
  const step = new Float64Array(withContext ? 2 * from.length : from.length);
  for (let c = 0; c < from.length; c++) step[c] = to[c]! - from[c]!;
  if (withContext) step.set(from, from.length);
  return step;
}

/** Picks up to `count` examples, evenly along the order of their targets, the least and the greatest among them. */
export function spreadExamples(targets: Float64Array, count: number): number[] {
  const order = [...targets.keys()].sort((a, b) => targets[a]! - targets[b]!);
  const picked = Math.min(count, order.length);
  if (picked === 1) return [order[order.length >> 1]!];
  return Array.from({ length: picked }, (_, k) => order[Math.round((k * (order.length - 1)) / (picked - 1))]!);
}
