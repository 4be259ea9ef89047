import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hypervolume, nonDominatedBoxes } from "../../src/pareto/index.ts";

const sets = fc
  .integer({ min: 1, max: 5 })
  .chain((m) => fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: m, maxLength: m }), { minLength: 1 }));

describe("nonDominatedBoxes()", () => {
  test("fill what no point dominates, without overlap", () => {
    fc.assert(
      fc.property(sets, fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 5, maxLength: 5 }), (set, cell) => {
        const m = set[0]?.length ?? 0;
        const boxes = nonDominatedBoxes(set, new Array(m).fill(9));
        // The middle of a cell of the grid on which all points lie.
        const middle = cell.slice(0, m).map((x) => x + 0.5);
        const around = boxes.filter(({ lower, upper }) =>
          middle.every((x, i) => x > (lower[i] as number) && x < (upper[i] as number)),
        );
        const isDominated = set.some(
          (point) => point.every((x) => x < 9) && point.every((x, i) => x < (middle[i] as number)),
        );

        expect(around.length).toBe(isDominated ? 0 : 1);
      }),
    );
  });

  test("and the dominated volume make up the whole", () => {
    fc.assert(
      fc.property(sets, (set) => {
        const m = set[0]?.length ?? 0;
        const bound = new Array(m).fill(9);
        const volumes = nonDominatedBoxes(set, bound).map(({ lower, upper }) =>
          upper.reduce((product, x, i) => product * (x - Math.max(0, lower[i] as number)), 1),
        );

        const free = volumes.reduce((sum, volume) => sum + volume, 0);
        expect(free + hypervolume(set, bound)).toBeCloseTo(9 ** m, 6);
      }),
    );
  });

  test("are strips with two objectives, and all there is without points", () => {
    expect(nonDominatedBoxes([], [1, 2, 3])).toEqual([{ lower: [-Infinity, -Infinity, -Infinity], upper: [1, 2, 3] }]);
    expect(
      nonDominatedBoxes(
        [
          [1, 2],
          [2, 1],
          [2, 2],
          [1, 2],
          [0, 5],
        ],
        [4, 4],
      ),
    ).toEqual([
      { lower: [-Infinity, -Infinity], upper: [1, 4] },
      { lower: [1, -Infinity], upper: [2, 2] },
      { lower: [2, -Infinity], upper: [4, 1] },
    ]);
  });

  test("are few with three objectives", () => {
    const points = Array.from({ length: 40 }, (_, i) => {
      const angle = (i * 2.4) % (Math.PI / 2);
      const height = (i + 0.5) / 40;
      const radius = Math.sqrt(1 - height ** 2);
      return [radius * Math.cos(angle), radius * Math.sin(angle), height];
    });

    expect(nonDominatedBoxes(points, [1, 1, 1]).length).toBeLessThanOrEqual(2 * 40 + 1);
  });
});
