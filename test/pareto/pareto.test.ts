import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/base/index.ts";
import { crowdingDistance, dominates, hypervolume, nonDominatedSort, paretoFront } from "../../src/pareto/index.ts";

/** Small grids make ties and duplicates common. */
function pointSets(objectives: number, maxLength = 12): fc.Arbitrary<number[][]> {
  const point = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: objectives, maxLength: objectives });
  return fc.array(point, { maxLength });
}

/** Counts unit cells of the grid [0, 6)^m that some point dominates. */
function countCells(points: number[][], objectives: number): number {
  let count = 0;
  for (let code = 0; code < 6 ** objectives; code++) {
    const cell = Array.from({ length: objectives }, (_, i) => Math.floor(code / 6 ** i) % 6);
    if (points.some((point) => point.every((x, i) => x <= (cell[i] ?? -1)))) count++;
  }
  return count;
}

describe("dominance", () => {
  test("dominates() is strict and never holds between equal points", () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([1, 3], [2, 2])).toBe(false);
  });

  test("dominates() puts unmeasured points behind all others", () => {
    expect(dominates([9, 9], [0, Number.NaN])).toBe(true);
    expect(dominates([0, Number.NaN], [9, 9])).toBe(false);
    expect(dominates([0, Number.NaN], [9, Number.NaN])).toBe(false);
  });

  test("paretoFront() keeps what no point dominates", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4).chain((m) => pointSets(m)),
        (points) => {
          const expected = points.flatMap((p, i) => (points.some((q) => dominates(q, p)) ? [] : [i]));

          expect(paretoFront(points)).toEqual(expected);
          expect(nonDominatedSort(points)[0] ?? []).toEqual(expected);
        },
      ),
    );
  });

  test("paretoFront() leaves out a point with a NaN", () => {
    expect(
      paretoFront([
        [Number.NaN, 0],
        [3, 3],
        [2, 4],
      ]),
    ).toEqual([1, 2]);
  });

  test("nonDominatedSort() puts each point behind its longest chain of dominators", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3).chain((m) => pointSets(m)),
        (points) => {
          const depth = (i: number): number =>
            Math.max(-1, ...points.flatMap((q, j) => (dominates(q, points[i] as number[]) ? [depth(j)] : []))) + 1;

          const fronts = nonDominatedSort(points);

          expect(fronts.flat().sort((a, b) => a - b)).toEqual(points.map((_, i) => i));
          fronts.forEach((front, k) => {
            for (const i of front) expect(depth(i)).toBe(k);
          });
        },
      ),
    );
  });
});

describe("crowding distance", () => {
  test("crowdingDistance() equals the worked example", () => {
    const points = [
      [0, 4],
      [1, 2],
      [2, 1],
      [4, 0],
    ];

    expect(crowdingDistance(points)).toEqual([Infinity, 1.25, 1.25, Infinity]);
    expect(crowdingDistance(points.map(([a, b]) => [(a as number) * 1000, b as number]))).toEqual(
      crowdingDistance(points),
    );
  });

  test("crowdingDistance() gives copies of a point nothing", () => {
    expect(
      crowdingDistance([
        [0, 4],
        [0, 4],
        [1, 2],
        [4, 0],
      ]),
    ).toEqual([Infinity, 0, 2, Infinity]);
    expect(crowdingDistance([[1, 1]])).toEqual([Infinity]);
    expect(crowdingDistance([])).toEqual([]);
  });

  test("crowdingDistance() follows a permutation of its points", () => {
    fc.assert(
      fc.property(pointSets(3), (points) => {
        const distinct = [...new Map(points.map((p) => [p.join(), p])).values()];
        const forwards = crowdingDistance(distinct);

        expect(crowdingDistance(distinct.toReversed()).toReversed()).toEqual(forwards);
      }),
    );
  });
});

describe("hypervolume", () => {
  test("hypervolume() equals the worked examples", () => {
    expect(
      hypervolume(
        [
          [1, 3],
          [2, 2],
          [3, 1],
        ],
        [4, 4],
      ),
    ).toBe(6);
    expect(
      hypervolume(
        [
          [1, 2, 3],
          [2, 3, 1],
          [3, 1, 2],
        ],
        [4, 4, 4],
      ),
    ).toBe(13);
    expect(hypervolume([Float64Array.of(1, 2), Float64Array.of(2, 1)], Float64Array.of(3, 3))).toBe(3);
    expect(hypervolume([[2], [1]], [4])).toBe(3);
    expect(hypervolume([], [1, 1])).toBe(0);
  });

  test("hypervolume() ignores points outside the reference", () => {
    expect(
      hypervolume(
        [
          [5, 0],
          [4, 4],
          [Number.NaN, 0],
        ],
        [4, 4],
      ),
    ).toBe(0);
    expect(hypervolume([[1, 1]], [Infinity, 4])).toBe(Infinity);
  });

  test("hypervolume() counts the dominated cells of a grid", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3, 4).chain((m) => fc.tuple(fc.constant(m), pointSets(m, 8))),
        ([m, points]) => {
          const reference = Array.from({ length: m }, () => 6);

          expect(hypervolume(points, reference)).toBe(countCells(points, m));
          expect(hypervolume(points.toReversed(), reference)).toBe(countCells(points, m));
        },
      ),
    );
  });

  test("hypervolume() approaches the ideal front of ZDT1", () => {
    const points = Array.from({ length: 20_001 }, (_, i) => [i / 20_000, 1 - Math.sqrt(i / 20_000)]);

    expect(hypervolume(points, [1.1, 1.1])).toBeCloseTo(0.876667, 4);
  });

  test("hypervolume() refuses points of another length", () => {
    expect(() => hypervolume([[1, 2, 3]], [4, 4])).toThrow(InputError);
  });
});
