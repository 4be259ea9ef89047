/** @file Files that are either there in full or not at all. */
import { open, rename, rm } from "node:fs/promises";
import { toIoError } from "../../base/index.ts";

/**
 * Writes a file beside its place, flushes it to the disk, and moves it there: whoever looks, and whenever the process
 * ends, finds the old file or the new one.
 *
 * @throws {IoError} if the disk is full or the path may not be written; nothing is left behind then.
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toIoError("write", path, error);
  }
}

/** Tells before long work whether its result could be written. @throws {IoError} if the path may not be written. */
export async function checkWritable(path: string): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await (await open(temporary, "w")).close();
    await rm(temporary);
  } catch (error) {
    throw toIoError("write", path, error);
  }
}

function temporaryOf(path: string): string {
  return `${path}.${process.pid}.tmp`;
}
