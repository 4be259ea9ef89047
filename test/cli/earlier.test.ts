import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { espalier, tempFolder } from "./run-espalier.ts";

const short = ["--trials", "3", "--epochs", "1", "--final-epochs", "0", "--seed", "1", "--workers", "1"];

test("espalier search --earlier begins with what an earlier search found, and refuses one of another space", async () => {
  const folder = await tempFolder();
  await espalier(folder, "search", "wine", ...short, "--out", "first");

  const second = await espalier(
    folder,
    "search",
    "digits",
    "--space",
    "mlp",
    ...short,
    "--earlier",
    "first",
    "--out",
    "second",
  );
  const other = await espalier(folder, "search", "digits", "--space", "conv-chain", ...short, "--earlier", "first");

  expect(second.code).toBe(0);
  expect(second.err).toMatch(/transfer/);
  expect(second.err).toContain("trials 3");
  const winnerOf = async (run: string) => JSON.parse(await readFile(join(folder, run, "best.json"), "utf8"));
  const earlier = await espalier(folder, "trials", "first", "--json");
  const tried = (JSON.parse(earlier.out) as { architecture: unknown }[]).map(({ architecture }) => architecture);
  expect(tried).toContainEqual((await winnerOf("second")).architecture);
  expect(other).toMatchObject({ code: 2, out: "" });
  expect(other.err).toMatch(/^espalier: Cannot read an architecture of conv-chain[^\n]*\n$/);
  expect((await readdir(folder)).sort()).toEqual(["first", "second"]);
}, 120_000);
