import { expect, test } from "vitest";
import { bootstrapInterval, createRng, mean, wilsonInterval } from "../../src/base/index.ts";

test.each([
  [9, 10],
  [50, 100],
  [347, 360],
])(
  "wilsonInterval() of %i in %i ends at the shares that lie 1.96 of their own standard errors off",
  (successes, count) => {
    const { low, high } = wilsonInterval(successes, count);
    const distance = (share: number): number => (successes / count - share) / Math.sqrt((share * (1 - share)) / count);

    expect(distance(low)).toBeCloseTo(1.959964, 5);
    expect(distance(high)).toBeCloseTo(-1.959964, 5);
  },
);

test("wilsonInterval() of none and of all ends exactly at 0 and 1, and is no point", () => {
  expect(wilsonInterval(0, 30)).toMatchObject({ low: 0 });
  expect(wilsonInterval(30, 30)).toMatchObject({ high: 1 });
  expect(wilsonInterval(30, 30).low).toBeLessThan(0.9);
});

test("bootstrapInterval() of a mean is as wide as its standard error says, and repeats by seed", () => {
  const rng = createRng("sample");
  const sample = Array.from({ length: 400 }, () => rng.normal());
  const average = (positions: Int32Array): number => mean(Array.from(positions, (i) => sample[i] as number));

  const interval = bootstrapInterval(sample.length, 600, createRng(1), average);

  // 3.92 standard errors of 1 / 20.
  expect(interval.high - interval.low).toBeGreaterThan(0.16);
  expect(interval.high - interval.low).toBeLessThan(0.24);
  expect(interval.low).toBeLessThan(mean(sample));
  expect(interval.high).toBeGreaterThan(mean(sample));
  expect(bootstrapInterval(sample.length, 600, createRng(1), average)).toEqual(interval);
});

test("bootstrapInterval() leaves out resamples without a value", () => {
  expect(bootstrapInterval(3, 20, createRng(1), () => Number.NaN)).toEqual({ low: Number.NaN, high: Number.NaN });
});
