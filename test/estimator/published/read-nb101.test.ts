import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createRng, DataError, IoError } from "../../../src/base/index.ts";
import { readNb101 } from "../../../src/estimator/index.ts";
import { crc32c } from "../../../src/estimator/published/crc32c.ts";
import { formatCell, nb101, parseNb101Cell, pruneCell } from "../../../src/space/index.ts";
import { bitwiseCrc32c, metricsOf, recordOf, type Training, tfRecords } from "./nb101-file.ts";

async function fileWith(content: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-nb101-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "nasbench_only108.tfrecord");
  await writeFile(path, content);
  return path;
}

function training(cell: string, epochs: number, valid: number, test = valid - 0.01, seconds = 100): Training {
  const evaluations = [
    { seconds: 0, valid: 0.1, test: 0.1 },
    { seconds: seconds / 2, valid: valid - 0.2, test: test - 0.2 },
    { seconds, valid, test },
  ];
  return { cell, epochs, parameters: 20_000_001, evaluations };
}

const chain = "3:101:in-c3-out";
const branched = "4:101111:in-c3-mp-out";

test("crc32c() gives the value of the standard and that of the definition", () => {
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32c(bytes) === bitwiseCrc32c(bytes)));
});

test("readNb101() has a row for each module with means over its repeats, by budget", async () => {
  const path = await fileWith(
    tfRecords(
      [
        training(chain, 108, 0.9, 0.88, 90),
        training(branched, 108, 0.94),
        training(chain, 108, 0.92, 0.9, 110),
        training(chain, 4, 0.5),
        training(chain, 108, 0.94, 0.92, 100),
      ].map((run) => recordOf(run)),
    ),
  );

  const table = await readNb101(path);

  const read = (name: string): number[] => Array.from(table.numbers(name).values);
  expect(table.architectures).toEqual([chain, branched]);
  expect(read("params")).toEqual([20_000_001, 20_000_001]);
  expect(read("cifar10_valid_108")[0]).toBeCloseTo(92, 4);
  expect(read("cifar10_valid_108")[1]).toBeCloseTo(94, 4);
  expect(read("cifar10_test_108")[0]).toBeCloseTo(90, 4);
  expect(read("cifar10_valid_108_single")[0]).toBeCloseTo(90, 4);
  expect(read("cifar10_valid_108_half")[0]).toBeCloseTo(72, 4);
  expect(read("cifar10_test_108_half")[0]).toBeCloseTo(70, 4);
  expect(read("cifar10_train_seconds_108")[0]).toBeCloseTo(100, 4);
  expect(read("cifar10_train_seconds_108_half")[0]).toBeCloseTo(50, 4);
  expect(read("cifar10_valid_4")).toEqual([50, Number.NaN]);
  expect(read("cifar10_valid_4_single")).toEqual([50, Number.NaN]);
  expect(table.numbers("cifar10_train_seconds_108").unit).toBe("s");
});

test("readNb101() names any cell of the space by its key there", async () => {
  const space = nb101();
  await fc.assert(
    fc.asyncProperty(fc.nat(1000), async (seed) => {
      const rng = createRng(seed);
      const cells = Array.from({ length: 20 }, () => space.sample(rng));
      const pruned = cells.map((cell) =>
        formatCell(pruneCell(parseNb101Cell(cell)) as ReturnType<typeof parseNb101Cell>),
      );
      const keys = [...new Set(cells.map((cell) => space.key(cell)))];

      const table = await readNb101(
        await fileWith(tfRecords(pruned.map((cell) => recordOf(training(cell, 108, 0.9))))),
      );

      expect(table.architectures).toEqual(keys);
    }),
    { numRuns: 5 },
  );
});

test("readNb101() reads records across the pieces a file is read in, and tells how far it is", async () => {
  const record = recordOf(training(chain, 108, 0.9));
  const count = Math.ceil((1.5 * 2 ** 20) / record.length);
  const content = tfRecords(new Array<Uint8Array>(count).fill(record));
  const told: (readonly [number, number])[] = [];

  const table = await readNb101(await fileWith(content), (done, total) => told.push([done, total]));

  expect(table.size).toBe(1);
  expect(told.length).toBeGreaterThan(1);
  expect(told.at(-1)).toEqual([content.length, content.length]);
});

test("readNb101() refuses a file cut short anywhere and with any byte changed, naming where the record begins", async () => {
  const records = [chain, branched].map((cell) => recordOf(training(cell, 108, 0.9)));
  const content = tfRecords(records);
  const second = tfRecords(records.slice(0, 1)).length;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: content.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const changed = Buffer.from(content);
        changed[at] = (changed[at] as number) ^ change;
        const offset = at < second ? 0 : second;
        const broken = at === second ? [changed] : [content.subarray(0, at), changed];

        for (const bytes of broken) {
          const error: unknown = await readNb101(await fileWith(bytes)).catch((cause: unknown) => cause);
          expect(error).toBeInstanceOf(DataError);
          expect((error as Error).message).toMatch(
            new RegExp(`^Cannot read [^ ]*: the record at byte ${offset} .*, expected [^\\n]*$`),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

const good = training(branched, 108, 0.9);

test.each([
  [
    "an unknown operation",
    { 3: "input,conv5x5-bn-relu,maxpool3x3,output" },
    /has operation "conv5x5-bn-relu", expected one of/,
  ],
  ["operations without an output", { 3: "input,maxpool3x3" }, /has operations "input,maxpool3x3"/],
  ["another hash", { 0: "0".repeat(32) }, /is about module 0{32}, but its cell has the hash [0-9a-f]{32}/],
  ["a matrix of another size", { 2: "0110" }, /has adjacency "0110", expected 4 × 4 digits/],
  ["an edge back", { 2: "0110001100011000" }, /has an edge that runs backwards/],
  ["a cell that leads nowhere", { 2: "0".repeat(16) }, /leads nowhere/],
  ["fewer evaluations", { 4: metricsOf({ ...good, evaluations: good.evaluations.slice(1) }) }, /has 2 evaluations/],
  [
    "an accuracy in percent",
    { 4: metricsOf(training(branched, 108, 90)) },
    /validationAccuracy 89\.8, expected a fraction/,
  ],
  ["an accuracy that is no number", { 4: metricsOf(training(branched, 108, Number.NaN)) }, /validationAccuracy NaN/],
  [
    "endless seconds",
    { 4: metricsOf(training(branched, 108, 0.9, 0.9, Number.POSITIVE_INFINITY)) },
    /trainingTime Infinity/,
  ],
  ["metrics that are none", { 4: "Cv//" }, /has metrics that are no message/],
  ["epochs that are none", { 1: "108" }, /holds other fields, expected hash, epochs/],
] as const)("readNb101() refuses a record with %s", async (_, instead, message) => {
  const records = [recordOf(training(chain, 108, 0.9)), recordOf(good, instead)];
  const path = await fileWith(tfRecords(records));
  const offset = tfRecords(records.slice(0, 1)).length;

  const error: unknown = await readNb101(path).catch((cause: unknown) => cause);

  expect(error).toBeInstanceOf(DataError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).toContain(`the record at byte ${offset} `);
});

test("readNb101() refuses what is no such file", async () => {
  const text = new TextEncoder().encode("these are no records");

  await expect(readNb101(await fileWith(text))).rejects.toThrow(
    /the record at byte 0 has a length of another checksum/,
  );
  await expect(readNb101(await fileWith(tfRecords([text])))).rejects.toThrow(/the record at byte 0 is no JSON/);
  await expect(readNb101(await fileWith(new Uint8Array(0)))).rejects.toThrow(/it is empty, expected records/);
  await expect(readNb101("none.tfrecord")).rejects.toThrow(IoError);
});
