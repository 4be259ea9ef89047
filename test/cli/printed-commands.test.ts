import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../tools/read-sources.ts";

test("commands are printed by shellCommand() alone: a template that puts a word behind `espalier` quotes nothing", async () => {
  const files = (await readdir(join(root, "src"), { recursive: true })).filter((file) => file.endsWith(".ts"));
  const unquoted: string[] = [];
  for (const file of files) {
    const text = await readFile(join(root, "src", file), "utf8");
    for (const [found] of text.matchAll(
      /espalier (?:[a-z]+ )+[^`\n]*?\$\{[^}]*(?:folder|path|file|data|model|name)/g,
    )) {
      unquoted.push(`${file}: ${found}`);
    }
  }

  expect(unquoted).toEqual([]);
});
