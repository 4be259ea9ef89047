/**
 * @file The binary file of a table: loads in a fraction of the time of CSV, and tells whether it is whole.
 *
 * Layout, little-endian: 8 bytes "espTable"; uint32 version; uint32 length of the header; header, JSON in UTF-8; zeros up
 * to a multiple of 8; the columns one after another, each padded likewise; 32 bytes SHA-256 of all before them. A column
 * of numbers is its float32 or float64 values, NaN for "not measured". A column of text is the length of each cell in
 * UTF-16 units as uint32, then all cells in one, in UTF-8.
 */
import { createHash } from "node:crypto";
import { DataError } from "../../base/index.ts";
import { type Column, Table } from "./table.ts";

const MAGIC = "espTable";
const VERSION = 1;
const PREFIX = 16;
const DIGEST = 32;

interface Header {
  readonly name: string;
  readonly key: readonly string[];
  readonly rows: number;
  readonly columns: readonly HeaderColumn[];
}

type HeaderColumn =
  | { readonly name: string; readonly type: "float32" | "float64"; readonly unit: string }
  | { readonly name: string; readonly type: "text"; readonly bytes: number };

/** True where bytes begin as the file of a table does. */
export function isTableFile(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/** Writes a table as bytes; equal tables give equal bytes. */
export function encodeTable({ name, key, size, columns }: Table): Uint8Array {
  const encoded = columns.map(encodeColumn);
  const header: Header = { name, key, rows: size, columns: encoded.map(({ head }) => head) };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new Uint8Array(PREFIX);
  prefix.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(prefix.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, headerBytes.length, true);
  const body = Buffer.concat([prefix, ...[headerBytes, ...encoded.flatMap(({ chunks }) => chunks)].flatMap(padded)]);
  return Buffer.concat([body, digestOf(body)]);
}

/**
 * Reads a table from bytes, which it keeps: they must not change afterwards.
 *
 * @param file  For errors.
 * @throws {DataError} if the bytes are not those that were written, or of a later version.
 */
export function decodeTable(file: string, bytes: Uint8Array): Table {
  const body = bytes.subarray(0, -DIGEST);
  if (!isTableFile(bytes) || bytes.length < PREFIX + DIGEST) throw damaged(file, "it is no table file");
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  if (version !== VERSION) {
    throw new DataError(`Cannot read table ${file}: its format has version ${version}, expected ${VERSION}`);
  }
  if (digestOf(body).compare(bytes.subarray(-DIGEST)) !== 0) throw damaged(file, "it is damaged or cut short");
  // Typed arrays of 8 bytes may start at a multiple of 8 alone; a copy does.
  const whole = body.byteOffset % 8 === 0 ? body : new Uint8Array(body);
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(12, true);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(PREFIX, PREFIX + length))) as Header;
  let offset = whole.byteOffset + PREFIX + aligned(length);
  const columns = header.columns.map((head) => {
    const { column, size } = decodeColumn(whole.buffer, offset, head, header.rows);
    offset += size;
    return column;
  });
  return new Table({ name: header.name, key: header.key, columns }, { isChecked: true });
}

function encodeColumn(column: Column): { readonly head: HeaderColumn; readonly chunks: readonly Uint8Array[] } {
  const { name, values } = column;
  if (column.kind === "text") {
    const text = new TextEncoder().encode(column.values.join(""));
    const lengths = Uint32Array.from(column.values, (cell) => cell.length);
    return { head: { name, type: "text", bytes: text.length }, chunks: [bytesOf(lengths), text] };
  }
  const type = values instanceof Float32Array ? "float32" : "float64";
  return { head: { name, type, unit: column.unit }, chunks: [bytesOf(column.values)] };
}

function decodeColumn(
  buffer: ArrayBufferLike,
  offset: number,
  head: HeaderColumn,
  rows: number,
): { readonly column: Column; readonly size: number } {
  const { name } = head;
  switch (head.type) {
    case "float32": {
      const values = new Float32Array(buffer, offset, rows);
      return { column: { kind: "number", name, unit: head.unit, values }, size: aligned(values.byteLength) };
    }
    case "float64": {
      const values = new Float64Array(buffer, offset, rows);
      return { column: { kind: "number", name, unit: head.unit, values }, size: values.byteLength };
    }
    case "text": {
      const lengths = new Uint32Array(buffer, offset, rows);
      const start = offset + aligned(lengths.byteLength);
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(buffer, start, head.bytes));
      // Filled in place: a list that grows costs as much memory again.
      const values = new Array<string>(rows);
      let end = 0;
      for (let row = 0; row < rows; row++) {
        const begin = end;
        end += lengths[row] as number;
        values[row] = text.slice(begin, end);
      }
      return { column: { kind: "text", name, values }, size: aligned(lengths.byteLength) + aligned(head.bytes) };
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function padded(bytes: Uint8Array): Uint8Array[] {
  return [bytes, new Uint8Array(aligned(bytes.length) - bytes.length)];
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function damaged(file: string, found: string): DataError {
  return new DataError(`Cannot read table ${file}: ${found}, expected a file as espalier bench import writes it`);
}
