/** @file What an error of the file system means to a person. */
import { EspalierError, IoError } from "../../base/index.ts";

const causes: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder, expected an existing one",
  ENOTDIR: "a part of the path is a file, expected a folder",
  EISDIR: "it is a folder, expected a file",
  EACCES: "permission is denied, expected the right to use it",
  EPERM: "the system does not permit it, expected the right to use it",
  EROFS: "the file system is read-only, expected one that can be written",
  ENOSPC: "the disk is full, expected free space",
  EDQUOT: "the quota of the disk is used up, expected free space",
};

/** Translates what the file system threw; errors of Espalier pass as they are. */
export function toIoError(verb: "read" | "write" | "create", path: string, error: unknown): Error {
  if (error instanceof EspalierError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new IoError(`Cannot ${verb} ${path}: ${causes[code] ?? message}`, { cause: error });
}
