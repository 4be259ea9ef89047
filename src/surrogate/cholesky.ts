/** @file Cholesky factors of covariance matrices, and what is solved with them. Matrices are square and row-major. */
import { InputError } from "../base/index.ts";
import { dot } from "./dot.ts";

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
      const rest = matrix[row + j]! - dot(lower, row, lower, j * size, j);
      if (j < i) lower[row + j] = rest / lower[j * size + j]!;
      // What is left of the diagonal by rounding alone does not count as positive.
      else if (rest + added > 1e-14 * matrix[row + i]!) lower[row + i] = Math.sqrt(rest + added);
      else return undefined;
    }
  }
  return lower;
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
      const rest = rows[given + j]! - dot(lower, i * size, lower, j * size, j);
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
    b[i] = (b[i]! - dot(lower, row, b, 0, i)) / lower[row + i]!;
  }
  return b;
}

/**
 * Solves L·x = b for many b in place.
 *
 * @param rows  One b a row, shape [count, size].
 * @param isTriangular  True where row i has zeros before place i, which are then passed over.
 */
export function solveLowerRows(
  factored: CholeskyFactor,
  rows: Float64Array,
  count: number,
  isTriangular: boolean = false,
): void {
  const { lower, size } = factored;
  let row = 0;
  // Four at once, since reading the factor is what takes the time.
  for (; row + 3 < count; row += 4) {
    const start = isTriangular ? row : 0;
    const a = row * size;
    const b = a + size;
    const c = b + size;
    const d = c + size;
    for (let i = start; i < size; i++) {
      const at = i * size;
      let sumA = rows[a + i]!;
      let sumB = rows[b + i]!;
      let sumC = rows[c + i]!;
      let sumD = rows[d + i]!;
      for (let k = start; k < i; k++) {
        const factor = lower[at + k]!;
        sumA -= factor * rows[a + k]!;
        sumB -= factor * rows[b + k]!;
        sumC -= factor * rows[c + k]!;
        sumD -= factor * rows[d + k]!;
      }
      const diagonal = lower[at + i]!;
      rows[a + i] = sumA / diagonal;
      rows[b + i] = sumB / diagonal;
      rows[c + i] = sumC / diagonal;
      rows[d + i] = sumD / diagonal;
    }
  }
  for (; row < count; row++) solveLower(factored, rows.subarray(row * size, (row + 1) * size));
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
export function inverseOf(factored: CholeskyFactor): Float64Array {
  const { size } = factored;
  // Row j becomes column j of L⁻¹, so that the products below run along rows.
  const half = new Float64Array(size * size);
  for (let i = 0; i < size; i++) half[i * size + i] = 1;
  solveLowerRows(factored, half, size, true);
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    let j = 0;
    for (; j + 3 <= i; j += 4) dotFour(half, size, i, j, inverse);
    for (; j <= i; j++) inverse[i * size + j] = dot(half, i * size + i, half, j * size + i, size - i);
    for (let k = 0; k < i; k++) inverse[k * size + i] = inverse[i * size + k]!;
  }
  return inverse;
}

/** Writes the products of row i, from its diagonal on, with rows j to j + 3. */
function dotFour(rows: Float64Array, size: number, i: number, j: number, result: Float64Array): void {
  const a = j * size;
  const b = a + size;
  const c = b + size;
  const d = c + size;
  let sumA = 0;
  let sumB = 0;
  let sumC = 0;
  let sumD = 0;
  for (let k = i; k < size; k++) {
    const factor = rows[i * size + k]!;
    sumA += factor * rows[a + k]!;
    sumB += factor * rows[b + k]!;
    sumC += factor * rows[c + k]!;
    sumD += factor * rows[d + k]!;
  }
  const at = i * size + j;
  result[at] = sumA;
  result[at + 1] = sumB;
  result[at + 2] = sumC;
  result[at + 3] = sumD;
}

/** Returns the logarithm of the determinant of the factored matrix. */
export function logDeterminant({ lower, size }: CholeskyFactor): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.log(lower[i * size + i]!);
  return 2 * sum;
}
