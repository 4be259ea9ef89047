import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Ended, espalier, start, tempFolder } from "./run-espalier.ts";

const small = ["--epochs", "1", "--workers", "1", "--space-option", "widths=16,32"];
/** Root may write everything, so somebody else reads. */
const reader = process.getuid?.() === 0 ? 65_534 : undefined;

test("trials, show, report, export and evaluate read a run that nobody may write", async () => {
  const folder = await tempFolder();
  const run = join(folder, "run");
  const own = join(folder, "own");
  expect((await espalier(folder, "search", "wine", ...small, "--trials", "2", "--out", run)).code).toBe(0);
  const files = await readdir(run);
  await mkdir(own);
  await chmod(folder, 0o755);
  await chmod(own, 0o777);
  await chmod(run, 0o555);

  const read = (...words: string[]): Promise<Ended> => start(own, words, { HOME: own }, reader).ended;
  for (const words of [
    ["trials", run],
    ["show", run],
    ["report", run, "--out", "report.html"],
    ["export", run, "--out", "winner.onnx"],
    ["export", run, "--trial", "0", "--format", "json", "--out", "first.json"],
    ["evaluate", join(run, "best.onnx"), "wine"],
  ]) {
    expect(await read(...words), words.join(" ")).toMatchObject({ code: 0 });
  }
  expect(await read("resume", run, "--trials", "3")).toMatchObject({ code: 3, out: "" });

  expect(await readdir(own)).toEqual(expect.arrayContaining(["first.json", "report.html", "winner.onnx"]));
  expect(await readdir(run)).toEqual(files);
  await chmod(run, 0o755);
});

test("a search whose study.db is deleted ends with code 3 and claims nothing", async () => {
  const folder = await tempFolder();
  const search = start(folder, ["search", "wine", ...small, "--trials", "1000", "--out", "run"]);
  let err = "";
  search.process.stderr?.on("data", (text: string) => {
    err += text;
  });
  while (!/\[ *1\/1000\]/.test(err) && search.process.exitCode === null) await sleep(20);

  await rm(join(folder, "run", "study.db"));

  const ended = await search.ended;
  expect(ended).toMatchObject({ code: 3, out: "" });
  expect(ended.err).toMatch(/Cannot go on with storage ".*study\.db": it is no longer there/);
});
