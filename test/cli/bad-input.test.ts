import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { endlessModel } from "../onnx/foreign-model.ts";
import { espalier, start, tempFolder } from "./run-espalier.ts";

/** Runs a command that must fail: one line on the error stream, nothing else, no file made. */
async function refused(folder: string, code: number, message: string | RegExp, ...words: string[]): Promise<void> {
  const before = await readdir(folder, { recursive: true });

  const ended = await espalier(folder, ...words);

  expect(ended.err).toMatch(/^espalier: Cannot [^\n]+\n$/);
  expect(ended.err).toMatch(message);
  expect(ended).toMatchObject({ code, out: "" });
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(before.sort());
}

test.each([
  ["a missing path", 3, "no such file or folder", ["search", "./missing.csv"]],
  ["an unknown name", 2, "nothing has that name or path", ["search", "irises"]],
  ["an unknown command", 2, "did you mean search?", ["serach", "digits"]],
  ["an unknown flag", 2, "did you mean --trials?", ["search", "wine", "--trails", "3"]],
  ["no data", 2, "<data> is missing", ["search"]],
  ["an unknown space", 2, "did you mean conv-chain?", ["search", "wine", "--space", "conv-chian"]],
  ["a space that does not fit", 2, "the mlp space fits tables", ["search", "wine", "--space", "conv-chain"]],
  [
    "an unknown strategy setting",
    2,
    /no setting "popluation"/,
    ["search", "wine", "--strategy-option", "popluation=3"],
  ],
  ["an unknown space setting", 2, /no setting "depth"/, ["search", "wine", "--space-option", "depth=3"]],
  ["a bound on an unknown metric", 2, /"speed", expected a metric/, ["search", "wine", "--constraint", "speed<=1"]],
  ["an unknown objective", 2, /"speed", expected a metric/, ["search", "wine", "--objectives", "speed"]],
  ["negative trials", 2, /--trials: found "-2"/, ["search", "wine", "--trials", "-2"]],
  [
    "a label column of named data",
    2,
    /wine: label is given, expected no such option/,
    ["search", "wine", "--label", "colour"],
  ],
  ["no validation data", 2, "validation part of wine is empty", ["search", "wine", "--validation", "0"]],
  ["a folder that cannot be made", 3, "Cannot create /proc/run", ["search", "wine", "--out", "/proc/run"]],
  ["a missing configuration", 3, "no such file", ["search", "wine", "--config", "none.json"]],
  ["a run that is not there", 3, "no such folder", ["resume", "nowhere"]],
  ["a model that is not there", 3, "Cannot read none.onnx", ["evaluate", "none.onnx", "wine"]],
  ["earlier searches that are not there", 3, "no such folder", ["search", "wine", "--earlier", "nowhere"]],
  [
    "earlier searches and another strategy",
    2,
    "--earlier",
    ["search", "wine", "--earlier", "nowhere", "--strategy", "random"],
  ],
  ["a training option without effect", 2, "augment is given", ["search", "wine", "--no-augment"]],
  ["columns to drop of images", 2, "digits: drop is given", ["search", "digits", "--drop", "x"]],
  ["no architecture", 2, "--architecture is missing", ["train", "wine"]],
  ["an architecture of another space", 2, "Cannot read", ["train", "wine", "--architecture", '{"stem":8}']],
  [
    "a file of an architecture that is not there",
    3,
    "Cannot read none.json",
    ["train", "wine", "--architecture", "@none.json"],
  ],
  ["a model to predict with that is not there", 3, "Cannot read none.onnx", ["predict", "none.onnx", "rows.csv"]],
  ["nothing to predict", 2, "<files...> is missing", ["predict", "none.onnx"]],
  ["two ways to print", 2, "expected one of the two", ["predict", "none.onnx", "rows.csv", "--json", "--csv"]],
  ["an unknown list", 2, "did you mean strategies?", ["list", "strategis"]],
] as const)("espalier refuses %s", async (_, code, message, words) => {
  const escaped = message instanceof RegExp ? message : new RegExp(message.replace(/[?$.*()[\]+]/g, "\\$&"));
  await refused(await tempFolder(), code, escaped, ...words);
});

test("espalier search refuses an empty class folder, a text cell, a label that is no column and a damaged configuration", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "photos", "cats"), { recursive: true });
  await mkdir(join(folder, "photos", "dogs"));
  await writeFile(join(folder, "table.csv"), "a,b,kind\n1,2,x\n3,four,y\n5,6,x\n7,8,y\n");
  await writeFile(join(folder, "broken.json"), "{");
  await writeFile(join(folder, "flowers.csv"), "a,kind\n1,x\n2,y\n3,x\n4,y\n");

  await refused(folder, 2, /photos\/cats: no images/, "search", "photos");
  await refused(folder, 2, /table.csv: line 3, column "b" is "four", expected a number/, "search", "table.csv");
  await refused(folder, 2, /Cannot read configuration broken.json/, "search", "wine", "--config", "broken.json");
  await refused(folder, 2, /flowers.csv: image size is given/, "search", "flowers.csv", "--image-size", "8");
  await refused(folder, 2, /"colour"/, "search", "flowers.csv", "--label", "colour");
});

test("espalier refuses folders that are no run, damaged databases and files in the way", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "empty"));
  await mkdir(join(folder, "damaged"));
  await writeFile(join(folder, "damaged", "study.db"), "this is no database, whatever its name says".repeat(100));
  await writeFile(join(folder, "file"), "");

  for (const command of ["resume", "finish", "trials", "show", "export"]) {
    await refused(folder, 2, /damaged\/study.db": it is no SQLite database/, command, "damaged");
  }
  await refused(folder, 2, /empty: it is no run/, "resume", "empty");
  await refused(folder, 2, /it is no SQLite database/, "search", "wine", "--out", "damaged");
  await refused(folder, 2, /file: it is a file, expected a folder or nothing/, "search", "wine", "--out", "file");
});

test("espalier evaluate refuses bytes that are no model", async () => {
  const folder = await tempFolder();
  await writeFile(
    join(folder, "noise.onnx"),
    Uint8Array.from({ length: 500 }, (_, i) => (i * 197) % 251),
  );

  await refused(folder, 2, /Cannot evaluate noise\.onnx: .*, expected/, "evaluate", "noise.onnx", "wine");
  await refused(folder, 2, /Cannot read --timeout: .*"soon"/, "evaluate", "noise.onnx", "wine", "--timeout", "soon");
});

test("espalier evaluate ends a model that never answers", async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, "endless.onnx"), endlessModel([1, 13], 3));

  await refused(
    folder,
    2,
    /Cannot evaluate endless\.onnx: it gave no answer within 5 s, expected an answer/,
    ..."evaluate endless.onnx wine --timeout 5s".split(" "),
  );
});

test.skipIf(process.getuid?.() === 0)(
  "espalier search refuses a folder without permission (skipped as root)",
  async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, "closed"));
    await chmod(join(folder, "closed"), 0o500);

    await refused(folder, 3, /permission is denied/, "search", "wine", "--out", "closed/run");
  },
);

test("espalier prints the stack with --debug or DEBUG, and only then", async () => {
  const folder = await tempFolder();

  const flag = await espalier(folder, "search", "wine", "--space", "none", "--debug");
  const variable = await start(folder, ["search", "wine", "--space", "none"], { DEBUG: "1" }).ended;

  expect(flag.err).toMatch(/\n {4}at /);
  expect(variable.err).toMatch(/\n {4}at /);
});

let overview = "";
beforeAll(async () => {
  overview = (await start(process.cwd(), ["--help"]).ended).out;
});

test.each(["search", "resume", "finish", "train", "predict", "trials", "show", "export", "evaluate", "list"])(
  "espalier %s --help explains it with two to four examples",
  async (command) => {
    const { code, out, err } = await start(process.cwd(), [command, "--help"]).ended;

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(overview).toContain(`  ${command} `);
    expect(out).toContain(`Usage: espalier ${command} <`);
    expect(out.split("\n").filter((line) => line.length > 100 && !line.startsWith("  espalier "))).toEqual([]);
    const examples = out.split("Examples:\n")[1]?.match(/^ {2}espalier /gm) ?? [];
    expect(examples.length).toBeGreaterThanOrEqual(2);
    expect(examples.length).toBeLessThanOrEqual(4);
  },
);

test("espalier --version prints the version of the package", async () => {
  const { version } = (await import("../../package.json", { with: { type: "json" } })).default;

  expect(await start(process.cwd(), ["--version"]).ended).toEqual({ code: 0, out: `${version}\n`, err: "" });
});
