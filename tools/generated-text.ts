/** @file Keeps text that is made from the code in step with it: writes it, or with --check fails where it differs. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./read-sources.ts";

/** Writes `text` to a file of the project, or with `--check` on the command line only compares. */
export async function syncFile(path: string, text: string, command: string): Promise<void> {
  const found = await readFile(join(root, path), "utf8").catch(() => "");
  if (found === text) {
    console.log(`${path}: up to date`);
  } else if (process.argv.includes("--check")) {
    console.error(`${path}: differs from the code, run: ${command}`);
    process.exitCode = 1;
  } else {
    await writeFile(join(root, path), text);
    console.log(`${path}: written`);
  }
}
