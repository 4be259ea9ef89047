import fc from "fast-check";
import { expect, test } from "vitest";
import { kendallTau, pearson, ranks, spearman } from "../../src/base/index.ts";

test("ranks() shares the ranks of equal values", () => {
  expect([...ranks([10, 30, 10, 20])]).toEqual([1.5, 4, 1.5, 3]);
  expect([...ranks([])]).toEqual([]);
});

test("kendallTau() and spearman() give the known values", () => {
  expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(2 / 3, 12);
  expect(spearman([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.8, 12);
  expect(kendallTau([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  expect(kendallTau([1, 1, 2], [1, 2, 3])).toBeCloseTo(0.816497, 6);
  expect(spearman([1, 1, 2], [1, 2, 3])).toBeCloseTo(0.866025, 6);
});

test("the correlations agree with SciPy on lists with ties", () => {
  const x = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 9];
  const y = [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5];

  // SciPy 1.10.1: kendalltau, spearmanr, pearsonr.
  expect(kendallTau(x, y)).toBeCloseTo(0.1552647508520297, 12);
  expect(spearman(x, y)).toBeCloseTo(0.12910456715599866, 12);
  expect(pearson(x, y)).toBeCloseTo(0.09821605784236163, 12);
});

test("a constant list correlates with nothing", () => {
  for (const correlate of [kendallTau, spearman, pearson]) {
    expect(correlate([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(correlate([1, 2, 3], [5, 5, 5])).toBeNaN();
    expect(correlate([1], [1])).toBeNaN();
    expect(correlate([], [])).toBeNaN();
    expect(() => correlate([1, 2], [1])).toThrow("2 and 1 numbers");
  }
});

const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { maxLength: 40 });

test("kendallTau() counts what a look at every pair counts", () => {
  fc.assert(
    fc.property(pairs, (points) => {
      let [agreeing, differentX, differentY] = [0, 0, 0];
      for (const [i, a] of points.entries()) {
        for (const b of points.slice(i + 1)) {
          agreeing += Math.sign(a[0] - b[0]) * Math.sign(a[1] - b[1]);
          differentX += a[0] === b[0] ? 0 : 1;
          differentY += a[1] === b[1] ? 0 : 1;
        }
      }
      const tau = kendallTau(
        points.map(([x]) => x),
        points.map(([, y]) => y),
      );
      if (differentX === 0 || differentY === 0) expect(tau).toBeNaN();
      else expect(tau).toBeCloseTo(agreeing / Math.sqrt(differentX * differentY), 12);
    }),
  );
});

test("rank correlations see the order alone, and change nothing", () => {
  const x = [5, -2, 7, 7, 0];
  const y = [1, 2, 3, 4, 4];

  expect(spearman(x.map(Math.exp), y)).toBeCloseTo(spearman(x, y), 12);
  expect(kendallTau(x.map(Math.exp), y)).toBeCloseTo(kendallTau(x, y), 12);
  expect(x).toEqual([5, -2, 7, 7, 0]);
});
