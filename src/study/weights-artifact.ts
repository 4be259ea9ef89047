/**
 * @file Trained weights as the bytes kept with a trial.
 *
 * Layout, little-endian: "ESPW", version, number of parameters, number of statistics, CRC-32 of the numbers (each 4
 * bytes), then parameters and statistics as float32.
 */
import { crc32 } from "node:zlib";
import { StorageError } from "../base/index.ts";
import type { Weights } from "../estimator/index.ts";

const MAGIC = 0x57_50_53_45; // "ESPW" read as a little-endian number
const VERSION = 1;
const HEADER_BYTES = 20;

/** Writes weights as bytes with a checksum; NaN payloads and -0 come back as they are. */
export function encodeWeights({ parameters, statistics }: Weights): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 4 * (parameters.length + statistics.length));
  bytes.set(bytesOf(parameters), HEADER_BYTES);
  bytes.set(bytesOf(statistics), HEADER_BYTES + 4 * parameters.length);
  const header = [MAGIC, VERSION, parameters.length, statistics.length, crc32(bytes.subarray(HEADER_BYTES))];
  const view = new DataView(bytes.buffer);
  header.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
}

/**
 * Reads the bytes of `encodeWeights`.
 *
 * @param bytes  At any alignment; not kept.
 * @throws {StorageError} if they are damaged or were written by a newer version.
 */
export function decodeWeights(bytes: Uint8Array): Weights {
  if (bytes.length < HEADER_BYTES) throw unreadable(`${bytes.length} bytes`, `at least ${HEADER_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [magic, version, parameters, statistics, checksum] = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true));
  if (magic !== MAGIC) throw unreadable("bytes of another kind", 'a header "ESPW"');
  if (version !== VERSION) throw unreadable(`version ${version}`, `version ${VERSION}`);
  // A copy of its own at offset 0; slice() of a Buffer would be a view.
  const body = new Uint8Array(bytes.subarray(HEADER_BYTES));
  const [first = 0, second = 0] = [parameters, statistics];
  if (body.length !== 4 * (first + second)) {
    throw unreadable(`${body.length} bytes of numbers`, `${4 * (first + second)} as the header says`);
  }
  if (crc32(body) !== checksum) throw unreadable("a wrong checksum", "the one in the header");
  return {
    parameters: new Float32Array(body.buffer, 0, first),
    statistics: new Float32Array(body.buffer, 4 * first, second),
  };
}

function bytesOf(numbers: Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function unreadable(found: string, expected: string): StorageError {
  return new StorageError(`Cannot read trained weights: found ${found}, expected ${expected}`);
}
