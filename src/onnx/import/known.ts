/** @file Tensors whose elements are known while a model is read. */
import { type Dtype, dtypeBytes, type Shape, sizeOf, type Tensor } from "../../tensor/index.ts";

/** Element types of what is computed while reading; a graph holds those of `Dtype` only. */
export type KnownDtype = Dtype | "uint8" | "int8" | "uint16" | "int16" | "uint32";

/** ONNX element types by what they are called here. */
export const knownCodes: { readonly [D in KnownDtype]: number } = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
};

export type KnownData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array;

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** A tensor whose elements are known: an initializer, or what follows from shapes and constants. */
export interface Known {
  readonly dtype: KnownDtype;
  readonly shape: Shape;
  readonly data: KnownData;
}

/** Elements up to which something is computed while reading: shapes, indices and masks, not weights. */
const SMALL = 2 ** 16;

/** True for what is computed while reading rather than by the graph. */
export function isSmall(...shapes: readonly Shape[]): boolean {
  return shapes.every((shape) => sizeOf(shape) <= SMALL);
}

/** Bytes of one element. */
export function elementBytes(dtype: KnownDtype): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

/** Names an ONNX element type; undefined for those nothing here can hold. */
export function knownDtypeOf(code: number): KnownDtype | undefined {
  return (Object.keys(knownCodes) as KnownDtype[]).find((dtype) => knownCodes[dtype] === code);
}

/** An empty array of the element type. */
export function arrayOf(dtype: KnownDtype, length: number): KnownData {
  return new arrays[dtype](length);
}

/** The elements of a buffer. */
export function viewOf(dtype: KnownDtype, buffer: ArrayBuffer): KnownData {
  return new arrays[dtype](buffer);
}

/** A tensor of these elements, wrapped around as the element type does. */
export function known(dtype: KnownDtype, shape: Shape, elements: ArrayLike<number | bigint>): Known {
  const data = arrayOf(dtype, elements.length);
  for (let i = 0; i < elements.length; i++) {
    const value = elements[i] as number | bigint;
    if (data instanceof BigInt64Array) data[i] = typeof value === "bigint" ? value : toBigInt(value);
    else if (dtype === "bool") data[i] = Number(value) === 0 ? 0 : 1;
    else data[i] = Number(value);
  }
  return { dtype, shape: [...shape], data };
}

/** A list of int64 numbers. */
export function int64s(values: readonly number[]): Known {
  return known("int64", [values.length], values);
}

/** The elements as numbers; int64 beyond the safe integers is held at their bounds, as exporters write the greatest one for "to the end". */
export function numbersOf({ data }: Known): number[] {
  return Array.from(data as ArrayLike<number | bigint>, (value) =>
    typeof value === "number"
      ? value
      : Math.min(Math.max(Number(value), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER),
  );
}

/** True for element types a graph can hold. */
export function isOfGraph(dtype: KnownDtype): dtype is Dtype {
  return Object.hasOwn(dtypeBytes, dtype);
}

/** The same elements as a tensor a graph can hold; undefined for another element type. */
export function toTensor(value: Known): Tensor | undefined {
  return isOfGraph(value.dtype) ? (value as Tensor) : undefined;
}

const [LEAST, GREATEST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** An int64; what lies beyond is held at the bounds, and what is no number is 0. */
function toBigInt(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (Math.abs(value) >= 2 ** 63) return value < 0 ? LEAST : GREATEST;
  return BigInt(Math.trunc(value));
}
