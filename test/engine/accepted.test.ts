import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("what verify() accepts of graphs altered at random, the runtime compiles, runs and types alike", async () => {
  const script = fileURLToPath(new URL("accepted-graphs.ts", import.meta.url));

  const lines = await new Promise<string[]>((resolve) => {
    const args = ["--import", "tsx", script, "0", "40"];
    execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (_, stdout) => resolve(stdout.trim().split("\n")));
  });

  const troubles = lines.flatMap((line, i) => (line.startsWith("trouble") ? [`${lines[i - 1]}\n  ${line}`] : []));
  expect(troubles.join("\n")).toBe("");
  expect(lines.at(-1)).toBe("end"); // otherwise the process died at the graph this line shows
  expect(lines.length).toBeGreaterThan(500);
});
