/** @file The bytes of a table as often as they are asked for: from a file, unpacked on the way, or from memory. */
import { open, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { DataError, IoError } from "../../base/index.ts";

/** Starts reading from the first byte. A table is read more than once: what it holds is found out before it is kept. */
export type TableBytes = () => AsyncIterable<Uint8Array>;

/** Bytes read at once. */
const CHUNK = 2 ** 20;

/**
 * Reads a file in pieces; gzipped content, told by its first bytes, is unpacked.
 *
 * The iteration throws {IoError} if the file cannot be read, is no regular file or was changed between two readings, and
 * {DataError} if it starts as gzip and cannot be unpacked.
 */
export function fileBytes(path: string): TableBytes {
  let first: string | undefined;
  return async function* read() {
    // Before it is opened: a pipe without a writer would never be.
    const status = await stat(path).catch((cause: unknown) => fail(path, cause));
    if (!status.isFile()) throw new IoError(`Cannot read ${path}: it is no regular file, expected one`);
    const file = await open(path).catch((cause: unknown) => fail(path, cause));
    try {
      const state = `${status.size} ${status.mtimeMs}`;
      first ??= state;
      if (first !== state) {
        throw new IoError(`Cannot read ${path}: it was changed while it was read, expected a file at rest`);
      }
      const start = await file.read(new Uint8Array(2), 0, 2, 0).catch((cause: unknown) => fail(path, cause));
      const packed = start.bytesRead === 2 && start.buffer[0] === 0x1f && start.buffer[1] === 0x8b;
      const bytes = file.createReadStream({ start: 0, highWaterMark: CHUNK, autoClose: false });
      yield* packed ? unpack(path, bytes) : plain(path, bytes);
    } finally {
      await file.close();
    }
  };
}

/** Bytes in memory, as of a table that is written in a program. */
export function memoryBytes(content: string | Uint8Array): TableBytes {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return async function* read() {
    for (let start = 0; start < bytes.length; start += CHUNK) yield bytes.subarray(start, start + CHUNK);
  };
}

async function* plain(path: string, bytes: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    fail(path, cause);
  }
}

async function* unpack(path: string, bytes: Readable): AsyncGenerator<Uint8Array> {
  // Errors of either end show in the iteration.
  const unpacked = pipeline(bytes, createGunzip({ chunkSize: CHUNK }), () => undefined);
  try {
    yield* unpacked;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) fail(path, cause);
    throw new DataError(`Cannot unpack ${path}: ${(cause as Error).message}, expected a complete gzip file`, { cause });
  }
}

function fail(path: string, cause: unknown): never {
  throw new IoError(`Cannot read ${path}: ${(cause as Error).message}, expected a readable file`, { cause });
}
