/** @file Dense tensors over typed arrays, row-major. */

/** Networks compute in float32; float64 is for what goes into exported models and comes out of them. */
export type Dtype = "float32" | "float64" | "int64" | "int32" | "bool";
export type Shape = readonly number[];

export interface TensorType {
  readonly dtype: Dtype;
  readonly shape: Shape;
}

export interface DtypeArrays {
  float32: Float32Array;
  float64: Float64Array;
  int64: BigInt64Array;
  int32: Int32Array;
  bool: Uint8Array;
}

export interface Tensor<D extends Dtype = Dtype> extends TensorType {
  readonly dtype: D;
  /** `sizeOf(shape)` elements, row-major. Owned by the tensor; treat as read-only once handed over. */
  readonly data: DtypeArrays[D];
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/** Bytes of one element. */
export const dtypeBytes: { readonly [D in Dtype]: number } = { float32: 4, float64: 8, int64: 8, int32: 4, bool: 1 };

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** Bytes of a tensor of this type. */
export function byteSize(type: TensorType): number {
  return sizeOf(type.shape) * dtypeBytes[type.dtype];
}

/**
 * Creates a tensor.
 *
 * @param data  Numbers are converted to the dtype; a typed array of the dtype's kind is kept, not copied.
 * @throws {RangeError} if the number of elements is not that of the shape.
 */
export function tensor<D extends Dtype>(dtype: D, shape: Shape, data: ArrayLike<number> | DtypeArrays[D]): Tensor<D> {
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot create a tensor: ${data.length} elements, expected ${sizeOf(shape)} for shape [${shape}]`,
    );
  }
  const kept = data instanceof arrays[dtype] ? (data as DtypeArrays[D]) : convert(dtype, data as ArrayLike<number>);
  return { dtype, shape: [...shape], data: kept };
}

/** Creates a tensor of zeros. */
export function zeros<D extends Dtype>(dtype: D, shape: Shape): Tensor<D> {
  return { dtype, shape: [...shape], data: new arrays[dtype](sizeOf(shape)) as DtypeArrays[D] };
}

/** Creates a float32 scalar (shape []). */
export function scalar(value: number): Tensor<"float32"> {
  return tensor("float32", [], [value]);
}

function convert<D extends Dtype>(dtype: D, data: ArrayLike<number>): DtypeArrays[D] {
  const numbers = Array.from(data);
  return (
    dtype === "int64" ? BigInt64Array.from(numbers, BigInt) : new arrays[dtype](numbers as never)
  ) as DtypeArrays[D];
}
