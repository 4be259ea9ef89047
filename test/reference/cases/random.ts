/** @file Random tensors and shapes for the op cases. */
import { pick, type Rng } from "../../../src/base/index.ts";
import type { Attributes } from "../../../src/graph/index.ts";
import { type Dtype, type Shape, sizeOf, type Tensor, tensor } from "../../../src/tensor/index.ts";

/** Inputs and attributes of one node. */
export interface OpCase {
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  /** Number of outputs asked for; default: those the op has where nobody asks. */
  readonly outputs?: number;
}

/** Draws a case; equal seeds give equal cases. */
export type CaseMaker = (rng: Rng) => OpCase;

export const list = <T>(length: number, item: (i: number) => T): T[] => Array.from({ length }, (_, i) => item(i));

/** An integer in [least, greatest]. */
export const between = (rng: Rng, least: number, greatest: number): number => least + rng.int(greatest - least + 1);

export const coin = (rng: Rng): boolean => rng.int(2) === 1;

export const anyShape = (rng: Rng, least = 0, greatest = 4): number[] =>
  list(between(rng, least, greatest), () => between(rng, 1, 4));

export const normal = (rng: Rng, shape: Shape): Tensor =>
  tensor(
    "float32",
    shape,
    list(sizeOf(shape), () => rng.normal()),
  );

/** Uniform in [least, greatest). */
export const uniform = (rng: Rng, shape: Shape, least: number, greatest: number): Tensor =>
  tensor(
    "float32",
    shape,
    list(sizeOf(shape), () => least + rng.next() * (greatest - least)),
  );

/** Away from zero on both sides. */
export const nonZero = (rng: Rng, shape: Shape): Tensor =>
  tensor(
    "float32",
    shape,
    list(sizeOf(shape), () => (coin(rng) ? 1 : -1) * (0.3 + rng.next())),
  );

export const integers = (rng: Rng, shape: Shape, least: number, greatest: number, dtype: Dtype = "int64"): Tensor =>
  tensor(
    dtype,
    shape,
    list(sizeOf(shape), () => between(rng, least, greatest)),
  );

/** Two shapes that broadcast: each drops leading axes or holds 1 in some place. */
export function broadcasting(rng: Rng, count: number): number[][] {
  const full = anyShape(rng, 1);
  return list(count, () =>
    full.map((d) => (rng.int(4) === 0 ? 1 : d)).slice(rng.int(3) === 0 ? rng.int(full.length + 1) : 0),
  );
}

/** An axis in its positive or negative spelling. */
export const spelled = (rng: Rng, axis: number, rank: number): number => (coin(rng) ? axis : axis - rank);

/** A tensor of any dtype that all moving ops take. */
export const anyTensor = (rng: Rng, shape: Shape): Tensor =>
  pick([(): Tensor => normal(rng, shape), (): Tensor => integers(rng, shape, -9, 9)], rng)();
