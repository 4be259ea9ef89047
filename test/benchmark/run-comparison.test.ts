import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { InputError, IoError } from "../../src/base/index.ts";
import { type ComparisonOptions, openBenchmark, runComparison } from "../../src/benchmark/index.ts";

const options: ComparisonOptions = {
  benchmark: { benchmark: "synthetic", task: "partial" },
  strategies: [{ name: "random" }, { name: "evolution", settings: { population: 4 } }],
  seeds: 3,
  firstSeed: 7,
  simulation: { evaluations: 15, workers: 2 },
  processes: 1,
};

test("runComparison() finds the same with any number of processes", async () => {
  const one = await runComparison(options);
  const two = await runComparison({ ...options, processes: 2 });
  const later = await runComparison({ ...options, firstSeed: 8, seeds: 1 });

  expect([...one.keys()]).toEqual(["random", "evolution"]);
  expect(one.get("evolution")).toHaveLength(3);
  expect(two).toEqual(one);
  expect(later.get("evolution")?.[0]).toEqual(one.get("evolution")?.[1]);
});

test("runComparison() tells how far it is, and returns what is done after an abort", async () => {
  const abort = new AbortController();
  const told: (readonly [number, number])[] = [];
  const onSearch = (done: number, total: number): void => {
    told.push([done, total]);
    if (done === 3) abort.abort();
  };

  const traces = await runComparison({ ...options, seeds: 500, signal: abort.signal, onSearch });

  const searches = [...traces.values()].flat().length;
  expect(told[0]).toEqual([1, 1000]);
  expect(searches).toBeGreaterThanOrEqual(3);
  expect(searches).toBeLessThan(10);
});

test("runComparison() passes on what a worker failed with, as its kind of error", async () => {
  const benchmark = { benchmark: "nb201", data: "/nowhere" };

  await expect(runComparison({ ...options, benchmark })).rejects.toMatchObject({
    code: "io",
    message: expect.stringMatching(/folder \/nowhere has no nb201-accuracy\.table/),
  });
});

test("runComparison() refuses wrong strategies, settings and counts before it starts", async () => {
  const compare = (changes: Partial<ComparisonOptions>) => runComparison({ ...options, ...changes });

  await expect(compare({ strategies: [{ name: "randm" }] })).rejects.toThrow(/no strategy "randm"/);
  await expect(compare({ strategies: [{ name: "random", settings: { trys: 1 } }] })).rejects.toThrow(
    /no setting "trys"/,
  );
  await expect(compare({ strategies: [{ name: "random" }, { name: "random" }] })).rejects.toThrow(/named twice/);
  await expect(compare({ strategies: [] })).rejects.toThrow(InputError);
  await expect(compare({ seeds: 0 })).rejects.toThrow(/seeds is 0/);
});

const csv = `arch,cifar10_valid_200,cifar10_test_200,cifar10_valid_12,cifar10_train_seconds_200,cifar10_valid_seconds,latency_ms
|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,10,10,10,500,2,1
|none~0|+|none~0|none~1|+|none~0|none~1|nor_conv_1x1~2|,11,12,10,500,2,0.5
|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|,50,55,45,1000,4,3
`;

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-bench-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test("openBenchmark() takes any table with the columns of the task, and features where they are", async () => {
  const features = "arch,nwot\n|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|,3\n";
  const data = await folderWith({ "nb201-accuracy.csv": csv, "nb201-zero-cost-cifar10.csv": features });

  const { task, problemOf } = await openBenchmark({ benchmark: "nb201", data });
  const narrow = await openBenchmark({ benchmark: "nb201", data, onlyWithFeatures: true });

  expect(task).toBe("cifar10");
  expect(problemOf(0)).toMatchObject({ optimum: 50, reportedOptimum: 55, fidelities: [0.06, 1] });
  expect(problemOf(0).features?.names).toEqual(["nwot"]);
  expect(narrow.problemOf(0).space.size).toBe(1n);
});

test("openBenchmark() takes other columns, with the goal their names tell or the one given", async () => {
  const data = await folderWith({ "nb201-accuracy.csv": csv });
  const open = async (more: object) => (await openBenchmark({ benchmark: "nb201", data, ...more })).problemOf(0);

  const fast = await open({ searchColumn: "latency_ms" });
  const slow = await open({ searchColumn: "latency_ms", goal: "max", reportColumn: "cifar10_valid_12" });

  expect(fast).toMatchObject({
    optimum: 0.5,
    reportedOptimum: 55,
    searched: { name: "latency_ms", unit: "ms", goal: "min" },
  });
  expect(slow).toMatchObject({ optimum: 3, reportedOptimum: 45, reported: { name: "cifar10_valid_12", unit: "%" } });
});

test("openBenchmark() tells what is missing", async () => {
  const data = await folderWith({ "nb201-accuracy.csv": csv });
  const open = (benchmark: string, more = {}) => openBenchmark({ benchmark, data, ...more });

  await expect(open("nb20")).rejects.toThrow(/no benchmark "nb20", expected one of synthetic, nb201/);
  await expect(open("nb201", { task: "cifar" })).rejects.toThrow(/no task of nb201 "cifar", expected one of cifar10/);
  await expect(open("nb-macro")).rejects.toThrow(IoError);
  await expect(open("nb-macro")).rejects.toThrow(
    /has no nas-bench-macro-cifar10\.table, .*\.csv\.gz, .*\.csv, expected that table with the columns arch, cifar10_test_mean/,
  );
  await expect(open("nb201", { searchColumn: "valid" })).rejects.toThrow(/no column of numbers "valid"/);
  await expect(open("nb201", { task: "cifar100" })).rejects.toThrow(/no column of numbers "cifar100_valid_12"/);
  await expect(open("nb201", { onlyWithFeatures: true })).rejects.toThrow(/has no nb201-zero-cost-cifar10/);
  await expect(open("nb201", { withFeatures: true })).rejects.toThrow(/has no nb201-zero-cost-cifar10/);
  await expect(open("nb101", { onlyWithFeatures: true, task: "energy" })).rejects.toThrow(IoError);
  await expect(open("nb201", { space: { cels: 1 } })).rejects.toThrow(/no setting "cels"/);
  await expect(openBenchmark({ benchmark: "synthetic", searchColumn: "x" })).rejects.toThrow(
    /with searchColumn: it has no tables/,
  );
});
