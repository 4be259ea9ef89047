import fc from "fast-check";
import { expect, test } from "vitest";
import { EspalierError } from "../../../src/base/index.ts";
import { countLineEnds, readTextBlocks } from "../../../src/data/csv/text-blocks.ts";
import { errorOf, readText, table } from "./read-text.ts";

const ROWS = table("x,kind", 10, (row) => `${row},${["ré", "国"][row % 2]}`);

async function decode(chunks: readonly Uint8Array[], encoding?: string): Promise<string> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  let text = "";
  for await (const block of readTextBlocks("t", bytes(), encoding)) text += block.text;
  return text;
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

test("readTextBlocks() decodes UTF-8 and UTF-16 by their marks, wherever the bytes are cut", async () => {
  const utf16 = Buffer.from(`\uFEFF${ROWS}`, "utf16le");
  const files = [Buffer.from(ROWS), Buffer.from(`\uFEFF${ROWS}`), utf16, Buffer.from(utf16).swap16()];
  for (const file of files) {
    for (const size of [1, 2, 3, 7, 64, 1e6]) expect(await decode(cut(file, size))).toBe(ROWS);
  }
  expect(await decode([])).toBe("");
});

test("readTextBlocks() keeps every character of random texts, with any line ends", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => text.replace(/[\0\r\n\uFEFF]/g, ""));
  const text = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r"))).map((lines) => lines.flat().join(""));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (expected, size) => {
      expect(await decode(cut(Buffer.from(expected), size))).toBe(expected);
      expect(await decode(cut(Buffer.from(`\uFEFF${expected}`, "utf16le"), size))).toBe(expected);
    }),
  );
});

test("readTextBlocks() names line and byte of what is no text", async () => {
  const latin1 = Buffer.from("x,kind\r\n1,a\r\n2,r\xe9\r\n", "latin1");
  expect(await errorOf(latin1)).toBe(
    "DataError: Cannot read table plants: line 3 holds byte 0xe9 at offset 16 that is no utf-8, expected another encoding: --encoding NAME, such as latin1",
  );
  expect(await errorOf(Buffer.concat([Buffer.from(ROWS), Buffer.of(0xe5, 0x9b)]))).toMatch(/line 12 holds byte 0xe5/);
  expect(await errorOf("x,kind\n1,a\n\0,b\n")).toMatch(/line 3 holds a NUL at offset 11, expected text/);
  // UTF-16 without its mark, and a picture that is called a table.
  expect(await errorOf(Buffer.from(ROWS, "utf16le"))).toMatch(
    /DataError: .*line 1 holds a NUL at offset 1, .*utf-16le/,
  );
  expect(await errorOf(Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0))).toMatch(/DataError: .*byte 0x89/);
  const odd = Buffer.from("\uFEFFx,kind\n1,a\n", "utf16le").subarray(0, -1);
  expect(await errorOf(odd)).toMatch(/DataError: .*line 2 holds .* no utf-16le/);
});

test("readTextBlocks() takes an encoding by name", async () => {
  const bytes = Buffer.from("1,r\xe9\n2,\x80\n", "latin1");
  expect(await decode([bytes], "latin1")).toBe("1,ré\n2,€\n");
  expect(await decode([bytes], "iso-8859-2")).toBe("1,ré\n2,\x80\n");
  expect(await decode([Buffer.from([0x8d, 0x91, 0x0a])], "shift_jis")).toBe("国\n");
  expect(await decode([Buffer.from("1,国\n", "utf16le")], "utf-16le")).toBe("1,国\n");
  const { task } = await readText(
    Buffer.from(
      table("x,kind", 8, (row) => `${row},${"r\xe9 r\xe8".split(" ")[row % 2]}`),
      "latin1",
    ),
    {
      encoding: "latin1",
    },
  );
  expect(task.labels).toEqual(["rè", "ré"]);
  expect(await errorOf(ROWS, { encoding: "utf-7" })).toBe(
    'InputError: Cannot read table plants: encoding is "utf-7", expected a name such as utf-8, latin1, windows-1250 or utf-16le',
  );
  expect(await errorOf(`\uFEFF${ROWS}`, { encoding: "latin1" })).toMatch(
    /InputError: .*encoding is "latin1", expected utf-8 as its byte order mark says/,
  );
});

test("readTextBlocks() refuses endless lines, and counts line ends of all sorts", async () => {
  const endless = Array.from({ length: 17 }, () => Buffer.alloc(2 ** 20, "1"));
  await expect(decode(endless)).rejects.toThrow(/line 1 is longer than 16777216 bytes/);
  expect(["", "a", "a\n", "a\r", "a\r\n", "a\r\r\nb\n"].map(countLineEnds)).toEqual([0, 0, 1, 1, 1, 3]);
});

test("readText() meets random bytes with an error of its own, or reads them", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(fc.constantFrom(..."ab01.,;|\t\"'\n\r -/:éeE+%", "\uFEFF"), { maxLength: 120 })
      .map((signs) => Buffer.from(signs.join(""))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom(undefined, true, false), async (content, header) => {
      await readText(content, { header }).catch((error: unknown) => expect(error).toBeInstanceOf(EspalierError));
    }),
    { numRuns: 300 },
  );
});
