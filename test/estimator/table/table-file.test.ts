import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { DataError, InputError, IoError } from "../../../src/base/index.ts";
import { decodeTable, encodeTable, parseTableCsv, readTable, Table } from "../../../src/estimator/index.ts";

const csv = "arch,top1,params_m\na|b,91.25,0.1\nb|ü,,2\n";
const table = parseTableCsv("mine.csv", "mine", csv);

async function fileWith(name: string, content: Uint8Array | string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "espalier-table-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

test("decodeTable() returns what encodeTable() wrote, wherever its bytes lie", () => {
  const bytes = encodeTable(table);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);

  const read = decodeTable("mine.table", shifted.subarray(3));

  expect({ name: read.name, key: read.key, columns: read.columns }).toEqual({
    name: table.name,
    key: table.key,
    columns: table.columns,
  });
  expect(encodeTable(read)).toEqual(bytes);
});

test("encodeTable() writes 32 bits where they hold every value", () => {
  const types = table.columns.map(({ values }) => values.constructor.name);

  expect(types).toEqual(["Array", "Float32Array", "Float64Array"]);
});

test("decodeTable() refuses bytes cut short anywhere and with any byte changed, with one error", () => {
  const bytes = encodeTable(table);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ change;

      for (const broken of [bytes.subarray(0, at), changed]) {
        expect(() => decodeTable("mine.table", broken)).toThrow(DataError);
        expect(() => decodeTable("mine.table", broken)).toThrow(/^Cannot read table mine\.table: .*, expected [^\n]*$/);
      }
    }),
  );
});

test("readTable() reads CSV and imported tables, gzipped or not, with equal hashes", async () => {
  const files = [
    await fileWith("mine.csv", csv),
    await fileWith("mine.csv.gz", gzipSync(csv)),
    await fileWith("mine.table", encodeTable(table)),
    await fileWith("mine.table.gz", gzipSync(encodeTable(table))),
  ];

  const read = await Promise.all(files.map((file) => readTable(file)));

  expect(read.map(({ name }) => name)).toEqual(["mine", "mine", "mine", "mine"]);
  expect(new Set(read.map(({ hash }) => hash)).size).toBe(1);
});

test("readTable() refuses what is missing, no text, a broken archive, and options for an imported table", async () => {
  await expect(readTable("/nowhere/mine.csv")).rejects.toThrow(IoError);
  await expect(readTable(await fileWith("a.csv", Uint8Array.of(0xff, 0xfe, 0x00)))).rejects.toThrow(
    /not text in UTF-8/,
  );
  await expect(readTable(await fileWith("a.csv.gz", gzipSync(csv).subarray(0, 30)))).rejects.toThrow(DataError);
  await expect(readTable(await fileWith("a.table", encodeTable(table)), { key: ["arch"] })).rejects.toThrow(InputError);
});

test("Table refuses columns of different lengths and a key that is no text", () => {
  const x = { kind: "number", name: "x", unit: "1", values: Float64Array.of(1) } as const;
  const arch = { kind: "text", name: "arch", values: ["a", "b"] } as const;

  expect(() => new Table({ name: "t", key: ["arch"], columns: [arch, x] })).toThrow(/"x" has 1 rows, expected 2/);
  expect(() => new Table({ name: "t", key: ["x"], columns: [arch, x] })).toThrow(/expected text columns/);
  expect(() => new Table({ name: "t", key: [], columns: [arch] })).toThrow(DataError);
});

test("decodeTable() finds each row by its text, as the table that was written", () => {
  const read = decodeTable("mine.table", encodeTable(table));

  expect(table.architectures.map((text) => read.rowOf(text))).toEqual([0, 1]);
  expect(read.rowOf("c|d")).toBeUndefined();
});
