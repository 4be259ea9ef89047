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

/** Returns the text with what stands between two markers replaced. @throws {Error} without the markers. */
export function between(text: string, begin: string, end: string, content: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`Cannot insert text: no place for it, expected ${begin} and ${end}`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}
