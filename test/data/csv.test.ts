import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCsv } from "../../src/data/csv.ts";
import { loadDataset } from "../../src/data/index.ts";
import { tempFolder } from "./temp-folder.ts";

const IRIS = "length,width,kind\n5.1,3.5,setosa\n4.9,3,setosa\n6.3,3.3,virginica\n5.8,2.7,virginica\n";

function read(text: string, options = {}): ReturnType<typeof parseCsv> {
  return parseCsv("plants", "a test", text, options);
}

test("parseCsv() reads text labels as classes sorted by name", () => {
  const { task, examples, targets } = read(IRIS);

  expect(task).toEqual({
    kind: "classification",
    inputShape: [2],
    outputs: 2,
    labels: ["setosa", "virginica"],
  });
  expect([...targets]).toEqual([0, 0, 1, 1]);
  expect(examples).toEqual(Float32Array.of(5.1, 3.5, 4.9, 3, 6.3, 3.3, 5.8, 2.7));
});

test("parseCsv() does without a header, with a byte order mark, CRLF, blank lines and other separators", () => {
  const expected = read(IRIS);
  const variants = [
    IRIS.slice(IRIS.indexOf("\n") + 1),
    `\uFEFF${IRIS}`,
    IRIS.replaceAll("\n", "\r\n"),
    `${IRIS}\n\n`,
    IRIS.replaceAll(",", ";"),
    IRIS.replaceAll(",", "\t"),
    IRIS.replaceAll(",", " , "),
    IRIS.replaceAll("setosa", '"setosa"'),
  ];
  for (const text of variants) {
    const { task, examples, targets } = read(text);
    expect({ task, examples, targets }, JSON.stringify(text)).toEqual({
      task: expected.task,
      examples: expected.examples,
      targets: expected.targets,
    });
  }
});

test("parseCsv() takes the label from any column by name", () => {
  const { task, examples } = read("kind,a,b\nx,1,2\ny,3,4\nx,5,6\ny,7,8\n", { label: "kind" });

  expect(task.labels).toEqual(["x", "y"]);
  expect([...examples]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(read("0,1\n1,2\n1,2\n2,3\n2,3", { label: "1" }).examples.length).toBe(4);
  expect(() => read(IRIS, { label: "colour" })).toThrow(
    /no column is called "colour", expected one of length, width, kind/,
  );
});

test("parseCsv() tells classes from quantities in a numeric label column", () => {
  const rows = (labels: readonly (number | string)[]): string => labels.map((label, i) => `${i},${label}`).join("\n");
  const twice = (count: number): number[] => Array.from({ length: 2 * count }, (_, i) => i % count);

  expect(read(rows([10, 9, 9, 10])).task.labels).toEqual(["9", "10"]);
  expect(read(rows(["1", "1.0", "2", "2.0"])).task.labels).toEqual(["1", "2"]);
  expect(read(rows(twice(20))).task.kind).toBe("classification");
  expect(read(rows(twice(21))).task).toEqual({ kind: "regression", inputShape: [1], outputs: 1, labels: ["column2"] });
  expect(read(rows([0.5, 1, 2])).targets).toEqual(Float32Array.of(0.5, 1, 2));
  expect(read(rows([3, 4, 3, 4]), { task: "regression" }).targets).toEqual(Float32Array.of(3, 4, 3, 4));
  expect(read(rows([0.5, 1.5, 0.5, 1.5]), { task: "classification" }).task.labels).toEqual(["0.5", "1.5"]);
});

test("parseCsv() names line, column and cell of what is wrong", () => {
  const broken: [string, RegExp][] = [
    [IRIS.replace("4.9", "tall"), /line 3, column "length" is "tall", expected a number/],
    [IRIS.replace("4.9", "NaN"), /line 3, column "length" is "NaN", expected a number/],
    [IRIS.replace("4.9", "1e99"), /line 3, column "length" is "1e99", expected a number/],
    [IRIS.replace("3.3,", ","), /line 4, column "width" is empty, expected a value/],
    [IRIS.replace("4.9,3,setosa", "4.9,3,"), /line 3, column "kind" is empty, expected a value/],
    [`\n\n${IRIS.replace("4.9", "tall")}`, /line 5, column "length" is "tall"/],
    [IRIS.replace("4.9,3", "4.9"), /line 3.*expected CSV with equally long lines/],
    [IRIS.replace("5.1", '"5.1'), /expected CSV with equally long lines/],
    [IRIS.replaceAll("virginica", "setosa"), /all labels are "setosa", expected at least two classes/],
    [`${IRIS}1,2,rare\n`, /class "rare" has one row, expected at least two in each class/],
    ["a,b\n", /found 2 columns and 0 rows/],
    ["", /found 0 columns and 0 rows/],
    ["1\n2\n", /found 1 columns and 2 rows, expected at least one feature column/],
  ];
  for (const [text, message] of broken) expect(() => read(text), JSON.stringify(text)).toThrow(message);
  expect(() => read(IRIS, { task: "regression" })).toThrow(/line 2, column "kind" is "setosa", expected a number/);
});

test("parseCsv() reads back any table of 32-bit floats", () => {
  const cell = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), (rows) => {
      const text = rows.map((row) => row.join(",")).join("\n");

      const { examples, targets } = read(text, { task: "regression" });

      expect([...examples].map((x) => x + 0)).toEqual(rows.flatMap(([a, b]) => [a + 0, b + 0]));
      expect([...targets].map((x) => x + 0)).toEqual(rows.map(([, , label]) => label + 0));
    }),
  );
});

test("loadDataset() reads a CSV file by path, packed or not, to the same content", async () => {
  const rows = Array.from({ length: 30 }, (_, index) => `${index},${index % 7},${index % 3 === 0 ? "a" : "b"}`);
  const text = `u,v,w\n${rows.join("\n")}\n`;
  const folder = await tempFolder({ "plain.csv": text, "packed.csv.gz": gzipSync(text) });

  const plain = await loadDataset(`${folder}/plain.csv`);
  const packed = await loadDataset(`${folder}/packed.csv.gz`);

  expect(plain.name).toBe("plain");
  expect(packed.name).toBe("packed");
  expect(packed.hash).toBe(plain.hash);
  expect(plain.parts.train.length).toBe(18);
});

test("loadDataset() names a gzip file that is cut short", async () => {
  const folder = await tempFolder({ "cut.csv.gz": gzipSync(IRIS).subarray(0, 20) });

  await expect(loadDataset(`${folder}/cut.csv.gz`)).rejects.toThrow(/cut\.csv\.gz: .*expected a complete gzip file/);
});

test("parseCsv() leaves columns out by name, and an error names all columns that are no numbers", () => {
  const text = "day,rain,wind,town\n2026-01-01,1,2,a\n2026-01-02,3,4,b\n2026-01-03,?,6,a\n2026-01-04,7,8,b\n";

  expect(() => parseCsv("t", "test", text)).toThrow(
    'line 2, column "day" is "2026-01-01", expected a number (not all cells are numbers in day, rain; drop leaves columns out)',
  );
  const { task, examples } = parseCsv("t", "test", text, { drop: ["day", "rain"] });
  expect(task.inputShape).toEqual([1]);
  expect([...examples]).toEqual([2, 4, 6, 8]);
  expect(() => parseCsv("t", "test", text, { drop: ["dya"] })).toThrow('no column is called "dya"');
  expect(() => parseCsv("t", "test", text, { drop: ["town"] })).toThrow("drop names the label column");
});
