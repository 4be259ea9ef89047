/** @file What an error of SQLite means to a person: which file, what happened, what to do. */
import { EspalierError, IoError, StorageError } from "../base/index.ts";

// Primary result codes, https://www.sqlite.org/rescode.html; the low byte of every extended code.
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/**
 * Translates what the driver threw; errors of Espalier pass as they are.
 *
 * @param verb  What was being done to the file.
 * @returns IoError where the file system refused, StorageError where the content is wrong or the file is locked.
 */
export function translateSqlError(error: unknown, verb: "open" | "read" | "write", path: string): Error {
  if (error instanceof EspalierError) return error;
  const start = `Cannot ${verb} storage "${path}":`;
  const cause = { cause: error };
  const message = error instanceof Error ? error.message : String(error);
  switch (primaryCode(error, message)) {
    case BUSY:
    case LOCKED:
      return new StorageError(`${start} another process keeps it locked, expected it free; try again later`, cause);
    case READONLY:
      return new IoError(`${start} it is read-only, expected permission to write the file and its folder`, cause);
    case FULL:
      return new IoError(
        `${start} the disk is full, expected free space; free some and resume, no trial is lost`,
        cause,
      );
    case IOERR:
      return new IoError(
        `${start} the file system failed (${message}), expected a working local disk with space`,
        cause,
      );
    case CANTOPEN:
      return new IoError(`${start} the system refused it, expected a file in a folder you may write`, cause);
    case NOTADB:
      return new StorageError(
        `${start} it is no SQLite database, expected one of Espalier; choose another path`,
        cause,
      );
    case CORRUPT:
      return damaged(start, message, cause);
  }
  // The tables were checked for their version, so that names that are missing were changed in the file.
  if (/^no such (column|table)/.test(message)) return damaged(start, message, cause);
  if (error instanceof SyntaxError) {
    return new StorageError(
      `${start} it holds damaged JSON (${message}), expected a sound file; restore a copy`,
      cause,
    );
  }
  return new StorageError(`${start} ${message}, expected SQLite to accept this`, cause);
}

function damaged(start: string, found: string, cause: ErrorOptions): StorageError {
  return new StorageError(`${start} it is damaged (${found}), expected a sound file; restore a copy`, cause);
}

/** True for the driver's own error of a file locked by another process. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error, "") === BUSY;
}

function primaryCode(error: unknown, message: string): number | undefined {
  const { rawCode } = error as { rawCode?: unknown };
  if (typeof rawCode === "number") return rawCode & 0xff;
  // The driver gives its connection errors no code but ends their text with it.
  const code = /^ConnectionFailed\(.*: (\d+)"\)$/s.exec(message)?.[1];
  return code === undefined ? undefined : Number(code) & 0xff;
}
