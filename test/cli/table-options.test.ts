import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { espalier, tempFolder } from "./run-espalier.ts";

test("espalier search reads a table as --encoding, --no-header and --drop-missing-target say", async () => {
  const folder = await tempFolder();
  const rows = Array.from(
    { length: 30 },
    (_, row) => `${(row * 7) % 10},${row},${["ré", "rè", row < 6 ? "" : "la"][row % 3]}`,
  );
  await writeFile(join(folder, "t.csv"), Buffer.from(`1,2,la\n${rows.join("\n")}\n`, "latin1"));
  const search = ["search", "t.csv", "--trials", "1", "--epochs", "1"];

  const utf8 = await espalier(folder, ...search);
  const unclear = await espalier(folder, ...search, "--encoding", "latin1");
  expect([utf8.code, unclear.code]).toEqual([2, 2]);
  expect(utf8.err).toMatch(/t\.csv: line 2 holds byte 0xe9 at offset 12 that is no utf-8, .*--encoding NAME/);
  expect(unclear.err).toMatch(/2 of 31 labels in column3 are missing \(lines 4, 7\), .*--drop-missing-target/);

  const flags = ["--encoding", "latin1", "--no-header", "--drop-missing-target"];
  const done = await espalier(folder, ...search, ...flags, "--out", "out");
  expect(done.code, done.err).toBe(0);
  expect(done.err).toContain("2 rows are left out: no label in column3 (lines 4, 7)");
  expect(await readFile(join(folder, "out", "best.json"), "utf8")).toContain('"rè"');
}, 60_000);
