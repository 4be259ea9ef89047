/** @file Where a database is read that may not be written, or in a folder in which no file may be made. */

import { rmSync } from "node:fs";
import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export interface UnwritablePlace {
  /** For the driver. */
  readonly address: string;
  /** Takes away what was made to read it. */
  readonly remove: () => void;
}

/**
 * Finds out how to read such a file. Where it is whole, as a search leaves it, it is read as one that nobody changes.
 * Where a log lies beside it, of a search that was killed, the two are read as a copy: a log can only be read with a
 * further file beside it.
 */
export async function unwritablePlace(path: string): Promise<UnwritablePlace> {
  const log = `${path}-wal`;
  const isWhole = await stat(log).then(
    ({ size }) => size === 0,
    () => true,
  );
  if (isWhole) return { address: `${pathToFileURL(resolve(path)).href}?immutable=1`, remove: () => {} };
  const folder = await mkdtemp(join(tmpdir(), "espalier-read-"));
  const copy = join(folder, basename(path));
  try {
    await copyFile(path, copy);
    await copyFile(log, `${copy}-wal`);
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
  return { address: copy, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
