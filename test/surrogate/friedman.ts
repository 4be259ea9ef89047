/** @file Examples of a known function of six columns, the same as those the numbers from scikit-learn were made on. */

export interface Examples {
  readonly inputs: Float64Array[];
  readonly targets: Float64Array;
}

/**
 * Draws 200 training and 400 test examples of Friedman's first function, with a two-valued column added, from a linear
 * congruential generator, which is as quickly written in Python.
 */
export function friedman(): { readonly train: Examples; readonly test: Examples } {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 2147483648;
  };
  const draw = (count: number): Examples => {
    const inputs = Array.from({ length: count }, () => {
      const x = Float64Array.from({ length: 6 }, next);
      x[5] = Math.round(x[5] as number);
      return x;
    });
    return { inputs, targets: Float64Array.from(inputs, valueAt) };
  };
  return { train: draw(200), test: draw(400) };
}

function valueAt([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: Float64Array): number {
  return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + 2 * f;
}

/** Root of the mean squared error. */
export function rmse(predicted: Float64Array, targets: Float64Array): number {
  return Math.sqrt(
    predicted.reduce((sum, value, i) => sum + (value - (targets[i] as number)) ** 2, 0) / targets.length,
  );
}
