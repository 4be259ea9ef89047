import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { nb101 } from "../../src/space/index.ts";
import { recordOf, type Training, tfRecords } from "../estimator/published/nb101-file.ts";
import { resultOf } from "../estimator/published/nb301-file.ts";
import { espalier, tempFolder } from "./run-espalier.ts";

function trainings(): Training[] {
  const rng = createRng(0);
  const cells = [...new Set(Array.from({ length: 12 }, () => nb101().key(nb101().sample(rng))))];
  return cells.flatMap((cell, i) =>
    [0, 0.001, 0.002].map((more): Training => {
      const valid = 0.9 + 0.001 * i + more;
      const half = { seconds: 50, valid: valid - 0.1, test: valid - 0.11 };
      const evaluations = [{ seconds: 0, valid: 0.1, test: 0.1 }, half, { seconds: 100, valid, test: valid - 0.01 }];
      return { cell, epochs: 108, parameters: 1_000_000 + i, evaluations };
    }),
  );
}

test("espalier bench import makes a table of NAS-Bench-101's file that bench run searches", async () => {
  const folder = await tempFolder();
  const records = trainings().map((training) => recordOf(training));
  await writeFile(join(folder, "nasbench_only108.tfrecord"), tfRecords(records));

  const imported = await espalier(
    folder,
    ...["bench", "import", "nasbench_only108.tfrecord", "--out", "nb101-accuracy.table"],
  );
  const searched = await espalier(
    folder,
    ...[
      "bench",
      "run",
      "--benchmark",
      "nb101",
      "--task",
      "cifar10",
      "--data",
      ".",
      "--seeds",
      "2",
      "--budget",
      "12",
      "--processes",
      "1",
    ],
    "--json",
  );

  const modules = records.length / 3;
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.out).toMatch(
    new RegExp(`^nb101-accuracy\\.table: ${modules} architectures by arch, 8 columns of numbers, [\\d.]+ k?B\\n$`),
  );
  expect(imported.err).toMatch(/^[\d.]+ kB of [\d.]+ kB\n$/);
  expect(searched.code).toBe(0);
  const [row] = JSON.parse(searched.out) as { meanTest: number; optimumShare: number }[];
  expect(row?.optimumShare).toBe(1);
  expect(row?.meanTest).toBeCloseTo(89.1 + 0.1 * (modules - 1), 3);
});

test("espalier bench import makes a table of NAS-Bench-301's folder that bench run searches", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "nb_301/rs"), { recursive: true });
  for (const i of [0, 1, 2, 3]) {
    await writeFile(join(folder, `nb_301/rs/results_${i}.json`), resultOf(i, 90 + i, i === 3 ? { layers: 5 } : {}));
  }

  const imported = await espalier(folder, "bench", "import", "nb_301", "--out", "nb301-accuracy.table");
  const searched = await espalier(
    folder,
    ...[
      "bench",
      "run",
      "--benchmark",
      "darts",
      "--data",
      ".",
      "--seeds",
      "2",
      "--budget",
      "10",
      "--processes",
      "1",
      "--json",
    ],
  );

  expect(imported).toMatchObject({ code: 0 });
  expect(imported.out).toMatch(/^nb301-accuracy\.table: 3 architectures by arch, 5 columns of numbers/);
  expect(imported.err).toContain("4 results, 1 left out as they were not trained with epochs 98, cells 8, channels 32");
  expect(searched.code).toBe(0);
  const [row] = JSON.parse(searched.out) as { meanTest: number; optimumShare: number }[];
  expect(row).toMatchObject({ meanTest: 91.5, optimumShare: 1 });
});

test.each([
  [
    "options of CSV",
    2,
    /Cannot import made\.tfrecord with repeats: its columns are known/,
    ["made.tfrecord", "--repeats", "mean"],
  ],
  ["a file with a damaged record", 2, /the record at byte \d+ has another checksum/, ["broken.tfrecord"]],
  ["a folder of something else", 2, /it has no results_\*\.json/, ["."]],
] as const)("espalier bench import refuses %s with one line, and writes nothing", async (_, code, message, words) => {
  const folder = await tempFolder();
  const content = tfRecords(trainings().map((training) => recordOf(training)));
  await writeFile(join(folder, "made.tfrecord"), content);
  content[content.length - 20] = (content.at(-20) as number) ^ 1;
  await writeFile(join(folder, "broken.tfrecord"), content);

  const ended = await espalier(folder, "bench", "import", ...words, "--out", "x.table");

  expect(ended.code).toBe(code);
  expect(ended.err).toMatch(message);
  await expect(readFile(join(folder, "x.table"))).rejects.toThrow(/ENOENT/);
});

test.each([
  ["nb101", "cifar10", "nasbench_only108.tfrecord", "https://storage.googleapis.com/nasbench/"],
  ["darts", "cifar10", "nb_301", "https://figshare.com/"],
] as const)(
  "espalier bench run tells where the file of %s is when there is no table",
  async (benchmark, task, file, url) => {
    const { code, err } = await espalier(
      await tempFolder(),
      ...["bench", "run", "--benchmark", benchmark, "--task", task, "--data", "tables"],
    );

    expect(code).toBe(3);
    expect(err).toContain(`espalier bench import ${file} --out tables/`);
    expect(err).toContain(`makes it of ${url}`);
  },
);
