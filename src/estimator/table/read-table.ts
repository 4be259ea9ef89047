/** @file Reads tables of measurements from files. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, InputError, toIoError } from "../../base/index.ts";
import { parseTableCsv, type TableCsvOptions } from "./parse-table-csv.ts";
import type { Table } from "./table.ts";
import { decodeTable, isTableFile } from "./table-file.ts";

/**
 * Reads a table: a binary file of `encodeTable`, or CSV; either may be gzipped. What a file is is told by its first bytes.
 *
 * @param options  For CSV.
 * @throws {IoError} if the file cannot be read; {DataError} if it is damaged or no table; {InputError} if an option does
 *   not fit.
 */
export async function readTable(path: string, options: TableCsvOptions = {}): Promise<Table> {
  const bytes = unpacked(path, await readFile(path).catch((cause: unknown) => unreadableFile(path, cause)));
  if (!isTableFile(bytes)) return parseTableCsv(path, tableName(path), decodeText(path, bytes), options);
  if (Object.values(options).every((option) => option === undefined)) return decodeTable(path, bytes);
  throw new InputError(
    `Cannot read table ${path} with ${Object.keys(options).join(", ")}: it was imported before, expected CSV`,
  );
}

/** The name of a table by its path: without folder and endings. */
export function tableName(path: string): string {
  return basename(path).replace(/(\.(csv|table))?(\.gz)?$/, "");
}

function unpacked(path: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot unpack ${path}: ${found}, expected a complete gzip file`, { cause });
  }
}

function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DataError(`Cannot read table ${path}: it is not text in UTF-8, expected CSV or an imported table`, {
      cause,
    });
  }
}

/** Tells that a file could not be read. */
export function unreadableFile(path: string, cause: unknown): never {
  throw toIoError("read", `table ${path}`, cause);
}
