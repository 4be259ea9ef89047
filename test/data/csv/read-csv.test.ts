import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fileBytes, readCsv } from "../../../src/data/csv/index.ts";
import { loadDataset } from "../../../src/data/index.ts";
import { tempFolder } from "../temp-folder.ts";
import { errorOf, findingsOf, readText, table } from "./read-text.ts";

const IRIS = "length,width,kind\n5.1,3.5,setosa\n4.9,3,setosa\n6.3,3.3,virginica\n5.8,2.7,virginica\n";
const kind = (row: number): string => ["a", "b"][row % 2] as string;

/** The first column of a table, by what is written in it. */
async function column(
  cells: readonly string[],
  beside: readonly string[] = ["1"],
): Promise<Awaited<ReturnType<typeof readText>>> {
  return readText(columnText(cells, beside));
}

function columnText(cells: readonly string[], beside: readonly string[] = ["1"]): string {
  const quoted = (text = ""): string => (text.includes(",") ? `"${text}"` : text);
  return table("u,v,kind", 40, (row) => {
    return `${quoted(cells[row % cells.length])},${quoted(beside[row % beside.length])},${kind(row)}`;
  });
}

test("readCsv() reads numbers and text labels", async () => {
  const { task, examples, targets, columns, target } = await readText(IRIS);

  expect(task).toEqual({ kind: "classification", inputShape: [2], outputs: 2, labels: ["setosa", "virginica"] });
  expect([...targets]).toEqual([0, 0, 1, 1]);
  expect(examples).toEqual(Float64Array.of(5.1, 3.5, 4.9, 3, 6.3, 3.3, 5.8, 2.7));
  expect(columns).toEqual([
    { name: "length", kind: "number" },
    { name: "width", kind: "number" },
  ]);
  expect(target).toBe("kind");
});

test("readCsv() does without a header, and with any line ends, marks and separators", async () => {
  const { examples, targets, task } = await readText(IRIS);
  const variants = [
    IRIS.slice(IRIS.indexOf("\n") + 1),
    `\uFEFF${IRIS}`,
    IRIS.replaceAll("\n", "\r\n"),
    IRIS.replaceAll("\n", "\r"),
    IRIS.replace("\n", "\r\n").replace("5.1,3.5,setosa\n", "5.1,3.5,setosa\r"),
    `\n\n${IRIS}\n\n`,
    IRIS.slice(0, -1),
    ...[";", "\t", "|", " , "].map((separator) => IRIS.replaceAll(",", separator)),
    IRIS.replaceAll("setosa", '"setosa"'),
    IRIS.replaceAll("length", '"length, in mm; or ""l"""'),
  ];
  for (const text of variants) {
    const found = await readText(text);
    expect(
      { examples: found.examples, targets: found.targets, labels: found.task.labels },
      JSON.stringify(text),
    ).toEqual({
      examples,
      targets,
      labels: task.labels,
    });
  }
});

test("readCsv() names line, column and cell of what is wrong", async () => {
  const broken: [string, RegExp][] = [
    [
      IRIS.replace("4.9", "tall"),
      /line 3, column "length" is "tall", expected a number as in most lines, or nothing; --drop/,
    ],
    [IRIS.replace("4.9", "1e999"), /line 3, column "length" is "1e999", expected numbers up to 1.8e308/],
    [IRIS.replace("4.9,3,setosa", "4.9,3,"), /1 of 4 labels in kind is missing \(line 3\)/],
    [`\n\n${IRIS.replace("4.9", "0x1F")}`, /line 5, column "length" is "0x1F"/],
    [IRIS.replace("4.9,3", "4.9"), /line 3 has 2 cells, expected CSV with equally long lines of 3/],
    [IRIS.replace("5.1", '"5.1'), /line 2 has a quote that is not closed/],
    [IRIS.replaceAll("virginica", "setosa"), /all labels are "setosa", expected at least two classes/],
    ["a,b\n", /found 2 columns and 0 rows/],
    ["", /found 0 columns and 0 rows/],
    ["1\n2\n", /found 1 columns and 2 rows, expected at least one feature column/],
    ["c,kind\n5,a\n5,b\n5,a\n5,b\n", /no feature column is left: column c is left out: all cells are equal/],
  ];
  for (const [text, message] of broken) expect(await errorOf(text), JSON.stringify(text)).toMatch(message);
  const two = table("u,v,w,kind", 40, (row) => `${row === 3 ? "x" : row},${row === 5 ? "y" : row},${row},${kind(row)}`);
  expect(await errorOf(two)).toMatch(/line 5, column "u" is "x", .*; the same is so in v; --drop leaves columns out/);
});

test("readCsv() reads a column of numbers by one way of writing them, or refuses it", async () => {
  const first = async (cells: readonly string[], beside?: readonly string[]): Promise<number | undefined> =>
    (await column(cells, beside)).examples[0];
  expect(await first(["3,14", "2"])).toBe(3.14);
  expect(await first(["1,234.5", "7"])).toBe(1234.5);
  expect(await first(["1.234,5", "1.234", "7"])).toBe(1234.5);
  expect(await first(["1 234", "7"])).toBe(1234);
  expect(await first(["1.234", "7"])).toBe(1.234);
  // Other columns tell which mark is the decimal one.
  expect(await first(["1,234", "7"], ["0.5", "1.25"])).toBe(1234);
  expect(await first(["1,234", "7"], ["0,5", "1,25"])).toBe(1.234);
  expect(await findingsOf(columnText(["3,14", "2"]))).toContain("guessed: numbers in u are read with a decimal comma");
  const refused: [readonly string[], RegExp, (readonly string[])?][] = [
    [
      ["1,234", "7"],
      /line 2, column "u" is "1,234", expected numbers with a decimal point and nothing between thousands/,
    ],
    [["1.234", "7"], /line 2, column "u" is "1.234", .*as other columns have a decimal comma/, ["0,5", "1,25"]],
    [["$3.50", "$4"], /is "\$3.50", expected numbers without signs of currency or percent/],
    [["5%", "7.5 %"], /is "5%", expected numbers without signs/],
    [["12", "13", "14", "1,5", "16", "17", "2.5", "12"], /line 5, column "u" is "1,5", expected a number/],
  ];
  for (const [cells, message, beside] of refused) expect(await errorOf(columnText(cells, beside))).toMatch(message);
});

test("readCsv() takes texts for categories where they repeat, and a few of them among numbers for mistakes", async () => {
  const { columns, examples } = await column(["red", "NA", "blue", "blue", "-"], ["1", "2"]);
  expect(columns?.[0]).toEqual({ name: "u", kind: "category", values: ["-", "blue", "red"] });
  expect([0, 2, 4, 6, 8].map((at) => examples[at])).toEqual([2, Number.NaN, 1, 1, 0]);
  expect((await column(["yes", "no"])).columns?.[0]).toMatchObject({ kind: "category", values: ["no", "yes"] });
  expect((await column(["10", "9", "L", "XL", "S"])).columns?.[0]).toMatchObject({
    values: ["10", "9", "L", "S", "XL"],
  });
  expect(await errorOf(columnText(["1", "2", "3", "unknown"]))).toMatch(/line 5, column "u" is "unknown"/);
  const ids = table("name,code,u,kind", 40, (row) => `"n, ${row}",${row % 3 ? row : `A${row}`},${row},${kind(row)}`);
  expect((await readText(ids)).columns).toEqual([{ name: "u", kind: "number" }]);
  expect(await findingsOf(ids)).toContain(
    "left out: columns name, code are left out: texts of which most occur once, or of more than 1000 values",
  );
});

test("readCsv() reads dates of one order, and refuses those of two", async () => {
  const day = (text: string): number => Date.parse(text) / 86_400_000;
  const dates = await column(["2024-01-31", "2024-02-01T12:00", ""]);
  expect(dates.columns?.[0]).toEqual({ name: "u", kind: "date" });
  expect([0, 1, 2].map((at) => dates.examples[at])).toEqual([day("2024-01-31"), day("2024-02-01") + 0.5, Number.NaN]);
  expect((await column(["3/4/2024", "13/4/2024"])).examples[0]).toBe(day("2024-04-03"));
  expect((await column(["3/4/2024", "4/13/2024"])).examples[0]).toBe(day("2024-03-04"));
  expect(await errorOf(columnText(["3/4/2024", "4/5/2024"]))).toMatch(
    /line 2, column "u" is "3\/4\/2024", expected a day above 12 somewhere, or dates such as 2024-01-31/,
  );
  expect(await errorOf(columnText(["13/4/2024", "4/13/2024", "13/5/2024"]))).toMatch(
    /column "u" is "4\/13\/2024", expected a date/,
  );
});

test("readCsv() counts missing cells, and leaves out columns and rows that tell nothing", async () => {
  const text = table(
    "c,e,u,v,kind",
    40,
    (row) => `5,,${row === 3 ? "-" : row},${row % 2 ? "NaN" : row},${kind(row >> 1)}`,
  );
  const { columns, examples } = await readText(`${text},,,,\n`);
  expect(columns?.map(({ name }) => name)).toEqual(["u", "v"]);
  expect([...examples.slice(4, 8)]).toEqual([2, 2, Number.NaN, Number.NaN]);
  const found = await findingsOf(`${text},,,,\n`);
  expect(found).toContain("left out: 1 row is left out: no cell is filled");
  expect(found).toContain("left out: column e is left out: no cell is filled");
  expect(found).toContain("left out: column c is left out: all cells are equal");
  expect(found).toContain("guessed: 21 cells are read as missing, in u (1), v (20)");
  expect(await findingsOf(columnText(["0123", "0456"]))).toContain(
    'warning: u holds numbers that begin with 0, as "0123": they lose it (drop leaves it out)',
  );
  expect(await findingsOf(columnText(["12345678901234567890", "92345678901234567891"]))).toContainEqual(
    expect.stringMatching(/^warning: u holds whole numbers of too many digits/),
  );
});

test("readCsv() drops columns by name, and refuses names of none or of the label", async () => {
  const text = table("day,town,wind,kind", 40, (row) => `2026-01-${10 + (row % 20)},town ${row},${row},${kind(row)}`);
  const { columns, findings } = await readText(text, { drop: ["day", "town"] });
  expect(columns?.map(({ name }) => name)).toEqual(["wind"]);
  expect(findings?.filter((finding) => finding.kind === "left out")).toEqual([]);
  expect(await errorOf(text, { drop: ["dya"] })).toBe(
    'InputError: Cannot read table plants: no column is called "dya", expected one of day, town, wind, kind',
  );
  expect(await errorOf(text, { label: "colour" })).toMatch(/InputError: .*no column is called "colour"/);
  expect(await errorOf(text, { drop: ["kind"] })).toMatch(/InputError: .*drop names the label column "kind"/);
  expect(await errorOf(text, { label: "town", drop: ["town"] })).toMatch(/drop names the label column "town"/);
});

test("readCsv() says which separator it took where two would do", async () => {
  expect(await findingsOf(table("u;kind", 10, (row) => `${row};${kind(row)}`))).not.toContainEqual(
    expect.stringContaining("separated"),
  );
  expect(
    await findingsOf(`${Array.from({ length: 10 }, (_, row) => `${row % 4},5;${kind(row)}`).join("\n")}\n`),
  ).toContain('guessed: cells are separated by ";", though "," would cut all lines alike too');
});

test("readCsv() reads back any table of doubles", async () => {
  const cell = fc.double({ noNaN: true, noDefaultInfinity: true });
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 3, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, async (values) => {
      fc.pre([0, 1].every((at) => new Set(values.map((row) => row[at])).size > 1));
      const text = `u,v,w\n${values.map((row) => row.join(",")).join("\n")}`;

      const { examples, targets } = await readText(text, { task: "regression" });

      expect([...examples].map((x) => x + 0)).toEqual(values.flatMap(([a, b]) => [a + 0, b + 0]));
      expect([...targets].map((x) => x + 0)).toEqual(values.map(([, , label]) => label + 0));
    }),
  );
});

test("readCsv() reads back any table of texts, in any encoding and with any quotes", async () => {
  const word = fc.string({
    unit: fc.constantFrom("a", "b", "1", " ", ",", '"', "\n", "é", "国", "€"),
    minLength: 1,
    maxLength: 5,
  });
  const words = fc.uniqueArray(
    word.filter((text) => text.trim() === text && /[abé国]/.test(text)),
    { minLength: 2, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(
      words,
      words,
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.constantFrom("utf8", "utf16le"),
      async (values, labels, end, encoding) => {
        const quoted = (text: string | undefined): string => `"${(text ?? "").replaceAll('"', '""')}"`;
        const lines = Array.from(
          { length: 30 },
          (_, row) => `${quoted(values[row % values.length])},${row}.5,${quoted(labels[row % labels.length])}`,
        );
        const bytes = Buffer.from(`\uFEFF${["v,u,label", ...lines].join(end)}`, encoding);

        const { task, targets, columns, examples } = await readText(bytes);

        expect([...targets].map((at) => task.labels[at])).toEqual(lines.map((_, row) => labels[row % labels.length]));
        const [first] = columns ?? [];
        const known = first?.kind === "category" ? first.values : [];
        expect(lines.map((_, row) => known[examples[2 * row] as number])).toEqual(
          lines.map((_, row) => values[row % values.length]),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("readCsv() reads a table longer than a block of bytes as it does a short one", async () => {
  const long = table("u,city,kind", 40_000, (row) => `${row / 7},"city, ""${row % 5}""\n",${kind(row)}`);
  const folder = await tempFolder({ "long.csv": long });
  const { examples, targets, columns } = await readCsv("long", "s", fileBytes(`${folder}/long.csv`));
  expect(targets.length).toBe(40_000);
  expect(columns?.[1]).toMatchObject({ values: [0, 1, 2, 3, 4].map((at) => `city, "${at}"\n`) });
  for (const row of [0, 20_001, 39_999]) {
    expect([examples[2 * row], examples[2 * row + 1], targets[row]]).toEqual([row / 7, row % 5, row % 2]);
  }
  expect(await errorOf(`${long}1,c\n`)).toMatch(/line 80002 has 2 cells/);
});

test("fileBytes() reads packed files, and refuses what is cut, no file, or changed meanwhile", async () => {
  const folder = await tempFolder({
    "plain.csv": IRIS,
    "packed.csv.gz": gzipSync(IRIS),
    "cut.csv.gz": gzipSync(IRIS).subarray(0, 20),
    "folder/": "",
  });
  const read = (file: string): ReturnType<typeof readCsv> => readCsv(file, "s", fileBytes(`${folder}/${file}`));
  expect((await read("packed.csv.gz")).examples).toEqual((await read("plain.csv")).examples);
  await expect(read("cut.csv.gz")).rejects.toThrow(/Cannot unpack .*cut\.csv\.gz: .*expected a complete gzip file/);
  execFileSync("mkfifo", [`${folder}/pipe.csv`]);
  await expect(read("pipe.csv")).rejects.toThrow(/pipe\.csv: it is no regular file/);
  await expect(read("folder")).rejects.toThrow(/Cannot read .*folder: it is no regular file/);
  await expect(read("none.csv")).rejects.toMatchObject({ code: "io" });

  const bytes = fileBytes(`${folder}/plain.csv`);
  for await (const chunk of bytes()) expect(chunk.length).toBe(IRIS.length);
  await writeFile(`${folder}/plain.csv`, `${IRIS}1,2,setosa\n`);
  await expect(bytes()[Symbol.asyncIterator]().next()).rejects.toThrow(/it was changed while it was read/);
});

test("loadDataset() reads a CSV file by path, packed or not, to the same content", async () => {
  const text = table("u,v,w", 30, (row) => `${row},${row % 7},${row % 3 === 0 ? "a" : "b"}`);
  const folder = await tempFolder({ "plain.csv": text, "packed.csv.gz": gzipSync(text) });

  const plain = await loadDataset(`${folder}/plain.csv`);
  const packed = await loadDataset(`${folder}/packed.csv.gz`);

  expect(plain.name).toBe("plain");
  expect(packed.name).toBe("packed");
  expect(packed.hash).toBe(plain.hash);
  expect(plain.parts.train.length).toBe(18);
});
