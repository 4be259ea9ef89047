import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import {
  canonicalCell,
  formatCell,
  type Nb101Cell,
  type Nb101Operation,
  nb101,
  nb101Hash,
  parseNb101Cell,
  pruneCell,
} from "../../src/space/index.ts";

const names: readonly Nb101Operation[] = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"];

describe("counts", () => {
  test("canonicalCell() and nb101Hash() have as many values as the benchmark has cells of up to 5 vertices", () => {
    const counts = [2, 3, 4, 5].map((vertices) => {
      const cells = fullMatrices(vertices, 9).flatMap((edges) =>
        labelings(vertices - 2).map((operations) => formatCell(canonicalCell({ operations, edges: byText(edges) }))),
      );
      return new Set(cells).size;
    });
    const hashes = fullMatrices(4, 9).flatMap((edges) =>
      labelings(2).map((operations) => nb101Hash({ operations, edges: byText(edges) })),
    );

    expect(counts).toEqual([1, 6, 84, 2441]);
    expect(new Set(hashes).size).toBe(84);
  });

  test("canonicalCell() joins the 7-vertex matrices into 359,082 labelled classes, 423,624 with the smaller ones", () => {
    // The classes of each matrix by Burnside's lemma: labelings that its symmetries leave alone, on average.
    const classesOf = (vertices: number): number => {
      const orders = permutations(Array.from({ length: vertices - 2 }, (_, i) => i + 1));
      const operations = new Array<Nb101Operation>(vertices - 2).fill("maxpool3x3");
      let classes = 0;
      const seen = new Set<string>();
      for (const edges of fullMatrices(vertices, 9)) {
        const cell = canonicalCell({ operations, edges: byText(edges) });
        const text = formatCell(cell);
        if (seen.has(text)) continue;
        seen.add(text);
        const symmetries = orders.filter((order) => {
          const copy = reordered(cell, order);
          return copy !== undefined && formatCell(copy) === text;
        });
        const fixed = symmetries.map((order) => 3 ** countCycles(order));
        classes += fixed.reduce((sum, count) => sum + count, 0) / symmetries.length;
      }
      return classes;
    };

    expect([2, 3, 4, 5, 6, 7].map(classesOf)).toEqual([1, 6, 84, 2441, 62_010, 359_082]);
  });

  test("nb101() counts architectures with dead vertices exactly", () => {
    for (const [vertices, edges] of [
      [3, 9],
      [4, 4],
      [5, 5],
    ] as const) {
      const possible = (vertices * (vertices - 1)) / 2;
      const operations = labelings(vertices - 2);
      let count = 0;
      for (let bits = 0; bits < 2 ** possible; bits++) {
        const text = bits.toString(2).padStart(possible, "0");
        const names = ["in", ...new Array<string>(vertices - 2).fill("c3"), "out"].join("-");
        const cell = parseNb101Cell(`${vertices}:${text}:${names}`);
        if (cell.edges.length <= edges && pruneCell(cell) !== undefined) count += operations.length;
      }
      expect(nb101({ vertices, edges }).size).toBe(BigInt(count));
    }
    expect(nb101().size).toBe(573_494n * 243n);
  });
});

describe("keys", () => {
  test("key() and nb101Hash() do not see the order of vertices nor dead ones", () => {
    const space = nb101();
    const orders = permutations([1, 2, 3, 4, 5]);
    fc.assert(
      fc.property(fc.integer(), fc.nat(orders.length - 1), (seed, start) => {
        const text = space.sample(createRng(seed));
        const cell = parseNb101Cell(text);
        const copies = [...orders.slice(start), ...orders].map((order) => reordered(cell, order));
        const copy = copies.find((each) => each !== undefined) as Nb101Cell;
        const live = pruneCell(cell) as Nb101Cell;

        expect(space.key(formatCell(copy))).toBe(space.key(text));
        expect(nb101Hash(pruneCell(copy) as Nb101Cell)).toBe(nb101Hash(live));
        expect(space.key(formatCell(live))).toBe(space.key(text));
        expect(space.key(space.key(text))).toBe(space.key(text));
      }),
      { numRuns: 60 },
    );
  });

  test("key() tells cells apart exactly where the official hash does", () => {
    const space = nb101({ vertices: 6 });
    const rng = createRng(3);
    const hashes = new Map<string, string>();
    const keys = new Map<string, string>();
    for (let i = 0; i < 700; i++) {
      const text = space.sample(rng);
      const key = space.key(text);
      const hash = nb101Hash(pruneCell(parseNb101Cell(text)) as Nb101Cell);
      expect(hashes.get(key) ?? hash).toBe(hash);
      expect(keys.get(hash) ?? key).toBe(key);
      hashes.set(key, hash);
      keys.set(hash, key);
    }
    expect(hashes.size).toBeGreaterThan(100);
  });
});

/** All matrices of `vertices` vertices and at most `most` edges on which every vertex is live, as lists of edges. */
function fullMatrices(vertices: number, most: number): (readonly [number, number])[][] {
  const possible = Array.from({ length: vertices }, (_, to) =>
    Array.from({ length: to }, (_, from) => [from, to] as const),
  ).flat();
  const result: (readonly [number, number])[][] = [];
  const rows = possible.map(([from, to]) => (1 << from) | (1 << (to + 8)));
  // Every vertex but the output starts an edge, every vertex but the input ends one.
  const live = (2 ** (vertices - 1) - 1) | ((2 ** vertices - 2) << 8);
  for (let bits = 0; bits < 2 ** possible.length; bits++) {
    let [count, touched] = [0, 0];
    for (let i = 0, rest = bits; rest !== 0 && count <= most; i++, rest >>= 1) {
      if ((rest & 1) === 0) continue;
      count++;
      touched |= rows[i] as number;
    }
    if (count <= most && touched === live) result.push(possible.filter((_, i) => (bits >> i) & 1));
  }
  return result;
}

function byText(edges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  return [...edges].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function labelings(count: number): Nb101Operation[][] {
  if (count === 0) return [[]];
  return labelings(count - 1).flatMap((rest) => names.map((name) => [...rest, name]));
}

/** The same cell with its inner vertices in another order; undefined where an edge would run backwards. */
function reordered(cell: Nb101Cell, order: readonly number[]): Nb101Cell | undefined {
  const last = cell.operations.length + 1;
  const position = (vertex: number): number => (vertex === 0 || vertex === last ? vertex : order.indexOf(vertex) + 1);
  const edges = cell.edges.map(([from, to]) => [position(from), position(to)] as const);
  if (edges.some(([from, to]) => from >= to)) return undefined;
  return { operations: order.map((vertex) => cell.operations[vertex - 1] as Nb101Operation), edges: byText(edges) };
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

function countCycles(order: readonly number[]): number {
  const seen = new Set<number>();
  let cycles = 0;
  for (const start of order) {
    if (seen.has(start)) continue;
    cycles++;
    for (let v = start; !seen.has(v); v = order[v - 1] as number) seen.add(v);
  }
  return cycles;
}
