/** @file Reads the project's own sources for the checks. */
import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the project, with a slash at its end. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

/** Reads every TypeScript file below `src`: text by path from the root, sorted by path. */
export async function readSources(): Promise<Map<string, string>> {
  const entries = await readdir(join(root, "src"), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll(sep, "/"))
    .sort();
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(root, file), "utf8")] as const)),
  );
}
