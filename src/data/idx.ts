/** @file The IDX format of MNIST and its kin: a header with the shape, then bytes. Pure. */
import { DataError } from "../base/index.ts";

export interface IdxArray {
  readonly shape: readonly number[];
  /** Shares memory with the file's bytes. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Decodes an IDX file of unsigned bytes.
 *
 * @param rank  Number of dimensions that the caller needs: 3 for images, 1 for labels.
 * @param path  Named in errors.
 * @throws {DataError} if the header is none of IDX, of other element type or rank, or the length does not fit it.
 * Source: Y. LeCun, "The MNIST database of handwritten digits", section "The IDX file format".
 */
export function parseIdx(bytes: Uint8Array, rank: number, path: string): IdxArray {
  const headerSize = 4 + 4 * rank;
  const [zero, alsoZero, type, dimensions] = bytes;
  if (bytes.length < headerSize || zero !== 0 || alsoZero !== 0 || type !== UNSIGNED_BYTE || dimensions !== rank) {
    const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw new DataError(
      `Cannot read IDX file ${path}: it starts with "${found}" in ${bytes.length} bytes, ` +
        `expected "00 00 08 0${rank}" (unsigned bytes, ${rank} dimensions) and the shape`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const expected = headerSize + shape.reduce((size, dimension) => size * dimension, 1);
  if (bytes.length !== expected) {
    throw new DataError(
      `Cannot read IDX file ${path}: found ${bytes.length} bytes, expected ${expected} for shape [${shape.join(", ")}]`,
    );
  }
  return { shape, values: bytes.subarray(headerSize) };
}
