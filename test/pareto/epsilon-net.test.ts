import fc from "fast-check";
import { expect, test } from "vitest";
import { epsilonNet, type Point } from "../../src/pareto/index.ts";

const fronts = fc
  .integer({ min: 1, max: 3 })
  .chain((m) => fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: m, maxLength: m }), { maxLength: 8 }));

/** The definition, every distance worked out anew. */
function bruteForce(points: readonly (readonly number[])[]): number[] {
  const ranges = (points[0] ?? []).map((_, m) => {
    const values = points.map((point) => point[m] as number);
    return Math.max(...values) - Math.min(...values);
  });
  const distance = (i: number, j: number): number =>
    ranges.reduce((sum, range, m) => {
      const gap = ((points[i]?.[m] as number) - (points[j]?.[m] as number)) / (range || Infinity);
      return sum + gap ** 2;
    }, 0);
  const isBefore = (a: readonly number[], b: readonly number[]): boolean => {
    const m = a.findIndex((value, k) => value !== b[k]);
    return m >= 0 && (a[m] as number) < (b[m] as number);
  };
  const order: number[] = [];
  while (order.length < points.length) {
    const left = points.flatMap((_, i) => (order.includes(i) ? [] : [i]));
    const gap = (i: number): number => Math.min(...order.map((j) => distance(i, j)));
    const isBetter = (i: number, j: number): boolean =>
      order.length === 0 ? isBefore(points[i] as number[], points[j] as number[]) : gap(i) > gap(j);
    order.push(left.reduce((best, i) => (isBetter(i, best) ? i : best)));
  }
  return order;
}

test("epsilonNet() takes the ends of a front, then its middle", () => {
  expect(
    epsilonNet([
      [0, 4],
      [1, 2],
      [2, 1],
      [4, 0],
    ]),
  ).toEqual([0, 3, 1, 2]);
  // By the gaps to its neighbours, 1 would come before 3; but 4 stands near it.
  expect(
    epsilonNet([
      [0, 100],
      [10, 60],
      [50, 50],
      [55, 15],
      [100, 0],
    ]),
  ).toEqual([0, 4, 2, 1, 3]);
});

test("epsilonNet() is the greedy choice of the farthest point, on fronts of any kind", () => {
  fc.assert(
    fc.property(fronts, (points) => {
      expect(epsilonNet(points)).toEqual(bruteForce(points));
    }),
  );
});

test("epsilonNet() covers a front within twice the least radius, as farthest-first does", () => {
  const radius = (points: readonly Point[], chosen: readonly number[]): number =>
    Math.max(...points.map((point) => Math.min(...chosen.map((i) => gap(point, points[i] as Point)))));
  const gap = (a: Point, b: Point): number => Math.hypot(...Array.from(a, (value, m) => value - (b[m] as number)));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 8 }), (positions) => {
      // Both ends there, so that the scale is 1.
      const points = [0, 40, ...positions].map((x) => [x / 40, 1 - x / 40]);
      const least = Math.min(
        ...points.flatMap((_, i) => points.flatMap((__, j) => points.map((___, k) => radius(points, [i, j, k])))),
      );
      expect(radius(points, epsilonNet(points).slice(0, 3))).toBeLessThanOrEqual(2 * least + 1e-9);
    }),
  );
});

test("epsilonNet() leaves equal points to the end and passes over what cannot be scaled", () => {
  expect(epsilonNet([])).toEqual([]);
  expect(
    epsilonNet([
      [1, 0, 7],
      [1, 0, 7],
      [0, 3, 7],
    ]),
  ).toEqual([2, 0, 1]);
  expect(
    epsilonNet([
      [0, Infinity],
      [1, 1],
      [4, 0],
    ]),
  ).toEqual([0, 2, 1]);
});

test("epsilonNet() does not depend on units", () => {
  fc.assert(
    fc.property(fronts, (points) => {
      const other = points.map((point) => point.map((value, m) => 1024 * value - 4096 * m));
      expect(epsilonNet(other)).toEqual(epsilonNet(points));
    }),
  );
});
