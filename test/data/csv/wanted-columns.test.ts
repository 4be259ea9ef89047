import { expect, test } from "vitest";
import type { TableColumn } from "../../../src/data/index.ts";
import { errorOf, findingsOf, readText, table } from "./read-text.ts";

const columns: readonly TableColumn[] = [
  { name: "size", kind: "number" },
  { name: "code", kind: "category", values: ["1", "2"] },
  { name: "day", kind: "date" },
];
const options = { columns, label: "kind", task: "classification" } as const;

test("planWanted() reads columns as they are known to be, constant or not, and says what it leaves out", async () => {
  const text = table("size,other,code,kind,day", 6, (row) => `5,${row}.5,${row},${"ab"[row % 2]},2024-01-0${row + 1}`);
  const raw = await readText(text, options);

  expect(raw.columns?.map(({ name, kind }) => [name, kind])).toEqual([
    ["size", "number"],
    ["code", "category"],
    ["day", "date"],
  ]);
  expect([...raw.examples.subarray(0, 6)]).toEqual([5, 0, 19_723, 5, 1, 19_724]);
  expect(await findingsOf(text, options)).toContain("left out: column other: the model does not take it");
});

test("planWanted() takes an empty column for missing cells", async () => {
  const raw = await readText(
    table("size,code,day,kind", 4, (row) => `,1,2024-01-01,${"ab"[row % 2]}`),
    options,
  );
  expect(raw.examples[0]).toBeNaN();
});

test("planWanted() refuses tables that lack columns or hold something else in them", async () => {
  expect(
    await errorOf(
      table("size,kind", 4, (row) => `${row},${"ab"[row % 2]}`),
      options,
    ),
  ).toMatch(/DataError: .*no column is called code, day, expected the columns of the model; found size/);
  const texts = table("size,code,day,kind", 4, (row) => `s${row},1,2024-01-01,${"ab"[row % 2]}`);
  expect(await errorOf(texts, options)).toMatch(/line 2.*size.*"s0".*expected a number as the model takes/);
  const numbers = table("size,code,day,kind", 4, (row) => `${row},1,${row},${"ab"[row % 2]}`);
  expect(await errorOf(numbers, options)).toMatch(/day.*expected a date as the model takes/);
});
