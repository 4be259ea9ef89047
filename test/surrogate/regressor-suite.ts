/** @file The laws every regressor of vectors keeps. */
import { expect, test } from "vitest";
import { createRng, InputError, pearson } from "../../src/base/index.ts";
import type { Regressor } from "../../src/surrogate/regressor.ts";

/** Declares the tests of the contract of `Regressor` for one of them, called `name` in their titles. */
export function regressorSuite(name: string, regressor: Regressor): void {
  const rng = createRng("examples");
  const inputs = Array.from({ length: 40 }, () => Float64Array.from({ length: 4 }, () => rng.int(3)));
  const targets = inputs.map(([a = 0, b = 0, c = 0]) => 50 + 3 * a - 2 * b + a * c);
  const asked = Array.from({ length: 20 }, () => Float64Array.from({ length: 4 }, () => rng.int(3)));

  test(`${name} repeats its predictions and changes no argument`, () => {
    const before = JSON.stringify([inputs, targets, asked]);

    const [first, second] = [1, 2].map(() => regressor.fit(inputs, targets, createRng(7)).predict(asked));

    expect(second).toEqual(first);
    expect(JSON.stringify([inputs, targets, asked])).toBe(before);
    expect(first?.mean).toHaveLength(asked.length);
    expect(first?.mean.every(Number.isFinite)).toBe(true);
    expect(first?.std.every((std) => std >= 0 && std < Infinity)).toBe(true);
  });

  test(`${name} learns`, () => {
    const { mean } = regressor.fit(inputs, targets, createRng(7)).predict(asked);

    const truth = asked.map(([a = 0, b = 0, c = 0]) => 50 + 3 * a - 2 * b + a * c);
    expect(pearson(mean, truth)).toBeGreaterThan(0.8);
  });

  test(`${name} predicts each input by itself`, () => {
    const fitted = regressor.fit(inputs, targets, createRng(7));

    const together = fitted.predict(asked);

    const alone = asked.map((input) => fitted.predict([input]));
    alone.forEach(({ mean, std }, i) => {
      expect(mean[0]).toBeCloseTo(together.mean[i] as number, 9);
      expect(std[0]).toBeCloseTo(together.std[i] as number, 9);
    });
    expect(fitted.predict([]).mean).toHaveLength(0);
  });

  test(`${name} takes equal targets, one example and equal inputs`, () => {
    const equal = regressor.fit(
      inputs,
      targets.map(() => 0.1),
      createRng(7),
    );
    const single = regressor.fit(inputs.slice(0, 1), [5], createRng(7));
    const repeated = regressor.fit([Float64Array.of(1), Float64Array.of(1)], [2, 4], createRng(7));

    for (const value of equal.predict(asked).mean) expect(value).toBeCloseTo(0.1, 3);
    for (const value of single.predict(asked).mean) expect(value).toBeCloseTo(5, 3);
    expect(repeated.predict([Float64Array.of(1)]).mean[0]).toBeGreaterThanOrEqual(2);
    expect(repeated.predict([Float64Array.of(1)]).mean[0]).toBeLessThanOrEqual(4);
  });

  test(`${name} refuses what it cannot learn from`, () => {
    const x = Float64Array.of(1, 2);
    const learn = (xs: Float64Array[], ys: number[]): unknown => regressor.fit(xs, ys, createRng(0));

    expect(() => learn([], [])).toThrow(InputError);
    expect(() => learn([x], [1, 2])).toThrow(InputError);
    expect(() => learn([x, Float64Array.of(1)], [1, 2])).toThrow(InputError);
    expect(() => learn([x], [Number.NaN])).toThrow(InputError);
    expect(() => learn([Float64Array.of(1, Infinity)], [1])).toThrow(InputError);
    expect(() => regressor.fit([x, x], [1, 2], createRng(0)).predict([Float64Array.of(1)])).toThrow(InputError);
  });
}
