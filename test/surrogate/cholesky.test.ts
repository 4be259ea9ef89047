import fc from "fast-check";
import { expect, test } from "vitest";
import { cholesky, extendCholesky, inverseOf, logDeterminant, solveCholesky } from "../../src/surrogate/cholesky.ts";

/** B·Bᵀ + ridge·I for a square B given row by row. */
function gram(b: readonly number[], size: number, ridge: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = i === j ? ridge : 0;
    for (let k = 0; k < size; k++) sum += (b[i * size + k] as number) * (b[j * size + k] as number);
    return sum;
  });
}

function times(a: Float64Array, b: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < size; k++)
      sum += (a[Math.floor(at / size) * size + k] as number) * (b[k * size + (at % size)] as number);
    return sum;
  });
}

const matrices = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    matrix: fc
      .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: size * size, maxLength: size * size })
      .map((b) => gram(b, size, 0.5)),
  }),
);

test("cholesky() factors, inverseOf() inverts and solveCholesky() solves", () => {
  fc.assert(
    fc.property(matrices, ({ size, matrix }) => {
      const factored = cholesky(matrix, size);

      const inverse = inverseOf(factored);
      const identity = times(matrix, inverse, size);
      const solved = solveCholesky(
        factored,
        Array.from({ length: size }, (_, i) => i + 1),
      );

      expect(factored.jitter).toBe(0);
      identity.forEach((value, at) => {
        expect(value).toBeCloseTo(at % (size + 1) === 0 ? 1 : 0, 8);
      });
      for (let i = 0; i < size; i++) {
        const row = matrix.subarray(i * size, (i + 1) * size);
        expect(row.reduce((sum, value, j) => sum + value * (solved[j] as number), 0)).toBeCloseTo(i + 1, 8);
      }
    }),
  );
});

test("extendCholesky() gives the factor of the whole", () => {
  fc.assert(
    fc.property(matrices, fc.nat(), ({ size, matrix }, seed) => {
      const known = 1 + (seed % size);
      const block = Float64Array.from(
        { length: known * known },
        (_, at) => matrix[Math.floor(at / known) * size + (at % known)] as number,
      );

      const extended = extendCholesky(cholesky(block, known), matrix.slice(known * size), size - known);

      cholesky(matrix, size).lower.forEach((value, at) => {
        expect(extended.lower[at]).toBeCloseTo(value, 9);
      });
    }),
  );
});

test("logDeterminant() of a diagonal matrix is the sum of the logarithms", () => {
  expect(logDeterminant(cholesky(Float64Array.of(2, 0, 0, 8), 2))).toBeCloseTo(Math.log(16), 12);
});

test("cholesky() adds as little jitter as it needs, and gives up on what is indefinite", () => {
  const singular = Float64Array.of(1, 1, 1, 1);

  const factored = cholesky(singular, 2);

  expect(factored.jitter).toBeGreaterThan(0);
  expect(factored.jitter).toBeLessThanOrEqual(1e-8);
  const [x = 0, y = 0] = solveCholesky(factored, [1, 1]);
  expect(x + y).toBeCloseTo(1, 6);
  expect(singular).toEqual(Float64Array.of(1, 1, 1, 1));
  expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow("not positive definite");
  expect(() => cholesky(Float64Array.of(Number.NaN), 1)).toThrow("not positive definite");
  expect(() => extendCholesky(cholesky(Float64Array.of(1), 1), Float64Array.of(1, 1), 1)).toThrow("row 1");
});
