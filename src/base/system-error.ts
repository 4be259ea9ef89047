/** @file What an error of the operating system means to a person. */
import { EspalierError, IoError } from "./errors.ts";

const causes: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder, expected an existing one",
  ENOTDIR: "a part of the path is a file, expected a folder",
  EISDIR: "it is a folder, expected a file",
  EACCES: "permission is denied, expected the right to use it",
  EPERM: "the system does not permit it, expected the right to use it",
  EROFS: "the file system is read-only, expected one that can be written",
  ENOSPC: "the disk is full, expected free space",
  EDQUOT: "the quota of the disk is used up, expected free space",
  EFBIG: "the file would be larger than the system allows, expected a higher limit",
  EMFILE: "this process has as many files open as it may, expected a higher limit (ulimit -n)",
  ENFILE: "the system has as many files open as it can, expected some to be closed",
  ENOMEM: "the system has no memory left, expected some to be free",
  EAGAIN: "the system has no room for another process or thread, expected a higher limit (ulimit -u) or fewer workers",
  EIO: "the device failed, expected a working one",
  EBUSY: "it is in use, expected it to be free",
  ELOOP: "its links lead in a circle, expected an end to them",
  ENAMETOOLONG: "the name is too long for the system, expected a shorter one",
  ETXTBSY: "it is being run, expected it to be free",
  EPIPE: "the reader has closed it, expected one that reads",
};

/**
 * Says what the system refused, and what to do; undefined for what is no error of the system that is known here.
 *
 * @param error  As Node throws it, with the system's `code`.
 */
export function systemCause(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && Object.hasOwn(causes, code) ? causes[code] : undefined;
}

/** Translates what the file system threw; errors of Espalier pass as they are. */
export function toIoError(verb: "read" | "write" | "create", path: string, error: unknown): EspalierError {
  if (error instanceof EspalierError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new IoError(`Cannot ${verb} ${path}: ${systemCause(error) ?? message}`, { cause: error });
}

/** Translates an error of the system that nobody expected where it came from; undefined for any other. */
export function unexpectedIoError(error: unknown): EspalierError | undefined {
  const cause = systemCause(error);
  if (cause === undefined) return undefined;
  const { syscall = "go on", path } = error as NodeError;
  const verb = syscall.split(" ")[0];
  return new IoError(`Cannot ${verb}${path === undefined ? "" : ` ${path}`}: ${cause}`, { cause: error });
}

/** As far as Node's type of them is used; this folder knows nothing of Node. */
interface NodeError {
  readonly code?: unknown;
  readonly syscall?: string;
  readonly path?: string;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeError).code : undefined;
  return typeof code === "string" ? code : undefined;
}
