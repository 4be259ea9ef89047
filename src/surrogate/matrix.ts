/** @file Rows of numbers in one typed array, and the checks of what a regressor is given. */
import { InputError } from "../base/index.ts";

/** Numbers in rows, one after the other. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Copies vectors into a matrix.
 *
 * @param owner  Which regressor asks, for the error text.
 * @param columns  Length every vector must have; that of the first where absent.
 * @throws {InputError} if a vector has another length or a number that is not finite.
 */
export function toMatrix(owner: string, vectors: readonly Float64Array[], columns?: number): Matrix {
  const width = columns ?? vectors[0]?.length ?? 0;
  const data = new Float64Array(vectors.length * width);
  for (const [row, vector] of vectors.entries()) {
    if (vector.length !== width) {
      throw new InputError(`Cannot use ${owner}: input ${row} has ${vector.length} numbers, expected ${width}`);
    }
    data.set(vector, row * width);
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const place = `number ${wrong % width} of input ${Math.floor(wrong / width)}`;
    throw new InputError(`Cannot use ${owner}: ${place} is ${data[wrong]}, expected a finite number`);
  }
  return { data, rows: vectors.length, columns: width };
}

/**
 * Copies the targets of a fit.
 *
 * @throws {InputError} if there are none, not as many as inputs, or one is not finite.
 */
export function toTargets(owner: string, inputs: readonly unknown[], targets: ArrayLike<number>): Float64Array {
  if (inputs.length === 0) throw new InputError(`Cannot fit ${owner}: there are no examples, expected at least one`);
  if (inputs.length !== targets.length) {
    throw new InputError(
      `Cannot fit ${owner}: there are ${targets.length} targets, expected one for each of ${inputs.length} inputs`,
    );
  }
  const copy = Float64Array.from(targets);
  const wrong = copy.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new InputError(`Cannot fit ${owner}: target ${wrong} is ${copy[wrong]}, expected a finite number`);
  return copy;
}
