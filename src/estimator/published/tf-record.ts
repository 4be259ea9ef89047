/**
 * @file Reads files of records as TensorFlow writes them, TFRecord: for each record its length as uint64, the masked
 * CRC-32C of these 8 bytes, its bytes, and their masked CRC-32C; all numbers little-endian.
 *
 * Source: TensorFlow, `record_writer.h`.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { DataError } from "../../base/index.ts";
import { unreadableFile } from "../table/read-table.ts";
import { crc32c } from "./crc32c.ts";

export interface TfRecord {
  /** Where in the file it begins, in bytes. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Called with the bytes done and all there are. */
export type Progress = (done: number, total: number) => void;

const HEADER = 12;
const FOOTER = 4;
const CHUNK = 1 << 20;
/** No record of a benchmark comes near. More would be held in memory. */
const MOST_BYTES = 1 << 24;

/**
 * Reads record by record; no more of the file than a megabyte and a record is in memory.
 *
 * @throws {IoError} if the file cannot be read; {DataError} naming the offset of a damaged record.
 */
export async function* readTfRecords(path: string, onProgress?: Progress): AsyncGenerator<TfRecord> {
  const { size } = await stat(path).catch((cause: unknown) => unreadableFile(path, cause));
  let rest: Uint8Array = new Uint8Array(0);
  let offset = 0;
  for await (const chunk of chunksOf(path)) {
    const bytes: Uint8Array = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const record = recordAt(path, bytes.subarray(at), offset, size);
      if (record === undefined) break;
      yield { offset, data: record };
      at += HEADER + record.length + FOOTER;
      offset += HEADER + record.length + FOOTER;
    }
    rest = bytes.subarray(at);
    onProgress?.(offset, size);
  }
  if (rest.length > 0) throw damaged(path, offset, `is cut short after ${rest.length} bytes`, "a complete file");
  if (offset === 0) throw new DataError(`Cannot read ${path}: it is empty, expected records`);
}

/** True where bytes begin as a TFRecord file does. */
export function isTfRecordFile(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER && isIntact(bytes.subarray(0, 8), uint32At(bytes, 8));
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: CHUNK });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (cause) {
    unreadableFile(path, cause);
  } finally {
    stream.destroy();
  }
}

/** The record that bytes begin with; undefined where they do not hold all of it. */
function recordAt(path: string, bytes: Uint8Array, offset: number, size: number): Uint8Array | undefined {
  if (bytes.length < HEADER) return undefined;
  if (!isIntact(bytes.subarray(0, 8), uint32At(bytes, 8))) {
    throw damaged(path, offset, "has a length of another checksum", "a TFRecord file");
  }
  const length = uint32At(bytes, 4) * 2 ** 32 + uint32At(bytes, 0);
  if (offset + HEADER + length + FOOTER > size) {
    const found = `is ${length} bytes long, of which the file has ${Math.max(0, size - offset - HEADER)}`;
    throw damaged(path, offset, found, "a complete file");
  }
  if (length > MOST_BYTES) throw damaged(path, offset, `is ${length} bytes long`, `at most ${MOST_BYTES}`);
  if (bytes.length < HEADER + length + FOOTER) return undefined;
  const data = bytes.subarray(HEADER, HEADER + length);
  if (isIntact(data, uint32At(bytes, HEADER + length))) return data;
  throw damaged(path, offset, "has another checksum than its content", "an undamaged file");
}

function isIntact(bytes: Uint8Array, checksum: number): boolean {
  return masked(crc32c(bytes)) === checksum;
}

/** Checksums are rotated and moved, so that one of data that holds checksums is no worse. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function uint32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}

function damaged(path: string, offset: number, found: string, expected: string): DataError {
  return new DataError(`Cannot read ${path}: the record at byte ${offset} ${found}, expected ${expected}`);
}
