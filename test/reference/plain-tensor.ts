/** @file Tensors of the reference interpreter: every dtype as float64, walked index by index. */
import type { Attributes, OpType } from "../../src/graph/index.ts";
import { type Dtype, type Shape, sizeOf, stridesOf, type TensorType } from "../../src/tensor/index.ts";

export interface PlainTensor extends TensorType {
  readonly data: Float64Array;
}

/** A tensor of the project or a plain one. */
export interface AnyTensor extends TensorType {
  readonly data: ArrayLike<number | bigint>;
}

/** Inputs of a node, typed as if there were as many as any op takes: inference has checked that the op's own are there. */
export type Inputs = readonly [PlainTensor, PlainTensor, PlainTensor, PlainTensor, PlainTensor, ...PlainTensor[]];

/** Computes a node's outputs; `outputs` are their inferred types. */
export type Kernel = (
  inputs: Inputs,
  attributes: Attributes,
  outputs: readonly [TensorType, ...TensorType[]],
) => PlainTensor[];

export type Kernels<K extends OpType> = { readonly [P in K]: Kernel };

export function toPlain({ dtype, shape, data }: AnyTensor): PlainTensor {
  return { dtype, shape, data: Float64Array.from(Array.from(data, Number)) };
}

export function plain(dtype: Dtype, shape: Shape, data: Float64Array = new Float64Array(sizeOf(shape))): PlainTensor {
  return { dtype, shape, data };
}

/** Yields every index of a shape in row-major order; the array is new each time. */
export function* indicesOf(shape: Shape): Generator<number[]> {
  const strides = stridesOf(shape);
  const size = sizeOf(shape);
  for (let i = 0; i < size; i++) yield shape.map((d, axis) => Math.floor(i / at(strides, axis)) % d);
}

/** Position of an index in row-major data. */
export function offsetOf(shape: Shape, index: readonly number[]): number {
  return index.reduce((offset, i, axis) => offset * at(shape, axis) + i, 0);
}

export function read(value: PlainTensor, index: readonly number[]): number {
  return at(value.data, offsetOf(value.shape, index));
}

/** Reads a value that broadcasts to the shape the index belongs to. */
export function readBroadcast(value: PlainTensor, index: readonly number[]): number {
  const own = index.slice(index.length - value.shape.length);
  return read(
    value,
    own.map((i, axis) => (at(value.shape, axis) === 1 ? 0 : i)),
  );
}

export function add(target: PlainTensor, index: readonly number[], value: number): void {
  const offset = offsetOf(target.shape, index);
  target.data[offset] = at(target.data, offset) + value;
}

/** Fills a tensor of the type with a function of the index. */
export function build(type: TensorType, compute: (index: number[]) => number): PlainTensor {
  const result = plain(type.dtype, type.shape);
  let i = 0;
  for (const index of indicesOf(type.shape)) result.data[i++] = compute(index);
  return result;
}

/** Element i, which must exist. */
export function at<T>(list: ArrayLike<T>, i: number): T {
  const value = list[i];
  if (value === undefined) throw new RangeError(`index ${i} of ${list.length}`);
  return value;
}

/** The index with `axis` replaced. */
export function withAxis(index: readonly number[], axis: number, value: number): number[] {
  return index.map((i, a) => (a === axis ? value : i));
}

/** Axis in [0, rank). */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
