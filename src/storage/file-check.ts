/** @file Tells whether a path still leads to the file that was opened. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { IoError } from "../base/index.ts";

/**
 * Returns a function to be called before anything is said to be stored. A file that was deleted or replaced takes writes
 * as before, for as long as it is open, and none of them is there afterwards.
 *
 * @throws {IoError} from the function, if the file is no longer there.
 */
export function fileCheck(path: string): () => void {
  const absolute = resolve(path);
  let opened = identityOf(absolute);
  return () => {
    const now = identityOf(absolute);
    // A new file comes into being with the first write.
    opened ??= now;
    if (now === opened && now !== undefined) return;
    const found = now === undefined ? "it is no longer there" : "another file has taken its place";
    throw new IoError(
      `Cannot go on with storage "${path}": ${found}, expected the file that was opened; ` +
        "it was deleted, moved or replaced meanwhile, and what is stored now would be lost with it",
    );
  };
}

/** Its device and number; undefined where there is no file. As long as it is open no other file gets the same. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
