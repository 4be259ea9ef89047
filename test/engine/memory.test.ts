import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("many-programs.ts", import.meta.url));

test("300 programs compiled, run and disposed of leave memory flat and nothing on stderr", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--expose-gc", "--import", "tsx", script]);

  const [after100, after200, after300] = JSON.parse(stdout) as [number, number, number];
  expect(stderr).toBe("");
  expect(after300 - after100, stdout).toBeLessThan(25);
  expect(after300 - after200, stdout).toBeLessThan(15);
});
