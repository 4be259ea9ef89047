import fc from "fast-check";
import { expect, test } from "vitest";
import { renderScatter } from "../../src/report/index.ts";
import { scaleFor } from "../../src/report/scale.ts";
import { accuracy, parameters, trial } from "./example-trials.ts";

test("scaleFor() has ticks within its range for any values, equal ones too", () => {
  // Measurements: six digits, from billionths to billions.
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((each) => Number(each.toFixed(9)));
  fc.assert(
    fc.property(fc.oneof(fc.tuple(value), fc.array(value, { minLength: 1, maxLength: 5 })), (values) => {
      const { ticks, at } = scaleFor(values);
      expect(ticks.length).toBeGreaterThan(0);
      for (const each of [...ticks, ...values]) {
        expect(at(each)).toBeGreaterThanOrEqual(-1e-9);
        expect(at(each)).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
  );
});

test("scaleFor() has finite ticks for any numbers at all", () => {
  const edges = [1.7e308, -1.7e308, 1e308, 5e-324, -5e-324, 0, 1e-300];
  const value = fc.oneof(fc.constantFrom(...edges), fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
      const { ticks, at } = scaleFor(values);
      expect(ticks.length).toBeLessThan(60);
      expect(ticks.every(Number.isFinite)).toBe(true);
      for (const each of values) expect(Math.abs(at(each) - 0.5)).toBeLessThanOrEqual(0.5 + 1e-6);
    }),
    { numRuns: 500 },
  );
});

test("renderScatter() draws a single trial", () => {
  const trials = [trial(0, { values: { accuracy: 0.9025, parameters: 1000 } })];

  const plot = renderScatter({ trials, x: parameters, y: accuracy, front: [0], winner: 0 });

  expect(plot).toContain("★");
});
