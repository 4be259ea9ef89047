import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type CsvOptions, fileBytes, readCsv } from "../../../src/data/csv/index.ts";

const cases = fileURLToPath(new URL("../../../../shared/cases/", import.meta.url));
const isThere = existsSync(cases);

interface Reading {
  readonly columns: string;
  readonly labels: readonly string[];
  readonly rows: number;
  readonly findings: readonly string[];
}

async function read(file: string, options: CsvOptions = {}): Promise<Reading> {
  const {
    columns = [],
    task,
    targets,
    findings = [],
  } = await readCsv(file, "a case", fileBytes(cases + file), options);
  return {
    columns: columns.map(({ name, kind }) => `${name} ${kind}`).join(", "),
    labels: task.labels,
    rows: targets.length,
    findings: findings.map(({ text }) => text),
  };
}

/** What each file should give: columns, labels and rows, and a text among the findings; or the text of the refusal. */
const readings: readonly [string, CsvOptions, { columns?: string; labels?: string[]; rows?: number; says?: RegExp }][] =
  [
    ["drop-ignored/day.csv", {}, { columns: "day date, u number", labels: ["a", "b"], rows: 40 }],
    ["drop-ignored/day.csv", { drop: ["day"] }, { columns: "u number" }],
    [
      "drop-ignored/id.csv",
      {},
      { columns: "id number, u number, v number", says: /id is a feature, but seems to number the rows/ },
    ],
    ["drop-ignored/id.csv", { drop: ["id"] }, { columns: "u number, v number" }],
    ["encodings/utf16.csv", {}, { columns: "x number", labels: ["a", "b"], rows: 30 }],
    ["encodings/crlf-then-lf.csv", {}, { columns: "x number", labels: ["a", "b"], rows: 30 }],
    ["encodings/pipe.csv", {}, { columns: "x number", labels: ["a", "b"], rows: 30 }],
    [
      "header-guess/all-numbers.csv",
      {},
      { columns: "0 number, 1 number", labels: ["2"], rows: 40, says: /line 1 \(0, 1, 2\) is a header/ },
    ],
    [
      "header-guess/one-number.csv",
      {},
      { columns: "x number, 2020 number", rows: 30, says: /line 1 \(x, 2020, kind\) is a header/ },
    ],
    [
      "header-guess/quoted-separators.csv",
      {},
      { columns: "width, in mm number, height, in mm, rough number", rows: 30 },
    ],
    [
      "header-guess/trailing-separator.csv",
      {},
      { columns: "x number, y number", labels: ["a", "b"], says: /column 4 is left out/ },
    ],
    [
      "header-guess/label-first.csv",
      { label: "kind" },
      { columns: "x number, weight number", labels: ["1", "2", "3"], rows: 90 },
    ],
    [
      "header-guess/label-first-text.csv",
      { label: "kind" },
      { columns: "x number, y number", labels: ["a", "b"], rows: 30 },
    ],
    ["labels-merged/latin1.csv", { encoding: "latin1" }, { labels: ["la", "rè", "ré"], rows: 30 }],
    [
      "labels-merged/leading-zero.csv",
      {},
      { labels: ["01", "1", "10"], says: /differ only in how they are written: "01" and "1"/ },
    ],
    ["labels-merged/long-ids.csv", {}, { labels: ["7", "12345678901234567890", "12345678901234567891"], rows: 30 }],
    ["target-flips/decimal-comma.csv", {}, { labels: ["y"], rows: 60, says: /task is regression/ }],
    ["target-flips/na.csv", { dropMissingTarget: true }, { labels: ["price"], rows: 120, says: /2 rows are left out/ }],
    ["target-flips/one-na.csv", { dropMissingTarget: true }, { labels: ["y"], rows: 60, says: /1 row is left out/ }],
  ];

const refusals: readonly [string, CsvOptions, RegExp][] = [
  ["drop-ignored/day.csv", { drop: ["nosuch"] }, /no column is called "nosuch", expected one of day, u, kind/],
  ["header-guess/label-first.csv", {}, /the label could be kind, weight, expected --label/],
  ["header-guess/label-first-text.csv", {}, /the label could be kind, y, expected --label/],
  ["hex-numbers/hex.csv", {}, /line 6, column "x" is "0x1F", expected a number/],
  ["labels-merged/latin1.csv", {}, /line 2 holds byte 0xe9 at offset 13 .*--encoding/],
  ["target-flips/na.csv", {}, /2 of 122 labels in price are missing \(lines 122, 123\)/],
  ["target-flips/one-na.csv", {}, /1 of 61 labels in y is missing \(line 62\)/],
];

test.skipIf(!isThere)("readCsv() answers the shared cases rightly (skipped if absent)", async () => {
  for (const [file, options, { says, ...expected }] of readings) {
    const found = await read(file, options);
    expect(found, file).toMatchObject(expected);
    if (says) expect(found.findings.join("\n"), file).toMatch(says);
  }
  for (const [file, options, message] of refusals) await expect(read(file, options), file).rejects.toThrow(message);
});
