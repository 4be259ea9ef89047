/** @file Reads a configuration file: one JSON object with the flags as camelCase keys. */
import { readFile } from "node:fs/promises";
import { InputError, toIoError } from "../../base/index.ts";
import type { Configuration } from "./option-table.ts";

/** @throws {IoError} if the file cannot be read; {InputError} if it holds no JSON object. */
export async function readConfiguration(path: string): Promise<Configuration> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw toIoError("read", path, error);
  });
  const values = parse(path, text);
  if (values === null || typeof values !== "object" || Array.isArray(values)) {
    throw new InputError(`Cannot read configuration ${path}: expected a JSON object such as {"trials": 50}`);
  }
  return { path, values: values as Configuration["values"] };
}

function parse(path: string, text: string): unknown {
  try {
    // Editors on Windows begin files with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new InputError(`Cannot read configuration ${path}: ${(cause as Error).message}, expected JSON`, { cause });
  }
}
