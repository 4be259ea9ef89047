/**
 * @file Checkpoints as the bytes kept with a trial.
 *
 * Layout: "ESPC", version, CRC-32 of the rest (each 4 bytes, little-endian), then the checkpoint without its best
 * weights, which the trial keeps already, as V8 serialises it.
 */
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { StorageError } from "../base/index.ts";
import type { Checkpoint, Weights } from "../estimator/index.ts";

const MAGIC = 0x43_50_53_45; // "ESPC" read as a little-endian number
const VERSION = 1;
const HEADER_BYTES = 12;

/** Writes a checkpoint as bytes with a checksum; the weights of its best epoch are left out. */
export function encodeCheckpoint({ best: { weights: _, ...best }, ...checkpoint }: Checkpoint): Uint8Array {
  return withHeader(serialize({ ...checkpoint, best }));
}

/** The same with the weights of its best epoch: of a trial that is not finished nothing else is kept. */
export function encodeWholeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return withHeader(serialize(checkpoint));
}

function withHeader(body: Buffer): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  [MAGIC, VERSION, crc32(body)].forEach((word, i) => {
    header.writeUInt32LE(word, 4 * i);
  });
  return Buffer.concat([header, body]);
}

/**
 * Reads the bytes of `encodeCheckpoint`.
 *
 * @param weights  Those of its best epoch.
 * @throws {StorageError} if they are damaged or were written by another version.
 */
export function decodeCheckpoint(bytes: Uint8Array, weights: Weights): Checkpoint {
  const { best, ...checkpoint } = contentOf(bytes);
  return { ...checkpoint, best: { ...best, weights } };
}

/** Reads the bytes of `encodeWholeCheckpoint`. @throws {StorageError} as `decodeCheckpoint`, or if its weights are missing. */
export function decodeWholeCheckpoint(bytes: Uint8Array): Checkpoint {
  const checkpoint = contentOf(bytes);
  if (checkpoint.best.weights === undefined) throw unreadable("no weights", "those of its best epoch");
  return checkpoint;
}

function contentOf(bytes: Uint8Array): Checkpoint {
  if (bytes.length < HEADER_BYTES) throw unreadable(`${bytes.length} bytes`, `at least ${HEADER_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [magic, version, checksum] = [0, 4, 8].map((at) => view.getUint32(at, true));
  if (magic !== MAGIC) throw unreadable("bytes of another kind", 'a header "ESPC"');
  if (version !== VERSION) throw unreadable(`version ${version}`, `version ${VERSION}`);
  const body = bytes.subarray(HEADER_BYTES);
  if (crc32(body) !== checksum) throw unreadable("a wrong checksum", "the one in the header");
  return deserialize(body) as Checkpoint;
}

function unreadable(found: string, expected: string): StorageError {
  return new StorageError(`Cannot read checkpoint: found ${found}, expected ${expected}`);
}
