import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder } from "./run-espalier.ts";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const SEARCH = "search digits --trials 1 --epochs 1 --final-epochs 0 --workers 1 --space mlp --space-option maxDepth=1";

/** Runs a line of a POSIX shell in which `espalier` is the built command; prints its exit code at last. */
async function shell(line: string, folder?: string): Promise<string> {
  const script = `espalier() { '${process.execPath}' '${entry}' "$@"; }; ${line}`;
  return new Promise((resolve) => {
    execFile("bash", ["-c", script], { cwd: folder }, (_, out, err) => resolve(out + err));
  });
}

test.skipIf(!existsSync("/dev/full"))(
  "espalier search goes on to its end where the error stream is full, and where nobody reads it (skipped without /dev/full)",
  async () => {
    const folder = await tempFolder();
    const out = await shell(
      `espalier ${SEARCH} --out full 2>/dev/full >/dev/null; echo "code $?";
       { espalier ${SEARCH} --out closed 2>&1 >/dev/null; echo "code $?" >code; } | true; cat code`,
      folder,
    );

    expect(out).toBe("code 0\ncode 0\n");
    for (const name of ["full", "closed"]) {
      expect((await readdir(join(folder, name))).sort()).toEqual([
        ...["best.json", "best.onnx", "report.html", "study.db"],
      ]);
    }
  },
);

test.skipIf(!existsSync("/dev/full"))(
  "espalier says that the standard output is full, and ends quietly where its reader has gone (skipped without /dev/full)",
  async () => {
    expect(await shell('espalier list spaces >/dev/full; echo "code $?"')).toMatch(
      /^code 3\nespalier: Cannot write the standard output: the disk is full, expected free space\n$/,
    );
    expect(await shell('set -o pipefail; espalier list spaces | true; echo "code $?"')).toBe("code 0\n");
  },
);

test("espalier names a limit of open files instead of a mistake of its own", async () => {
  const out = await shell("ulimit -n 40; espalier search digits --trials 1 --out x", await tempFolder());

  expect(out).toMatch(/^espalier: Cannot open .*: this process has as many files open as it may, expected a higher/);
});
