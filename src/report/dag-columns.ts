/** @file Horizontal places of the slots of a graph drawn in rows. */
import type { DagRows } from "./dag-rows.ts";

export interface ColumnOptions {
  /** Slots below this number are nodes, drawn as boxes; the others are waypoints of edges. */
  readonly nodes: number;
  /** Width of every box. */
  readonly width: number;
  /** Least distance between boxes, or a box and an edge that passes. */
  readonly gap: number;
}

const ROUNDS = 12;
/** How much a waypoint counts to a box, beside another box: boxes in a chain stay in line. */
const BEND = 1e-4;

/**
 * Gives every slot the middle of its place: near the slots it is linked to, in the order of its row and apart from its
 * neighbours. The leftmost place begins at 0.
 */
export function placeColumns({ rows, above, below }: DagRows, { nodes, width, gap }: ColumnOptions): number[] {
  const isNode = (slot: number): boolean => slot < nodes;
  const half = (slot: number): number => (isNode(slot) ? width / 2 : 0);
  const xs = above.map(() => 0);
  const place = (row: readonly number[]): void => {
    const distances = row.slice(1).map((slot, i) => half(row[i] as number) + gap + half(slot));
    const wanted = row.map((slot) => {
      const linked = [...(above[slot] ?? []), ...(below[slot] ?? [])].map((other) => ({
        value: xs[other] as number,
        weight: isNode(slot) && !isNode(other) ? BEND : 1,
      }));
      const value = linked.length === 0 ? (xs[slot] as number) : average(linked);
      return { value, weight: isNode(slot) ? 1 : BEND };
    });
    for (const [i, x] of keepApart(wanted, distances).entries()) xs[row[i] as number] = x;
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (const row of round % 2 === 0 ? rows : rows.toReversed()) place(row);
  }
  const left = Math.min(...xs.map((x, slot) => x - half(slot)));
  return xs.map((x) => x - left);
}

interface Wanted {
  readonly value: number;
  readonly weight: number;
}

interface Block extends Wanted {
  readonly length: number;
}

/** Moves values as little as possible (weighted squares) so that neighbours keep their distances: pooling of violators. */
function keepApart(wanted: readonly Wanted[], distances: readonly number[]): number[] {
  const offsets = [0];
  for (const distance of distances) offsets.push((offsets.at(-1) as number) + distance);
  const blocks: Block[] = [];
  for (const [i, { value, weight }] of wanted.entries()) {
    let block: Block = { value: value - (offsets[i] as number), weight, length: 1 };
    for (let last = blocks.at(-1); last && last.value > block.value; last = blocks.at(-1)) {
      const weights = last.weight + block.weight;
      block = { value: average([last, block]), weight: weights, length: last.length + block.length };
      blocks.pop();
    }
    blocks.push(block);
  }
  const bases = blocks.flatMap(({ value, length }) => new Array<number>(length).fill(value));
  return bases.map((base, i) => base + (offsets[i] as number));
}

function average(values: readonly Wanted[]): number {
  const weights = values.reduce((sum, { weight }) => sum + weight, 0);
  return values.reduce((sum, { value, weight }) => sum + value * weight, 0) / weights;
}
