import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RowParser } from "../../../src/data/csv/row-parser.ts";

/** Parses text that comes in pieces, each but the last a number of whole lines. */
function rowsOf(text: string, separator = ",", pieces: readonly string[] = [text]): [number, string[]][] {
  const rows: [number, string[]][] = [];
  const parser = new RowParser("t", separator, (cells, line) => rows.push([line, [...cells]]));
  pieces.forEach((piece, at) => {
    parser.push(piece, at === pieces.length - 1);
  });
  return rows;
}

test("RowParser cuts cells at separators, rows at any line end, and drops blanks and empty lines", () => {
  expect(rowsOf("a, b ,c\r\n\n1,,3\r  \n4,5,\n6")).toEqual([
    [1, ["a", "b", "c"]],
    [3, ["1", "", "3"]],
    [5, ["4", "5", ""]],
    [6, ["6"]],
  ]);
  expect(rowsOf(" a\t\tb \n", "\t")).toEqual([[1, ["a", "", "b"]]]);
  expect(rowsOf("")).toEqual([]);
});

test("RowParser reads quoted cells as they are", () => {
  expect(rowsOf('"a ""b"" "," c\nd" , 5" \n"",x')).toEqual([
    [1, ['a "b" ', " c\nd", '5"']],
    [3, ["", "x"]],
  ]);
});

test("RowParser names the line of a wrong quote", () => {
  expect(() => rowsOf('a\nb\n"c\nd')).toThrow("Cannot read table t: line 3 has a quote that is not closed");
  expect(() => rowsOf('a\n"b\nc" d\n')).toThrow("Cannot read table t: line 3 has text after a closing quote");
  const endless = Array.from({ length: 6 }, () => `${"x".repeat(2 ** 20)}\n`);
  expect(() => rowsOf("", ",", ['"', ...endless, ""])).toThrow(/line 1 has a quote that is not closed/);
});

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "1", ".", " ", ",", ";", '"', "\n", "\r", "é"), maxLength: 6 }),
  fc.constantFrom("", "3.14", "x"),
);
const written = fc
  .array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  .chain((rows) =>
    fc.record({
      rows: fc.constant(
        rows.map((row) =>
          row.map(([text, quotes]) => ({ text: plain(text, quotes), quotes: quotes || needsQuotes(text) })),
        ),
      ),
      separator: fc.constantFrom(",", ";", "\t", "|"),
      ends: fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: rows.length, maxLength: rows.length }),
    }),
  );

function needsQuotes(text: string): boolean {
  return /[",;\t|\r\n]/.test(text);
}

/** Blanks around a cell are kept by quotes alone. */
function plain(text: string, quotes: boolean): string {
  return quotes || needsQuotes(text) ? text : text.trim();
}

test("RowParser reads back any table, however it was quoted and in whatever pieces it comes", () => {
  fc.assert(
    fc.property(written, ({ rows, separator, ends }) => {
      const lines = rows.map((row, at) => {
        const cells = row.map(({ text, quotes }) => (quotes ? `"${text.replaceAll('"', '""')}"` : text));
        return cells.join(separator) + ends[at];
      });

      const expected = rows.map((row) => row.map(({ text }) => text));
      expect(rowsOf(lines.join(""), separator).map(([, cells]) => cells)).toEqual(expected);
      const pieces = lines.join("").split(/(?<=\r\n|\n|\r(?!\n))/);
      expect(rowsOf("", separator, pieces).map(([, cells]) => cells)).toEqual(expected);
      const peer = parse(lines.join(""), {
        delimiter: separator,
        record_delimiter: ["\r\n", "\n", "\r"],
        relax_quotes: true,
        relax_column_count: true,
      });
      expect(rowsOf(lines.join(""), separator).map(([, cells]) => cells)).toEqual(peer);
    }),
  );
});
