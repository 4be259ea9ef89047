import { expect, test } from "vitest";
import { normalCdf, normalLogCdf, normalPdf, normalQuantile } from "../../src/base/index.ts";

function relativeError(found: number, expected: number): number {
  return expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
}

// SciPy 1.10.1: scipy.stats.norm.cdf and scipy.special.log_ndtr.
test.each([
  [-40, 0, -804.6084420137539],
  [-30, 4.906713927147908e-198, -454.32124395634327],
  [-8, 6.22096057427174e-16, -35.01343715991456],
  [-3.5, 0.00023262907903552502, -8.366065308344094],
  [-3, 0.0013498980316300933, -6.60772622151035],
  [-1.96, 0.024997895148220435, -3.6889636517296385],
  [-1, 0.15865525393145707, -1.841021645009264],
  [0, 0.5, -Math.LN2],
  [0.5, 0.6914624612740131, -0.3689464152886563],
  [2.5, 0.9937903346742238, -0.006229025485860001],
  [4, 0.9999683287581669, -3.167174337748921e-5],
])("normalCdf() and normalLogCdf() agree with SciPy at %d", (z, cdf, logCdf) => {
  if (cdf > 0) expect(relativeError(normalCdf(z), cdf)).toBeLessThan(1e-12);
  else expect(normalCdf(z)).toBeLessThan(1e-300);
  expect(relativeError(normalLogCdf(z), logCdf)).toBeLessThan(1e-11);
});

// SciPy 1.10.1: scipy.stats.norm.ppf.
test.each([
  [1e-300, -37.0470962993612],
  [1e-10, -6.361340902404056],
  [0.001, -3.090232306167813],
  [0.025, -1.9599639845400545],
  [0.3, -0.5244005127080409],
  [0.5, 0],
  [0.8, 0.8416212335729143],
  [0.999999999, 5.997807019601637],
])("normalQuantile() agrees with SciPy at %d", (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 10);
});

test("normalCdf() is continuous where its formulas meet, and the derivative is normalPdf()", () => {
  for (const z of [-3, 3]) expect(normalCdf(z + 1e-9) - normalCdf(z - 1e-9)).toBeCloseTo(2e-9 * normalPdf(z), 14);
  for (const z of [-5, -1, 0.3, 2]) {
    expect((normalCdf(z + 1e-5) - normalCdf(z - 1e-5)) / 2e-5).toBeCloseTo(normalPdf(z), 9);
  }
});

test("the normal functions take the ends", () => {
  expect([normalCdf(-Infinity), normalCdf(Infinity), normalPdf(Infinity)]).toEqual([0, 1, 0]);
  expect([normalLogCdf(-Infinity), normalLogCdf(Infinity)]).toEqual([-Infinity, -0]);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  expect([normalCdf(Number.NaN), normalLogCdf(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  expect(() => normalQuantile(1.5)).toThrow("p is 1.5, expected 0 to 1");
});
