/** @file What a front leaves undominated, cut into boxes. */
import type { Point } from "./dominance.ts";

/** All vectors above `lower` and below `upper` in every objective; `lower` may be minus infinity. */
export interface Box {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/**
 * Cuts the part of space that is better than the reference in every objective, and that no point dominates, into boxes
 * which do not overlap.
 *
 * @param points  Objective vectors, minimised; not changed. Points not better than the reference everywhere, dominated
 *   and repeated ones change nothing.
 * @returns With two objectives one more than there are points on the front, with three some two or three times as many;
 *   more and more with each further one.
 * Cost: for each slice of the last objective that of the others; O(n log n) for two objectives. Deterministic.
 * Source: Lacour, Klamroth, Fonseca 2017, "A box decomposition algorithm to compute the hypervolume indicator", for the
 * idea. Differs: slices by the last objective, and boxes that go on in the next slice stay one.
 * @example nonDominatedBoxes([[1, 1]], [2, 2]);
 * // [{ lower: [-Infinity, -Infinity], upper: [1, 2] }, { lower: [1, -Infinity], upper: [2, 1] }]
 */
export function nonDominatedBoxes(points: readonly Point[], reference: Point): Box[] {
  const bound = Array.from(reference);
  const inside = points.map((point) => Array.from(point)).filter((point) => point.every((x, m) => x < bound[m]!));
  return boxesOf(inside, bound);
}

function boxesOf(points: readonly number[][], bound: readonly number[]): Box[] {
  const last = bound.length - 1;
  if (last === 0) return [{ lower: [-Infinity], upper: [Math.min(bound[0]!, ...points.map((point) => point[0]!))] }];
  if (last === 1) return strips(points, bound);
  const levels = [...new Set(points.map((point) => point[last]!))].sort((a, b) => a - b);
  const closed: Box[] = [];
  let open = new Map<string, { readonly box: Box; readonly from: number }>();
  for (const [i, from] of [-Infinity, ...levels].entries()) {
    const active = points.filter((point) => point[last]! <= from).map((point) => point.slice(0, last));
    const slice = boxesOf(undominated(active), bound.slice(0, last));
    const next: typeof open = new Map();
    for (const box of slice) {
      const text = `${box.lower}|${box.upper}`;
      next.set(text, open.get(text) ?? { box, from });
      open.delete(text);
    }
    closed.push(...closedAt(open.values(), from));
    open = next;
    if (i === levels.length) closed.push(...closedAt(open.values(), bound[last]!));
  }
  return closed;
}

function closedAt(open: Iterable<{ readonly box: Box; readonly from: number }>, to: number): Box[] {
  return Array.from(open, ({ box, from }) => ({ lower: [...box.lower, from], upper: [...box.upper, to] }));
}

/** One strip of the first objective between neighbours on the staircase, each below the point to its left. */
function strips(points: readonly number[][], [right, top]: readonly number[]): Box[] {
  const sorted = [...points].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  const boxes: Box[] = [];
  let [left, height] = [-Infinity, top!];
  for (const [x, y] of sorted) {
    if (y! >= height) continue;
    if (x! > left) boxes.push({ lower: [left, -Infinity], upper: [x!, height] });
    [left, height] = [x!, y!];
  }
  return [...boxes, { lower: [left, -Infinity], upper: [right!, height] }];
}

/** Fewer points, of the same staircase. */
function undominated(points: readonly number[][]): number[][] {
  return points.filter(
    (point, i) =>
      !points.some(
        (other, j) =>
          j !== i && other.every((x, m) => x <= point[m]!) && (j < i || other.some((x, m) => x < point[m]!)),
      ),
  );
}
