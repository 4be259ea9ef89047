import { expect, test } from "vitest";
import { errorOf, findingsOf, readText, table } from "./read-text.ts";

const kind = (row: number): string => ["a", "b"][row % 2] as string;

/** Names of all columns and the number of rows. */
async function shapeOfTable(text: string, options = {}): Promise<string> {
  const { columns = [], target, targets } = await readText(text, options);
  return `${[...columns.map(({ name }) => name), target].join(" ")}: ${targets.length}`;
}

test("guessHeader() takes names over numbers for a header, and rows like those below for rows", async () => {
  const header = table("u,v,kind", 10, (row) => `${row}.5,${row % 3},${kind(row)}`);
  expect(await shapeOfTable(header)).toBe("u v kind: 10");
  expect((await findingsOf(header)).filter((text) => text.includes("header"))).toEqual([]);
  const none = header.slice(header.indexOf("\n") + 1);
  expect(await shapeOfTable(none)).toBe("column1 column2 column3: 10");
  expect(await findingsOf(none)).toContain(
    "guessed: line 1 (0.5, 0, a) is a row: its cells read as those below it (header changes it)",
  );
  expect(await shapeOfTable(none, { label: "a" })).toBe("0.5 0 a: 9");
});

test("guessHeader() takes numbers for a header where they are unlike the rows, and says so", async () => {
  const years = table("2019,2020,2021,label", 10, (row) => `${row}.5,${row % 3},${row},${kind(row)}`);
  const headers = [
    ["0, 1, 2", table("0,1,2", 10, (row) => `${row}.5,${row % 3}.1,-${row}.25`)],
    ["2019, 2020, 2021, label", years],
    ["x, 2020, kind", table("x,2020,kind", 10, (row) => `${row}.5,${row % 3}.1,${kind(row)}`)],
    [
      "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
      table("0,1,2,3,4,5,6,7,8,9,10,11", 10, (row) => Array.from({ length: 12 }, (_, at) => (row * at) % 5).join(",")),
    ],
  ] as const;
  for (const [line, text] of headers) {
    expect(await findingsOf(text), line).toContainEqual(
      expect.stringContaining(`guessed: line 1 (${line}) is a header: `),
    );
    expect((await readText(text)).targets.length, line).toBe(10);
  }
});

test("guessHeader() refuses what could be a header as well as a row, until it is told", async () => {
  const texts = [
    // Whole numbers in a row, over whole numbers.
    table("1,2,3", 10, (row) => `${row},${(row * 7) % 5},${row % 2}`),
    // Wave lengths over spectra, or the first row?
    table("400,450,510", 10, (row) => `${row}.5,${row}.25,0.${row}`),
    // A new text, over few others.
    table("5,3,rare", 10, (row) => `${row},${(row * 7) % 5},${kind(row)}`),
    // A number among names that is none itself.
    table("x,1.5,kind", 10, (row) => `${row},${row}.25,${kind(row)}`),
    // One text of three appears below.
    table("red,new,last", 12, (row) => `${["red", "blue"][row % 2]},${["s", "t"][row % 2]},${kind(row)}`),
  ];
  for (const text of texts) {
    expect(await errorOf(text)).toMatch(
      /line 1 \(.*\) could be a header as well as a row, expected --header or --no-header$/,
    );
    const [first = "", second = ""] = text.split("\n").map((line) => line.replaceAll(",", " "));
    expect(await shapeOfTable(`${text}${text.slice(text.indexOf("\n") + 1)}`, { header: true })).toMatch(first);
    const asRows = await errorOf(text + text, { header: false });
    expect(asRows, second).not.toMatch(/could be a header/);
  }
});

test("guessHeader() decides among texts by whether they appear below", async () => {
  const header = table("colour,shape,kind", 12, (row) => `${["r", "g"][row % 2]},${["s", "t"][row % 2]},${kind(row)}`);
  expect(await shapeOfTable(header)).toBe("colour shape kind: 12");
  expect(await shapeOfTable(header.slice(header.indexOf("\n") + 1))).toBe("column1 column2 column3: 12");
});

test("completeHeader() has no name for row names or for what ends each row", async () => {
  const named = table("u,kind", 10, (row) => `car ${row},${row},${kind(row)}`);
  expect(await shapeOfTable(named)).toBe("u kind: 10");
  expect(await findingsOf(named)).toContain(
    "left out: column 1 is left out: it has no name, and it numbers or names the rows",
  );
  for (const header of ["u,kind", "u,kind,"]) {
    const ending = table(header, 10, (row) => `${row},${kind(row)},`);
    expect(await shapeOfTable(ending)).toBe("u kind: 10");
    expect(await findingsOf(ending)).toContain("left out: column 3 is left out: it has no name and no filled cell");
  }
});

test("nameColumns() tells columns of one name apart, and refuses that name", async () => {
  const text = table("a,b,a,kind", 10, (row) => `${row},${row}.5,${row % 3},${kind(row)}`);
  expect(await shapeOfTable(text)).toBe("a.1 b a.2 kind: 10");
  expect(await findingsOf(text)).toContain('warning: 2 columns are called "a": they are read as a.1, a.2');
  expect(await shapeOfTable(text, { drop: ["a.1"] })).toBe("b a.2 kind: 10");
  expect(await errorOf(text, { drop: ["a"] })).toBe(
    'InputError: Cannot read table plants: 2 columns are called "a", expected one of a.1, a.2',
  );
  const twins = table("a,kind,kind", 10, (row) => `${row},${kind(row)},${kind(row)}`);
  expect(await errorOf(twins)).toMatch(
    /2 columns are called "kind" as the label, expected --label to name one of kind.1, kind.2/,
  );
  expect(await shapeOfTable(twins, { label: "kind.1" })).toBe("a kind.2 kind.1: 10");
});

test("chooseColumns() leaves out a nameless index, and warns of one that has a name", async () => {
  for (const header of [",u,kind", "Unnamed: 0,u,kind"]) {
    for (const index of [(row: number) => row, (row: number) => row + 1, (row: number) => (row * 7) % 10]) {
      expect(await shapeOfTable(table(header, 10, (row) => `${index(row)},${row}.5,${kind(row)}`))).toBe("u kind: 10");
    }
    const kept = table(header, 10, (row) => `${row % 3},${row}.5,${kind(row)}`);
    expect((await readText(kept)).columns).toHaveLength(2);
  }
  for (const name of ["id", "PassengerId", "row_id", "index"]) {
    expect(await findingsOf(table(`${name},u,kind`, 10, (row) => `${10 + 3 * row},${row}.5,${kind(row)}`))).toContain(
      `warning: ${name} is a feature, but seems to number the rows (drop leaves it out)`,
    );
  }
  const paid = await findingsOf(table("paid,u,kind", 10, (row) => `${row},${row}.5,${kind(row)}`));
  expect(paid.filter((text) => text.startsWith("warning"))).toEqual([]);
});
