import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../../src/base/index.ts";
import type { LabelledDag } from "../../../src/space/index.ts";
import { applyEdits, editPath, matchVertices } from "../../../src/strategy/edit-path/index.ts";
import { halfway, relabelled } from "./graphs.ts";

const operations = ["conv1x1", "conv3x3", "maxpool"];

/** Cells of NAS-Bench-101: the Inception-like one, and the optimum of the paper's code. */
const inception: LabelledDag = {
  labels: ["input", "conv1x1", "conv3x3", "conv3x3", "conv3x3", "maxpool", "output"],
  edges: [
    [0, 1],
    [0, 2],
    [0, 3],
    [0, 5],
    [1, 6],
    [2, 6],
    [3, 4],
    [4, 6],
    [5, 6],
  ],
};
const optimum: LabelledDag = {
  labels: ["input", "conv1x1", "conv3x3", "maxpool", "conv3x3", "conv3x3", "output"],
  edges: [
    [0, 1],
    [0, 2],
    [0, 5],
    [0, 6],
    [1, 5],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ],
};

/** Graphs of `min` to `max` vertices from an input to an output, each possible edge there or not. */
function dags(min: number, max: number): fc.Arbitrary<LabelledDag> {
  return fc.integer({ min, max }).chain((n) => {
    const pairs = Array.from({ length: n }, (_, to) =>
      Array.from({ length: to }, (_, from) => [from, to] as const),
    ).flat();
    return fc
      .record({
        inner: fc.array(fc.constantFrom(...operations), { minLength: n - 2, maxLength: n - 2 }),
        edges: fc.subarray(pairs),
      })
      .map(({ inner, edges }) => ({ labels: ["input", ...inner, "output"], edges }));
  });
}

const distance = (a: LabelledDag, b: LabelledDag): number => matchVertices(a, b).cost;

describe("matchVertices()", () => {
  test("finds the known distance of two cells of NAS-Bench-101", () => {
    expect(distance(inception, optimum)).toBe(10);
    expect(distance(optimum, inception)).toBe(10);
  });

  test("agrees with trying all permutations, graphs of different size among them", () => {
    fc.assert(
      fc.property(dags(2, 6), dags(6, 6), (a, b) => {
        expect(distance(a, b)).toBe(bruteForce(a, b));
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("is 0 exactly for copies in another order", () => {
    fc.assert(
      fc.property(dags(3, 7), fc.nat(), (dag, seed) => {
        const copy = relabelled(dag, createRng(seed));
        expect(distance(dag, copy)).toBe(0);
        const changed = copy.labels.findIndex((label) => operations.includes(label));
        expect(distance(dag, { ...copy, labels: copy.labels.with(changed, "dense") })).toBe(1);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  test("is symmetric and keeps the triangle inequality", () => {
    fc.assert(
      fc.property(dags(3, 7), dags(3, 7), dags(3, 7), (a, b, c) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("inserts and deletes ends, but never turns one into another vertex", () => {
    const chain: LabelledDag = { labels: ["input", "maxpool"], edges: [[0, 1]] };
    const other: LabelledDag = { labels: ["maxpool", "output"], edges: [[0, 1]] };
    expect(matchVertices(chain, other)).toEqual({ images: [-1, 0], cost: 4 });
    expect(applyEdits(chain, editPath(chain, other))).toEqual(other);
  });

  test("refuses graphs too large for it", () => {
    const large: LabelledDag = { labels: new Array<string>(31).fill("maxpool"), edges: [] };
    expect(() => matchVertices(inception, large)).toThrow("Cannot match graphs: one has 31 vertices");
  });
});

describe("editPath()", () => {
  test("leads to a copy of the other graph in as many edits as their distance", () => {
    fc.assert(
      fc.property(dags(3, 7), dags(3, 7), (a, b) => {
        const path = editPath(a, b);
        expect(path).toHaveLength(distance(a, b));
        const end = applyEdits(a, path);
        expect(distance(end as LabelledDag, b)).toBe(0);
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  test("half of it leads to the middle", () => {
    let children = 0;
    fc.assert(
      fc.property(dags(5, 6), dags(5, 6), fc.nat(), (a, b, seed) => {
        const [large, small] = a.labels.length < b.labels.length ? [b, a] : [a, b];
        const path = editPath(large, small);
        const child = applyEdits(large, halfway(path, createRng(seed)));
        if (child === undefined) return;
        children++;
        expect(distance(large, child)).toBe(Math.ceil(path.length / 2));
        expect(distance(child, small)).toBe(Math.floor(path.length / 2));
        expect(child.edges.every(([from, to]) => from < to)).toBe(true);
      }),
      { numRuns: 100, seed: 5 },
    );
    expect(children).toBeGreaterThan(20);
  });
});

describe("applyEdits()", () => {
  const chain: LabelledDag = {
    labels: ["input", "conv1x1", "output"],
    edges: [
      [0, 1],
      [1, 2],
    ],
  };

  test("keeps the order of edges true, the output last", () => {
    const edits = [
      { kind: "insert-vertex", vertex: 3, label: "maxpool" },
      { kind: "insert-edge", from: 3, to: 1 },
      { kind: "insert-edge", from: 0, to: 3 },
    ] as const;
    expect(applyEdits(chain, edits)).toEqual({
      labels: ["input", "maxpool", "conv1x1", "output"],
      edges: [
        [0, 1],
        [0, 2],
        [1, 2],
        [2, 3],
      ],
    });
  });

  test("gives nothing where a cycle or a loose edge is left", () => {
    expect(applyEdits(chain, [{ kind: "insert-edge", from: 2, to: 1 }])).toBeUndefined();
    expect(applyEdits(chain, [{ kind: "delete-vertex", vertex: 1 }])).toBeUndefined();
    expect(applyEdits(chain, [{ kind: "insert-edge", from: 0, to: 3 }])).toBeUndefined();
  });
});

/** The least number of differing entries of the labelled adjacency matrices over all permutations, empty vertices added. */
function bruteForce(a: LabelledDag, b: LabelledDag): number {
  const size = Math.max(a.labels.length, b.labels.length);
  const [left, right] = [matrixOf(a, size), matrixOf(b, size)];
  let least = Number.POSITIVE_INFINITY;
  const visit = (images: number[]): void => {
    if (images.length < size) {
      for (let v = 0; v < size; v++) if (!images.includes(v)) visit([...images, v]);
      return;
    }
    let cost = 0;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const [x, y] = [left[i]?.[j], right[images[i] as number]?.[images[j] as number]];
        if (x === y) continue;
        const isEnd = i === j && [x, y].some((label) => label === "input" || label === "output");
        cost += isEnd ? 100 : 1;
      }
    }
    least = Math.min(least, cost);
  };
  visit([]);
  return least;
}

function matrixOf({ labels, edges }: LabelledDag, size: number): string[][] {
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i === j ? (labels[i] ?? "") : "")),
  );
  for (const [from, to] of edges) (matrix[from] as string[])[to] = "edge";
  return matrix;
}
