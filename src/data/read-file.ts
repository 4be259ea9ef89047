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

/** The names in a folder, sorted the same on every machine. */
export interface Entries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Hidden names and what systems leave behind, whatever they are; never read. */
  readonly hidden: readonly string[];
  /** Pipes, sockets, devices and links that lead nowhere; never read, as opening them might not end. */
  readonly special: readonly string[];
}

/** What desktops, archivers and file servers put beside people's files, in small letters. */
const SYSTEM_NAMES = new Set([
  ...["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin", "system volume information"],
  ...["__macosx", "@eadir", "lost+found"],
]);

/** Lists a folder; links are followed. @throws {IoError} if it cannot be read. */
export async function listFolder(path: string): Promise<Entries> {
  const found = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => fail(path, cause));
  const lists = { files: [] as string[], folders: [] as string[], hidden: [] as string[], special: [] as string[] };
  await Promise.all(
    found.map(async (entry) => {
      const { name } = entry;
      if (name.startsWith(".") || SYSTEM_NAMES.has(name.toLowerCase())) lists.hidden.push(name);
      else if (entry.isFile()) lists.files.push(name);
      else if (entry.isDirectory()) lists.folders.push(name);
      else {
        const kind = entry.isSymbolicLink() ? await kindOfPath(`${path}/${name}`) : "special";
        lists[kind === "file" ? "files" : kind === "folder" ? "folders" : "special"].push(name);
      }
    }),
  );
  for (const names of Object.values(lists)) names.sort();
  return lists;
}

/**
 * Tells what a path leads to: a regular file, a folder, or something special such as a pipe, a socket or a device; null
 * where there is nothing.
 *
 * @throws {IoError} if that cannot be found out.
 */
export async function kindOfPath(path: string): Promise<"file" | "folder" | "special" | null> {
  try {
    const found = await stat(path);
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "special";
  } catch (cause) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((cause as NodeJS.ErrnoException).code ?? "")) return null;
    return fail(path, cause);
  }
}

function fail(path: string, cause: unknown): never {
  throw toIoError("read", path, cause);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
