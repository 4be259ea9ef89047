import fc from "fast-check";
import { expect, test } from "vitest";
import { DataError, InputError } from "../../../src/base/index.ts";
import { decodeTable, encodeTable, parseTableCsv } from "../../../src/estimator/index.ts";

const parse = (text: string, options = {}) => parseTableCsv("data/mine.csv", "mine", text, options);

test("parseTableCsv() reads numbers and text, and takes empty cells for not measured", () => {
  const table = parse("arch,top1,latency_ms,kind\na|b,91.5,,x\nb|b,,2.25,y\n");

  expect(table.size).toBe(2);
  expect(table.key).toEqual(["arch"]);
  expect(table.architectures).toEqual(["a|b", "b|b"]);
  expect(table.rowOf("b|b")).toBe(1);
  expect(table.rowOf("c|b")).toBeUndefined();
  expect([...table.numbers("top1").values]).toEqual([91.5, Number.NaN]);
  expect(table.numbers("top1").unit).toBe("%");
  expect(table.numbers("latency_ms")).toMatchObject({ unit: "ms", values: Float32Array.of(Number.NaN, 2.25) });
  expect(table.columns[3]).toEqual({ kind: "text", name: "kind", values: ["x", "y"] });
});

test("parseTableCsv() keeps rows of digits that a number would change", () => {
  const table = parse("arch,bits,long,plain\n00,011,12345678901234567,7\n10,101,22345678901234567,8\n");

  expect(table.architectures).toEqual(["00", "10"]);
  expect(table.columns.map(({ kind }) => kind)).toEqual(["text", "text", "text", "number"]);
});

test("parseTableCsv() names architectures by the leading text columns where none is called arch", () => {
  const table = parse("link,ops,acc\n0001,gat-fc,0.5\n0001,gat-gcn,0.75\n");

  expect(table.key).toEqual(["link", "ops"]);
  expect(table.architectures).toEqual(["0001:gat-fc", "0001:gat-gcn"]);
});

test("parseTableCsv() takes key, units and quoted cells as given", () => {
  const table = parse('n,cell,"b, c"\n1,"{""a"":[1,2]}",3\n2,"{""a"":[2,2]}",4\n', {
    key: ["cell"],
    units: { "b, c": "kJ" },
  });

  expect(table.architectures).toEqual(['{"a":[1,2]}', '{"a":[2,2]}']);
  expect(table.numbers("b, c").unit).toBe("kJ");
});

test("parseTableCsv() averages repeats where asked to, over what was measured", () => {
  const table = parse("arch,x,y\na,1,\nb,5,2\na,2,4\n", { repeats: "mean" });

  expect(table.architectures).toEqual(["a", "b"]);
  expect([...table.numbers("x").values]).toEqual([1.5, 5]);
  expect([...table.numbers("y").values]).toEqual([4, 2]);
});

test.each([
  [
    "a cell that is no number",
    "arch,x\na,1\nb,1.2.3\nc,2\n",
    /line 3, column "x" is "1\.2\.3", expected a finite number/,
  ],
  ["an infinite number", "arch,x\na,1\nb,inf\nc,2\n", /line 3, column "x" is "inf"/],
  ["a short line", "arch,x\na,1\nb\n", /line 3.*equally long lines/],
  ["an architecture twice", "arch,x\na,1\nb,2\na,3\n", /lines 2 and 4, column "arch" are both "a"/],
  ["no architecture", "arch,x\na,1\n,2\n", /line 3, column "arch" is empty/],
  ["a column twice", "arch,x,x\na,1,2\n", /line 1: two columns are called "x"/],
  ["a column without name", "arch,\na,1\n", /line 1: a column has no name/],
  ["numbers alone", "x,y\n1,2\n", /its first column "x" holds numbers/],
  ["no rows", "arch,x\n", /found no rows/],
])("parseTableCsv() refuses %s", (_, text, message) => {
  expect(() => parse(text)).toThrow(DataError);
  expect(() => parse(text)).toThrow(message);
  expect(() => parse(text)).toThrow(/^Cannot read table data\/mine\.csv: /);
});

test("parseTableCsv() refuses options about columns that are not there", () => {
  expect(() => parse("arch,x\na,1\n", { key: ["cell"] })).toThrow(InputError);
  expect(() => parse("arch,x\na,1\n", { units: { z: "ms" } })).toThrow(
    /no column is called "z", expected one of arch, x/,
  );
});

test("parseTableCsv() and the binary file keep every value", () => {
  // JavaScript writes -0 as 0.
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x));
  const value = fc.oneof(double, fc.integer(), fc.constant(null));
  const rows = fc.uniqueArray(fc.tuple(fc.string({ unit: "grapheme", minLength: 1 }), value, value), {
    minLength: 1,
    maxLength: 20,
    selector: ([arch]) => arch,
  });
  fc.assert(
    fc.property(rows, (cells) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const lines = cells.map(([arch, x, y]) => `${quoted(arch)},${x ?? ""},${y ?? ""}`);
      const table = parse(["arch,x,y", ...lines].join("\n"));

      const read = decodeTable("x.table", encodeTable(table));

      expect(read.architectures).toEqual(cells.map(([arch]) => arch));
      expect(Array.from(read.numbers("x").values)).toEqual(cells.map(([, x]) => x ?? Number.NaN));
      expect(Array.from(read.numbers("y").values)).toEqual(cells.map(([, , y]) => y ?? Number.NaN));
      expect(read.hash).toBe(table.hash);
    }),
    { numRuns: 60 },
  );
});
