/** @file Gradients by central differences. */

/** Of `f` by each of `values`, which are put back as they were. */
export function numericGradient(values: Float64Array, f: () => number): number[] {
  const step = 1e-5;
  return Array.from(values, (value, i) => {
    values[i] = value + step;
    const above = f();
    values[i] = value - step;
    const below = f();
    values[i] = value;
    return (above - below) / (2 * step);
  });
}
