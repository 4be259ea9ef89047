import { expect, test } from "vitest";
import { createRng, mean } from "../../src/base/index.ts";
import { extrapolateCurve } from "../../src/surrogate/learning-curve.ts";

const epochs = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const curves: readonly (readonly [string, (t: number) => number])[] = [
  ["pow3", (t) => 94 - 40 * t ** -0.7],
  ["pow4", (t) => 94 - 60 * (t + 3) ** -0.9],
  ["exp3", (t) => 0.9 - 0.6 * Math.exp(-t / 12)],
  ["weibull", (t) => 0.9 - 0.6 * Math.exp(-((t / 12) ** 1.4))],
  ["hill", (t) => 90 - 80 / (1 + (t / 8) ** 1.5)],
  ["falling", (t) => 0.3 + 2 * t ** -1],
];

test.each(curves)("extrapolateCurve() ends a clean %s curve where it ends", (_, curve) => {
  const values = epochs(30).map(curve);

  const { mean: found, std } = extrapolateCurve(epochs(30), values, 100);

  const range = Math.abs(curve(100) - curve(1));
  expect(Math.abs(found - curve(100))).toBeLessThan(0.02 * range);
  expect(Math.abs(found - curve(100))).toBeLessThan(4 * std);
  expect(std).toBeLessThan(0.1 * range);
});

test("extrapolateCurve() of exact powers finds the limit", () => {
  // One of the powers looked at.
  const power = 0.1 * 40 ** (29 / 60);
  const curve = (t: number): number => 80 - 30 * t ** -power;

  const { mean: found, std, families } = extrapolateCurve(epochs(40), epochs(40).map(curve), 1e6);

  // Within 1.5 of the limit, where the last value is 3 away from it.
  expect(Math.abs(found - curve(1e6))).toBeLessThan(Math.min(1.5, 3 * std));
  const { pow3 = 0, pow4 = 0, hill = 0 } = families;
  expect(pow3 + pow4 + hill).toBeGreaterThan(0.5);
  expect(Object.values(families).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test("extrapolateCurve() is about as unsure as it errs on noisy curves", () => {
  const rng = createRng("curves");

  const scores = Array.from({ length: 60 }, (_, k) => {
    const rate = 0.5 + rng.next();
    const end = 70 + 25 * rng.next();
    const curve = (t: number): number => (k % 2 === 0 ? end - 40 * t ** -rate : end - 40 * Math.exp((-rate * t) / 8));
    const values = epochs(20).map((t) => curve(t) + 0.5 * rng.normal());
    const { mean: found, std } = extrapolateCurve(epochs(20), values, 80);
    return { z: (found - curve(80)) / std, error: Math.abs(found - curve(80)) };
  });

  expect(mean(scores.map(({ z }) => (Math.abs(z) < 2 ? 1 : 0)))).toBeGreaterThan(0.8);
  expect(mean(scores.map(({ z }) => z * z))).toBeGreaterThan(0.1);
  expect(mean(scores.map(({ error }) => error))).toBeLessThan(2);
});

test("extrapolateCurve() tells how far values lie from their curve", () => {
  const rng = createRng("noise");
  const noises = Array.from({ length: 6 }, () => {
    const values = epochs(40).map((t) => 90 - 40 * Math.exp(-t / 8) + 0.5 * rng.normal());
    return extrapolateCurve(epochs(40), values, 80).noise;
  });

  expect(mean(noises)).toBeGreaterThan(0.4);
  expect(mean(noises)).toBeLessThan(0.7);
});

test("extrapolateCurve() grows surer with what it sees, and less sure with how far it looks", () => {
  const curve = (t: number): number => 90 - 50 * t ** -0.6 + 0.3 * Math.sin(7 * t);

  const stds = [4, 10, 40].map((count) => extrapolateCurve(epochs(count), epochs(count).map(curve), 200).std);
  const distances = [25, 50, 200].map((target) => extrapolateCurve(epochs(20), epochs(20).map(curve), target).std);

  expect(stds).toEqual(stds.toSorted((a, b) => b - a));
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
});

test("extrapolateCurve() shifts and scales with the values", () => {
  const values = [10, 40, 55, 61, 66, 68];

  const plain = extrapolateCurve(epochs(6), values, 30);
  const moved = extrapolateCurve(
    epochs(6).map((step) => 100 * step),
    values.map((value) => 3 - 0.01 * value),
    3000,
  );

  expect(moved.mean).toBeCloseTo(3 - 0.01 * plain.mean, 9);
  expect(moved.std).toBeCloseTo(0.01 * plain.std, 9);
});

test("extrapolateCurve() takes one value and equal values", () => {
  const one = extrapolateCurve([1], [0.4], 50);
  const flat = extrapolateCurve(epochs(10), new Array(10).fill(0.7), 50);

  expect(one.mean).toBeCloseTo(0.4, 1);
  expect(one.std).toBeGreaterThan(0.2);
  expect(flat.mean).toBeCloseTo(0.7, 2);
  expect(flat.std).toBeLessThan(0.1);
});

test("extrapolateCurve() refuses what is no curve", () => {
  expect(() => extrapolateCurve([], [], 5)).toThrow("no values");
  expect(() => extrapolateCurve([1, 2], [1], 5)).toThrow("2 steps for 1 values");
  expect(() => extrapolateCurve([1, 1], [1, 2], 5)).toThrow("step 1 is 1");
  expect(() => extrapolateCurve([0, 1], [1, 2], 5)).toThrow("step 0 is 0");
  expect(() => extrapolateCurve([1], [Number.NaN], 5)).toThrow("value 0 is NaN");
  expect(() => extrapolateCurve([1], [1], 0)).toThrow("asked for is 0");
});
