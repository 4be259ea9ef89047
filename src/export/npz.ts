/** @file NumPy's .npz: an uncompressed zip of .npy files, which `np.load` reads without pickle. */
import { crc32 } from "node:zlib";
import type { Dtype, Tensor } from "../tensor/index.ts";

const descriptions: { readonly [D in Dtype]: string } = {
  float32: "<f4",
  float64: "<f8",
  int64: "<i8",
  int32: "<i4",
  bool: "|b1",
};

/** Writes named tensors as an .npz file. Names are ASCII; equal tensors give equal bytes. At most 65535 tensors, 4 GB. */
export function writeNpz(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const [key, value] of tensors) {
    const name = new TextEncoder().encode(`${key}.npy`);
    const data = writeNpy(value);
    const shared = entry(name, data);
    const header = join([bytes([0x04034b50, 4]), shared, name]);
    local.push(header, data);
    central.push(bytes([0x02014b50, 4], [20, 2]), shared, bytes([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), name);
    offset += header.length + data.length;
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const count = tensors.size;
  const end = bytes([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]);
  return join([...local, ...central, end]);
}

/** The fields that a zip entry's local and central headers share: version 2.0, stored, 1980-01-01, checksum, sizes. */
function entry(name: Uint8Array, data: Uint8Array): Uint8Array {
  const length = data.length;
  const date = (1 << 5) | 1;
  return bytes(
    [20, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [date, 2],
    [crc32(data), 4],
    [length, 4],
    [length, 4],
    [name.length, 2],
    [0, 2],
  );
}

/** Format version 1.0; the data start at a multiple of 64 bytes. */
function writeNpy({ dtype, shape, data }: Tensor): Uint8Array {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': (${dimensions}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = new TextEncoder().encode(`${text.padEnd(length - 1)}\n`);
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);
  return join([magic, bytes([length, 2]), header, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** Writes little-endian unsigned integers of the given sizes in bytes. */
function bytes(...fields: readonly (readonly [value: number, size: number])[]): Uint8Array {
  return Uint8Array.from(fields.flatMap(([value, size]) => Array.from({ length: size }, (_, i) => value >>> (8 * i))));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
