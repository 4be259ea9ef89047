import { expect, test } from "vitest";
import { mannWhitney } from "../../src/base/index.ts";

// SciPy 1.10.1: mannwhitneyu(x, y, method="asymptotic").
test.each([
  [[19, 22, 16, 29, 24], [20, 11, 17, 12], 17, 0.11134688653314041],
  [[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 9], [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5], 71.5, 1],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [8, 9, 10, 11, 12, 13, 14, 15], 4.5, 0.0018415904902718222],
])("mannWhitney() agrees with SciPy on %j and %j", (x, y, u, p) => {
  const found = mannWhitney(x, y);

  expect(found.u).toBe(u);
  expect(found.p).toBeCloseTo(p, 10);
});

test("mannWhitney() counts the pairs the first sample wins, and is the same from the other side", () => {
  const [x, y] = [
    [1, 5, 5, 8],
    [2, 5, 9],
  ];

  const wins = x.flatMap((a) => y.map((b) => (a > b ? 1 : a === b ? 0.5 : 0))).reduce<number>((sum, w) => sum + w, 0);

  expect(mannWhitney(x, y).u).toBe(wins);
  expect(mannWhitney(y, x).u).toBe(12 - wins);
  expect(mannWhitney(y, x).p).toBeCloseTo(mannWhitney(x, y).p, 12);
});

test("mannWhitney() finds nothing in equal numbers and refuses empty samples", () => {
  expect(mannWhitney([2, 2], [2, 2, 2]).p).toBe(1);
  expect(() => mannWhitney([], [1])).toThrow("0 and 1 numbers");
});
