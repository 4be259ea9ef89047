/** @file Tensors and dtypes as ONNX stores them. */
import { type Dtype, sizeOf, type Tensor } from "../tensor/index.ts";
import { elementBytes, type Known, known, knownDtypeOf, viewOf } from "./import/known.ts";
import type { TensorProto } from "./model-proto.ts";
import { unreadable } from "./unreadable.ts";

/** Values of TensorProto.data_type. */
export const dtypeCodes: { readonly [D in Dtype]: number } = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };

/** The dtypes in words. */
export const dtypeNames = "float32, float64, int64, int32 or bool";

/** Names the dtype of an ONNX element type, or undefined where Espalier has none. */
export function dtypeOfCode(code: number): Dtype | undefined {
  return (Object.keys(dtypeCodes) as Dtype[]).find((dtype) => dtypeCodes[dtype] === code);
}

/** Converts a tensor; the bytes are shared, not copied. */
export function toTensorProto(name: string, { dtype, shape, data }: Tensor): TensorProto {
  return {
    dims: [...shape],
    dataType: dtypeCodes[dtype],
    name,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), // little-endian, as every host Node runs on
  };
}

/**
 * Converts a stored tensor.
 *
 * @throws {ModelError} if its element type is unknown, its elements are elsewhere or their number is not that of its shape.
 */
export function fromTensorProto(proto: TensorProto): Known {
  const fail = (found: string, expected: string): never => unreadable(`tensor ${proto.name ?? ""}`, found, expected);
  const dtype = knownDtypeOf(proto.dataType ?? 0) ?? fail(`element type ${proto.dataType}`, dtypeNames);
  if (proto.dataLocation) fail("its data are in another file", "data inside the model");
  if (proto.dims.some((d) => d < 0)) fail(`shape [${proto.dims}]`, "dimensions >= 0");
  const size = sizeOf(proto.dims);
  const numbers = {
    float32: proto.floatData,
    float64: proto.doubleData,
    int64: proto.int64Data,
    uint32: proto.uint64Data,
  };
  const listed = Object.hasOwn(numbers, dtype) ? numbers[dtype as keyof typeof numbers] : proto.int32Data;
  if (listed?.length) {
    if (listed.length !== size) fail(`${listed.length} elements`, `${size} for shape [${proto.dims}]`);
    return known(dtype, proto.dims, listed);
  }
  const raw = proto.rawData ?? new Uint8Array(0);
  const expected = size * elementBytes(dtype);
  if (raw.length !== expected) fail(`${raw.length} bytes`, `${expected} for ${dtype} [${proto.dims}]`);
  return { dtype, shape: [...proto.dims], data: viewOf(dtype, Uint8Array.from(raw).buffer) }; // copied: raw may be unaligned
}
