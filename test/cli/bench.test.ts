import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { espalier, start, tempFolder } from "./run-espalier.ts";

const run = ["bench", "run", "--benchmark", "synthetic", "--seeds", "4", "--budget", "20,40"];

test("espalier bench run compares strategies and writes page and numbers", async () => {
  const folder = await tempFolder();

  const { code, out, err } = await espalier(folder, ...run, "--strategies", "random,evolution", "--out", "results");

  expect(code).toBe(0);
  expect(out.split("\n")[0]).toMatch(/^strategy +budget +seeds +mean +sd /);
  expect(out.match(/^(random|evolution) +(20|40) +4 /gm)).toHaveLength(4);
  expect(err).toContain("8/8 searches");
  const rows = JSON.parse(await readFile(join(folder, "results/results.json"), "utf8")) as object[];
  expect(rows).toHaveLength(4);
  const page = await readFile(join(folder, "results/comparison.html"), "utf8");
  expect(page).toContain("Strategies on synthetic, plain");
  expect(page).toContain("<dt>Seeds</dt><dd>0 to 3</dd>");
});

test("espalier bench run --json prints the same for any number of processes, and compares with random search unasked", async () => {
  const folder = await tempFolder();
  const words = [...run, "--strategies", "evolution", "--set", "evolution.population=5", "--workers", "2", "--json"];

  const one = await espalier(folder, ...words, "--processes", "1");
  const two = await espalier(folder, ...words, "--processes", "2");

  const rows = JSON.parse(one.out) as Record<string, unknown>[];
  expect(two.out).toBe(one.out);
  expect(rows.map(({ strategy, budget, seeds }) => [strategy, budget, seeds])).toEqual([
    ["evolution", 20, 4],
    ["evolution", 40, 4],
  ]);
  for (const row of rows) {
    expect(row.meanTest).toBeTypeOf("number");
    expect(row.sdTest).toBeTypeOf("number");
    expect(row.optimumShare).toBeTypeOf("number");
    expect(row).toHaveProperty("meanQueriesToOptimum");
    expect(row.pVersusRandom).toBeGreaterThan(0);
    expect(row.pVersusRandom).toBeLessThanOrEqual(1);
  }
});

const alwaysFirst = `
export default ({ step = 1 } = {}) => {
  const make = (space, left) => ({
    ask: () => [{ architecture: space.fromIndices(Array(6).fill(left % 5)), origin: "mine" }],
    tell: () => { left += step; },
    snapshot: () => left,
  });
  return {
    name: "mine",
    settings: { step },
    needs: ["parametric"],
    create: (space) => make(space, 0),
    restore: (space, _objectives, snapshot) => make(space, snapshot),
  };
};
`;

test("espalier bench run compares a strategy of a module, with settings, and refuses modules of other content", async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, "mine.mjs"), alwaysFirst);
  await writeFile(join(folder, "other.mjs"), "export default 1;");
  const words = [...run, "--processes", "1", "--strategies"];

  const own = await espalier(folder, ...words, "./mine.mjs", "--set", "mine.step=2", "--json");
  const other = await espalier(folder, ...words, "other.mjs");
  const missing = await espalier(folder, ...words, "./gone.mjs");

  const rows = JSON.parse(own.out) as Record<string, unknown>[];
  expect(rows.map(({ strategy, seeds }) => [strategy, seeds])).toEqual([
    ["mine", 4],
    ["mine", 4],
  ]);
  expect(other).toMatchObject({ code: 2, out: "" });
  expect(other.err).toMatch(/^espalier: Cannot use strategy module .*other\.mjs: its default export is 1, expected a/);
  expect(missing).toMatchObject({ code: 2, out: "" });
  expect(missing.err).toContain("gone.mjs");
});

test("espalier bench run ends at Ctrl-C with what is done", async () => {
  const folder = await tempFolder();
  const { process: child, ended } = start(folder, [...run.slice(0, 4), "--seeds", "100000", "--json"]);
  // The first search that has ended is told at once.
  child.stderr?.once("data", () => child.kill("SIGINT"));

  const { code, out, err } = await ended;

  expect(code).toBe(130);
  expect(err).toContain("Stopping; what is done is reported");
  expect(Array.isArray(JSON.parse(out))).toBe(true);
});

test("espalier bench import writes a table that bench run takes", async () => {
  const folder = await tempFolder();
  await writeFile(
    join(folder, "mine.csv"),
    "arch,cifar10_test_mean,size\n22212220,93,5\n22212221,92,\n22212222,91,6\n12212222,90,6\n",
  );

  const imported = await espalier(
    folder,
    "bench",
    "import",
    "mine.csv",
    "--out",
    "nas-bench-macro-cifar10.table",
    "--unit",
    "size=kB",
  );
  const searched = await espalier(
    folder,
    ...["bench", "run", "--benchmark", "nb-macro", "--data", ".", "--seeds", "2", "--budget", "4", "--json"],
  );

  expect(imported).toMatchObject({ code: 0, err: "" });
  expect(imported.out).toMatch(
    /^nas-bench-macro-cifar10\.table: 4 architectures by arch, 2 columns of numbers, \d+ B\n$/,
  );
  expect(searched.code).toBe(0);
  const [row] = JSON.parse(searched.out) as { meanTest: number; optimumShare: number }[];
  expect(row).toMatchObject({ meanTest: 93, optimumShare: 1 });
});

test("espalier bench names its commands", async () => {
  const { code, out } = await espalier(await tempFolder(), "bench");

  expect(code).toBe(0);
  expect(out).toMatch(/ {2}bench run .*\n {2}bench import /);
});

test.each([
  ["no benchmark", 2, /--benchmark is missing/, ["bench", "run"]],
  ["an unknown task", 2, /no task of synthetic "cifar10"/, [...run, "--task", "cifar10"]],
  ["no tables", 3, /folder benchmarks has no nb201-accuracy\.table/, ["bench", "run", "--benchmark", "nb201"]],
  ["an unknown setting", 2, /no setting "popluation"/, [...run, "--set", "evolution.popluation=3"]],
  [
    "a setting of one not compared",
    2,
    /evolution is not compared/,
    [...run, "--strategies", "random", "--set", "evolution.population=3"],
  ],
  ["a folder that cannot be made", 3, /Cannot create \/proc\/none/, [...run, "--out", "/proc/none"]],
  ["an unknown command of the group", 2, /there is no command bench rum, did you mean bench run\?/, ["bench", "rum"]],
  ["no file to write", 2, /--out is missing/, ["bench", "import", "mine.csv"]],
  [
    "a missing table",
    3,
    /Cannot read table mine\.csv: there is no such file/,
    ["bench", "import", "mine.csv", "--out", "x"],
  ],
] as const)("espalier bench refuses %s", async (_, code, message, words) => {
  const ended = await espalier(await tempFolder(), ...words);

  expect(ended.err).toMatch(/^espalier: Cannot [^\n]+\n$/);
  expect(ended.err).toMatch(message);
  expect(ended).toMatchObject({ code, out: "" });
});
