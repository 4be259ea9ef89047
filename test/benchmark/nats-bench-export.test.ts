import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { openBenchmark } from "../../src/benchmark/index.ts";
import { readTable } from "../../src/estimator/index.ts";

const python = "/usr/bin/python3";

/** The package as far as the lines use it: as many fields for each data set, and numbers that tell where they come from. */
const stub = `
import random
archs = ["|none~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|",
         "|skip_connect~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|",
         "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|"]

class Api:
    def __len__(self):
        return len(archs)

    def arch(self, index):
        return archs[index]

    def get_more_info(self, index, dataset, iepoch=None, hp="12", is_random=True):
        one = random.choice([0.5, -0.5]) if is_random else 0
        value = {"cifar10-valid": 10, "cifar10": 20, "cifar100": 30}[dataset] + index + (40 if hp == "200" else 0) + one
        info = {"train-all-time": 100.0 * int(hp), "train-accuracy": 99.0}
        if dataset != "cifar10":
            info["valid-accuracy"] = value
            info["valid-per-time"] = 2.5
        info["test-accuracy"] = value
        return info

def create(file_path_or_dict, search_space, fast_mode=False, verbose=True):
    assert file_path_or_dict is None and search_space == "tss" and fast_mode
    return Api()
`;

test.skipIf(!existsSync(python))(
  "the lines of docs/benchmarks.md write a table that nb201 searches (skipped without python3)",
  async () => {
    const docs = await readFile(new URL("../../docs/benchmarks.md", import.meta.url), "utf8");
    const lines = /```python\n(.*?)```/s.exec(docs)?.[1] ?? "";
    const folder = await mkdtemp(join(tmpdir(), "espalier-nats-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, "nats_bench.py"), stub);
    await writeFile(join(folder, "export.py"), lines);

    await promisify(execFile)(python, ["export.py"], { cwd: folder });

    const table = await readTable(join(folder, "nb201-accuracy.csv"));
    const read = (name: string): number[] => Array.from(table.numbers(name).values);
    expect(read("cifar10_valid_12")).toEqual([10, 11, 12]);
    expect(read("cifar10_valid_200")).toEqual([50, 51, 52]);
    expect(read("cifar10_test_200")).toEqual([60, 61, 62]);
    expect(read("cifar100_valid_12")).toEqual([30, 31, 32]);
    expect(read("cifar100_test_200")).toEqual([70, 71, 72]);
    for (const [row, value] of read("cifar10_valid_200_single").entries()) expect(Math.abs(value - 50 - row)).toBe(0.5);
    for (const task of ["cifar10", "cifar10-single", "cifar100"]) {
      const problem = (await openBenchmark({ benchmark: "nb201", task, data: folder })).problemOf(0);
      expect(problem.space.size).toBe(3n);
    }
    const cifar10 = (await openBenchmark({ benchmark: "nb201", data: folder })).problemOf(0);
    expect(cifar10.measure("|skip_connect~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|")).toEqual({
      searched: [11, 51],
      reported: 61,
      seconds: 20_000,
      secondsOnce: 2.5,
    });
  },
);
