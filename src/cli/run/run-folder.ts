/** @file The folder of a run: what lies in it, and how a new one is chosen and checked. */
import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InputError, IoError, pathWord, StudyExistsError, shellCommand, toIoError } from "../../base/index.ts";
import type { Storage } from "../../storage/index.ts";
import { openSqliteStorage } from "../../storage/sqlite.ts";

/** Name of the one study in a run's database. */
export const STUDY = "search";

/** Files of a run by what they hold. */
export const runFiles = {
  study: "study.db",
  model: "best.onnx",
  summary: "best.json",
  report: "report.html",
} as const;

/** Returns a folder name that is not taken: `espalier-digits-0`, then `espalier-digits-0-2` and so on. */
export async function freeFolder(data: string, seed: number): Promise<string> {
  const name = `espalier-${data.replace(/[^\w.-]+/g, "-")}-${seed}`;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if ((await kindOf(candidate)) === "missing") return candidate;
  }
}

/**
 * Checks that a run can be begun in a folder, without making anything; a database that is there already gets its tables.
 *
 * @throws {StudyExistsError} if it holds a study; {InputError} if it is a file; {IoError} if it may not be written.
 */
export async function checkNewFolder(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === "file") throw new InputError(`Cannot search into ${folder}: it is a file, expected a folder or nothing`);
  await checkWritable(folder);
  if ((await kindOf(join(folder, runFiles.study))) === "missing") return;
  await using storage = await openSqliteStorage(join(folder, runFiles.study), { mustExist: true });
  if ((await storage.listStudies()).length === 0) return;
  throw new StudyExistsError(
    `Cannot search into ${folder}: it holds a study already, expected another --out, or: ${shellCommand("resume", pathWord(folder))}`,
  );
}

/** Creates the folder where it is missing, and opens its database. */
export async function createFolder(folder: string): Promise<Storage> {
  await ensureFolder(folder);
  return openSqliteStorage(join(folder, runFiles.study));
}

/** Creates a folder, and those it lies in, where they are missing. @throws {IoError} if one cannot be made. */
export async function ensureFolder(folder: string): Promise<void> {
  await makeFolders(resolve(folder)).catch((error: unknown) => {
    throw toIoError("create", folder, error);
  });
}

/** Node's own recursive mkdir never returns where a file system, such as /proc, refuses by "no such file". */
async function makeFolders(folder: string): Promise<void> {
  if ((await kindOf(folder)) !== "missing") return;
  if (dirname(folder) !== folder) await makeFolders(dirname(folder));
  await mkdir(folder);
}

/**
 * Opens the database of an existing run.
 *
 * @param access  "read" writes nothing, "write" brings the tables of an older version up to date.
 * @throws {IoError} if there is no such folder; {InputError} if no run was begun in it; {StorageError} if its tables are
 *   not of this version and are only to be read.
 */
export async function openFolder(folder: string, access: "read" | "write"): Promise<Storage> {
  const kind = await kindOf(folder);
  if (kind === "missing")
    throw new IoError(`Cannot open run ${folder}: there is no such folder, expected one of a run`);
  const path = join(folder, runFiles.study);
  if (kind === "file" || (await kindOf(path)) === "missing") {
    throw new InputError(`Cannot open run ${folder}: it is no run, expected a folder with a ${runFiles.study}`);
  }
  const storage = await openSqliteStorage(path, { mustExist: true, mustBeCurrent: access === "read" });
  if ((await storage.listStudies()).includes(STUDY)) return storage;
  await storage[Symbol.asyncDispose]();
  throw new InputError(`Cannot open run ${folder}: its search was never begun, expected a study in ${runFiles.study}`);
}

async function checkWritable(folder: string): Promise<void> {
  let existing = resolve(folder);
  while ((await kindOf(existing)) === "missing" && dirname(existing) !== existing) existing = dirname(existing);
  await access(existing, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw toIoError("write", folder, error);
  });
}

async function kindOf(path: string): Promise<"missing" | "file" | "folder"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return "missing";
    throw toIoError("read", path, error);
  }
}
