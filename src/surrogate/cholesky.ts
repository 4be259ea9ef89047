/** @file Cholesky factors of covariance matrices, and what is solved with them. Matrices are square and row-major. */
import { InputError } from "../base/index.ts";

export interface CholeskyFactor {
  /** L with L·Lᵀ = A + jitter·I, shape [size, size]; zeros above the diagonal. */
  readonly lower: Float64Array;
  readonly size: number;
  /** What had to be added to the diagonal, as a fraction of its mean; 0 in the good case. */
  readonly jitter: number;
}

/**
 * Factors a symmetric positive semi-definite matrix; where rounding has made it indefinite, a growing jitter from 1e-10
 * to 1e-4 of its mean diagonal is added.
 *
 * @param matrix  Shape [size, size], of which the lower triangle is read; not changed.
 * @throws {InputError} if the matrix is not positive definite with the largest jitter either.
 * Cost O(size³ / 6).
 */
export function cholesky(matrix: Float64Array, size: number): CholeskyFactor {
  let trace = 0;
  for (let i = 0; i < size; i++) trace += matrix[i * size + i]!;
  for (const jitter of [0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4]) {
    const lower = factor(matrix, size, (jitter * trace) / size);
    if (lower) return { lower, size, jitter };
  }
  throw new InputError(`Cannot factor a ${size}×${size} covariance matrix: it is not positive definite`);
}

function factor(matrix: Float64Array, size: number, added: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const rest = matrix[row + j]! - dot(lower, row, j * size, j);
      if (j < i) lower[row + j] = rest / lower[j * size + j]!;
      // What is left of the diagonal by rounding alone does not count as positive.
      else if (rest + added > 1e-14 * matrix[row + i]!) lower[row + i] = Math.sqrt(rest + added);
      else return undefined;
    }
  }
  return lower;
}

/** The product of two stretches of one array. Four sums at once, since one would wait for itself. */
function dot(values: Float64Array, a: number, b: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += values[a + k]! * values[b + k]!;
    s1 += values[a + k + 1]! * values[b + k + 1]!;
    s2 += values[a + k + 2]! * values[b + k + 2]!;
    s3 += values[a + k + 3]! * values[b + k + 3]!;
  }
  for (; k < length; k++) s0 += values[a + k]! * values[b + k]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * Factors a matrix whose upper left block is factored already.
 *
 * @param known  Factor of the block, shape [known.size, known.size].
 * @param rows  The further rows, shape [added, known.size + added].
 * @throws {InputError} if the whole is not positive definite beyond `known.jitter`.
 */
export function extendCholesky(known: CholeskyFactor, rows: Float64Array, added: number): CholeskyFactor {
  const size = known.size + added;
  const lower = new Float64Array(size * size);
  for (let i = 0; i < known.size; i++) {
    lower.set(known.lower.subarray(i * known.size, (i + 1) * known.size), i * size);
  }
  for (let i = known.size; i < size; i++) {
    const given = (i - known.size) * size;
    for (let j = 0; j <= i; j++) {
      const rest = rows[given + j]! - dot(lower, i * size, j * size, j);
      if (j < i) lower[i * size + j] = rest / lower[j * size + j]!;
      else lower[i * size + i] = Math.sqrt(Math.max(rest, 0) + known.jitter * rows[given + i]!);
    }
    if (!(lower[i * size + i]! > 1e-7 * Math.sqrt(rows[given + i]!))) {
      throw new InputError(`Cannot extend a Cholesky factor: row ${i} depends on those before it`);
    }
  }
  return { lower, size, jitter: known.jitter };
}

/** Solves L·x = b in place. */
export function solveLower({ lower, size }: CholeskyFactor, b: Float64Array): Float64Array {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[row + k]! * b[k]!;
    b[i] = sum / lower[row + i]!;
  }
  return b;
}

/** Solves Lᵀ·x = b in place. */
export function solveUpper({ lower, size }: CholeskyFactor, b: Float64Array): Float64Array {
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const x = b[i]! / lower[row + i]!;
    b[i] = x;
    for (let k = 0; k < i; k++) b[k]! -= lower[row + k]! * x;
  }
  return b;
}

/** Solves A·x = b for the factored A; `b` stays as it is. */
export function solveCholesky(factored: CholeskyFactor, b: ArrayLike<number>): Float64Array {
  return solveUpper(factored, solveLower(factored, Float64Array.from(b)));
}

/** Returns the inverse of the factored matrix. Cost O(size³ / 3). */
export function inverseOf({ lower, size }: CholeskyFactor): Float64Array {
  // Row j of `half` is column j of L⁻¹, so that the product below runs along rows.
  const half = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    half[j * size + j] = 1 / lower[j * size + j]!;
    for (let i = j + 1; i < size; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= lower[i * size + k]! * half[j * size + k]!;
      half[j * size + i] = sum / lower[i * size + i]!;
    }
  }
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dot(half, i * size + i, j * size + i, size - i);
      inverse[i * size + j] = value;
      inverse[j * size + i] = value;
    }
  }
  return inverse;
}

/** Returns the logarithm of the determinant of the factored matrix. */
export function logDeterminant({ lower, size }: CholeskyFactor): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(lower[i * size + i]!);
  return 2 * sum;
}
