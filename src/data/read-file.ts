/** @file Reads files and folders, with one clear error each; gzip is undone on the way. */
import { readdir, readFile, stat } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { DataError, toIoError } from "../base/index.ts";

/**
 * Reads a whole file; gzipped content, told by its first bytes, is unpacked.
 *
 * @throws {IoError} if the file cannot be read.
 * @throws {DataError} if it starts as gzip and cannot be unpacked.
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => fail(path, cause));
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new DataError(`Cannot unpack ${path}: ${messageOf(cause)}, expected a complete gzip file`, { cause });
  }
}

/** Reads a text file as UTF-8, gzipped or not. */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

/** The visible names in a folder, sorted the same on every machine. */
export interface Entries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Lists a folder without its hidden entries; links are followed. @throws {IoError} if it cannot be read. */
export async function listFolder(path: string): Promise<Entries> {
  const found = await readdir(path).catch((cause: unknown) => fail(path, cause));
  const names = found.filter((name) => !name.startsWith(".")).sort();
  const kinds = await Promise.all(names.map((name) => kindOfPath(`${path}/${name}`)));
  return {
    files: names.filter((_, index) => kinds[index] === "file"),
    folders: names.filter((_, index) => kinds[index] === "folder"),
  };
}

/** Tells what a path leads to; null where there is nothing. @throws {IoError} if that cannot be found out. */
export async function kindOfPath(path: string): Promise<"file" | "folder" | null> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return null;
    return fail(path, cause);
  }
}

function fail(path: string, cause: unknown): never {
  throw toIoError("read", path, cause);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
