import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hypervolume, hypervolumeSubset, referencePoint } from "../../src/pareto/index.ts";

const sets = fc
  .integer({ min: 1, max: 4 })
  .chain((m) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: m, maxLength: m }), { minLength: 1, maxLength: 8 }),
  );

function subsets(n: number, count: number): number[][] {
  return Array.from({ length: 2 ** n }, (_, mask) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => (mask >> i) & 1),
  ).filter((subset) => subset.length === count);
}

describe("hypervolumeSubset()", () => {
  test("takes at each step what adds most, the first of equals", () => {
    fc.assert(
      fc.property(sets, (set) => {
        const reference = new Array(set[0]?.length).fill(9);
        const chosen = hypervolumeSubset(set, set.length, reference);
        const volumeOf = (places: number[]): number =>
          hypervolume(
            places.map((i) => set[i] as number[]),
            reference,
          );

        expect(chosen.toSorted()).toEqual(set.map((_, i) => i).sort());
        for (const [k, pick] of chosen.entries()) {
          const before = chosen.slice(0, k);
          const volumes = chosen.slice(k).map((i) => ({ i, volume: volumeOf([...before, i]) }));
          const most = Math.max(...volumes.map(({ volume }) => volume));
          expect(pick).toBe(Math.min(...volumes.filter(({ volume }) => volume === most).map(({ i }) => i)));
        }
      }),
    );
  });

  test("reaches 1 - 1/e of the best subset", () => {
    fc.assert(
      fc.property(sets, fc.integer({ min: 1, max: 4 }), (set, wanted) => {
        const count = Math.min(wanted, set.length);
        const reference = new Array(set[0]?.length).fill(9);
        const volumeOf = (places: number[]): number =>
          hypervolume(
            places.map((i) => set[i] as number[]),
            reference,
          );
        const best = Math.max(...subsets(set.length, count).map(volumeOf));

        const greedy = volumeOf(hypervolumeSubset(set, count, reference));
        expect(greedy).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best - 1e-9);
      }),
    );
  });

  test("equals its worked example", () => {
    const points = [
      [0, 3],
      [1, 1],
      [3, 0],
    ];
    expect(hypervolumeSubset(points, 3, [4, 4])).toEqual([1, 0, 2]);
  });
});

test("referencePoint() lies a part of the range beyond the worst", () => {
  expect(
    referencePoint([
      [0, 4],
      [2, 2],
    ]),
  ).toEqual([2.2, 4.2]);
  expect(referencePoint([[-5, 0]])).toEqual([-4.5, 0.1]);
  expect(referencePoint([[0], [2]], 0.5)).toEqual([3]);
});
