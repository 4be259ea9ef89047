/**
 * @file Shows the first example verbatim in the README. Run: npx tsx tools/sync-readme.ts [--check]
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { between, syncFile } from "./generated-text.ts";
import { root } from "./read-sources.ts";

const begin = "<!-- example 01: written by tools/sync-readme.ts -->";
const end = "<!-- /example 01 -->";

/** Returns the text with what stands between the markers replaced by the code. @throws {Error} without the markers. */
export function insertExample(readme: string, code: string): string {
  return between(readme, begin, end, `\`\`\`ts\n${code.trim()}\n\`\`\``);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const first = (await readdir(join(root, "examples"))).find((file) => file.startsWith("01-"));
  if (first === undefined) throw new Error("Cannot insert example: none is called examples/01-*.ts");
  const code = await readFile(join(root, "examples", first), "utf8");
  const readme = await readFile(join(root, "README.md"), "utf8");
  await syncFile("README.md", insertExample(readme, code), "npx tsx tools/sync-readme.ts");
}
