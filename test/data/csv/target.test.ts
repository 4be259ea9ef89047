import { expect, test } from "vitest";
import { errorOf, findingsOf, readText, table } from "./read-text.ts";

const label = (values: readonly (string | number)[]): string =>
  table("u,l", 40, (row) => `${row}.5,${values[row % values.length]}`);

test("guessLabel() takes the last column and says so, unless another is called as labels are", async () => {
  const last = table("u,v,w", 10, (row) => `${row},${row}.5,${row % 2}`);
  expect((await readText(last)).target).toBe("w");
  expect(await findingsOf(last)).toContain("guessed: label is column w, the last (label changes it)");
  for (const name of ["label", "Class", "target", "species", "y"]) {
    const first = table(`${name},u,v`, 10, (row) => `${row % 2},${row}.5,${row}.25`);
    expect((await readText(first)).target, name).toBe(name);
    expect(await findingsOf(first)).toContain(`guessed: label is column ${name}, by its name (label changes it)`);
  }
  expect((await readText(table("kind,v,y", 10, (row) => `${row % 2},${row}.5,${row}.25`))).target).toBe("y");
});

test("guessLabel() refuses where two columns are as likely", async () => {
  const texts = [
    table("target,u,kind", 10, (row) => `${row % 2},${row}.5,${row % 3}`),
    table("kind,x,weight", 10, (row) => `${row % 2},${row}.5,${row}.25`),
    table("kind,x,y", 10, (row) => `${"ab"[row % 2]},${row}.5,${row}.25`),
    table("label,class,v", 10, (row) => `${row % 2},${row % 2},${row}.25`),
  ];
  for (const text of texts) {
    expect(await errorOf(text)).toMatch(/DataError: .*the label could be .*, expected --label to name one/);
    const [first = ""] = text.split(",");
    expect((await readText(text, { label: first })).target).toBe(first);
  }
  // x and y are a place here.
  expect((await readText(table("x,y,kind", 10, (row) => `${row},${row}.5,${"ab"[row % 2]}`))).target).toBe("kind");
});

test("planTarget() keeps labels as they are written", async () => {
  const written: [readonly string[], readonly string[], string | null][] = [
    [["12345678901234567", "12345678901234568"], ["12345678901234567", "12345678901234568"], null],
    [["10", "9", "01", "1"], ["01", "1", "9", "10"], '"01" and "1"'],
    [["0x10", "16"], ["0x10", "16"], null],
    [["1", "1.0", "2"], ["1", "1.0", "2"], '"1" and "1.0"'],
    [["b", "a", "B"], ["B", "a", "b"], '"B" and "b"'],
    [['" a"', "a", "b"], [" a", "a", "b"], '" a" and "a"'],
    [["ä", "z", "a"], ["a", "z", "ä"], null],
  ];
  for (const [values, labels, twins] of written) {
    const { task, targets } = await readText(label(values), { task: "classification" });
    expect(task.labels).toEqual(labels);
    expect([...targets.slice(0, values.length)]).toEqual(
      values.map((text) => labels.indexOf(text.replaceAll('"', ""))),
    );
    const warnings = (await findingsOf(label(values), { task: "classification" })).filter((text) =>
      text.startsWith("warning"),
    );
    expect(warnings).toEqual(
      twins === null ? [] : [`warning: classes in l differ only in how they are written: ${twins}`],
    );
  }
});

test("planTarget() tells classes from quantities by the labels that are there, with the reason", async () => {
  const guess = async (values: readonly (string | number)[]): Promise<string> =>
    (await readText(label(values))).task.kind;
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
  expect(await guess(upTo(20))).toBe("classification");
  expect(await guess(upTo(21))).toBe("regression");
  expect(await guess([0.5, 1])).toBe("regression");
  expect(await guess(["1.0", "2.0"])).toBe("classification");
  expect(await guess(["1", "2", "other"])).toBe("classification");
  expect(await guess(['"3,5"', '"3,25"', '"7"'])).toBe("regression");
  expect((await readText(label(['"3,5"', '"3,25"', '"7"']))).targets.slice(0, 3)).toEqual(
    Float64Array.of(3.5, 3.25, 7),
  );
  expect(await findingsOf(label(upTo(38)))).toContain(
    "guessed: task is regression: 40 of 40 labels in l are numbers with 38 distinct values (task changes it)",
  );
  expect((await readText(label([0.5, 1.5]), { task: "classification" })).task.labels).toEqual(["0.5", "1.5"]);
  expect((await readText(label([3, 4]), { task: "regression" })).targets.slice(0, 2)).toEqual(Float64Array.of(3, 4));
});

test("planTarget() refuses missing labels, or leaves their rows out", async () => {
  for (const word of ["NA", "", "?", "-"]) {
    const text = table("u,price", 40, (row) => `${row}.5,${row === 7 || row === 30 ? word : 10 + row}`);
    expect(await errorOf(text)).toBe(
      "DataError: Cannot read table plants: 2 of 40 labels in price are missing (lines 9, 32), expected a label in each row; " +
        "--drop-missing-target leaves such rows out",
    );
    const { task, targets, examples } = await readText(text, { dropMissingTarget: true });
    expect(task.kind).toBe("regression");
    expect(targets.length).toBe(38);
    expect([...examples.slice(6, 8)]).toEqual([6.5, 8.5]);
    expect(await findingsOf(text, { dropMissingTarget: true })).toContain(
      "left out: 2 rows are left out: no label in price (lines 9, 32)",
    );
  }
  expect((await readText(label(["none", "mild"]))).task.labels).toEqual(["mild", "none"]);
  expect(
    await errorOf(
      table("u,l", 9, (row) => `${row},`),
      { label: "l" },
    ),
  ).toMatch(/column "l" is empty, expected labels/);
});

test("planTarget() refuses labels that are neither classes nor quantities", async () => {
  const few = table("u,price", 40, (row) => `${row}.5,${row === 7 ? "cheap" : 1.5 * row}`);
  expect(await errorOf(few)).toMatch(
    /line 9, column "price" is "cheap", expected a number .*--task classification takes/,
  );
  expect(await errorOf(table("u,name", 40, (row) => `${row}.5,name ${row}`))).toMatch(
    /the label column "name" holds texts of which most occur once, expected classes or numbers; --label names another/,
  );
  expect(await errorOf(table("u,day", 40, (row) => `${row}.5,2024-01-${10 + (row % 20)}`))).toMatch(/holds dates/);
  expect(await errorOf(label(["a", "b"]), { task: "regression" })).toMatch(
    /line 2, column "l" is "a", expected a number/,
  );
  expect(await errorOf(label(["a"]))).toMatch(/all labels are "a", expected at least two classes/);
  expect(await errorOf(`${label(["a", "b"])}1,rare\n`)).toMatch(
    /class "rare" of column "l" has one row, expected at least two in each class/,
  );
});
