/** @file Tensors and dtypes as ONNX stores them. */
import { type Dtype, dtypeBytes, sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import type { TensorProto } from "./model-proto.ts";
import { unreadable } from "./unreadable.ts";

/** Values of TensorProto.data_type. */
export const dtypeCodes: { readonly [D in Dtype]: number } = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };

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
 * @throws {ModelError} if its dtype is unknown, its elements are elsewhere or their number is not that of its shape.
 */
export function fromTensorProto(proto: TensorProto): Tensor {
  const fail = (found: string, expected: string): never => unreadable(`tensor ${proto.name ?? ""}`, found, expected);
  const dtype =
    dtypeOfCode(proto.dataType ?? 0) ??
    fail(`element type ${proto.dataType}`, "float32, float64, int64, int32 or bool");
  if (proto.dataLocation) fail("its data are in another file", "data inside the model");
  if (proto.dims.some((d) => d < 0)) fail(`shape [${proto.dims}]`, "dimensions >= 0");
  const size = sizeOf(proto.dims);
  const numbers = dtype === "float32" ? proto.floatData : dtype === "int64" ? proto.int64Data : proto.int32Data;
  if (numbers?.length) {
    if (numbers.length !== size) fail(`${numbers.length} elements`, `${size} for shape [${proto.dims}]`);
    return tensor(dtype, proto.dims, numbers);
  }
  const raw = proto.rawData ?? new Uint8Array(0);
  if (raw.length !== size * dtypeBytes[dtype]) {
    fail(`${raw.length} bytes`, `${size * dtypeBytes[dtype]} for ${dtype} [${proto.dims}]`);
  }
  return tensor(dtype, proto.dims, view(dtype, Uint8Array.from(raw).buffer)); // copied: raw may be unaligned
}

function view(dtype: Dtype, buffer: ArrayBuffer): Tensor["data"] {
  switch (dtype) {
    case "float32":
      return new Float32Array(buffer);
    case "float64":
      return new Float64Array(buffer);
    case "int64":
      return new BigInt64Array(buffer);
    case "int32":
      return new Int32Array(buffer);
    case "bool":
      return new Uint8Array(buffer);
  }
}
