import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dateBits,
  INTEGER,
  MISSING,
  MISSING_AMONG_NUMBERS,
  numberBits,
  shapeOf,
  TOO_LARGE,
} from "../../../src/data/csv/cell-shape.ts";
import { dateForms } from "../../../src/data/csv/date-form.ts";
import { numberForms } from "../../../src/data/csv/number-form.ts";

/** Values by the forms that a cell fits. */
function numbersOf(cell: string): (number | null)[] {
  return numberForms.map(({ parse }, at) => (shapeOf(cell) & (numberBits[at] as number) ? parse(cell) : null));
}

function datesOf(cell: string): (number | null)[] {
  return dateForms.map(({ parse }, at) => (shapeOf(cell) & (dateBits[at] as number) ? parse(cell) : null));
}

test("shapeOf() knows numbers by a strict grammar", () => {
  for (const cell of ["0", "-7", "+7", "1.5", "1.", ".5", "-.5e3", "1e5", "1E-5", "007", "12345678901234567890"]) {
    expect(numbersOf(cell)[0], cell).toBe(Number(cell));
  }
  for (const cell of [
    "0x1F",
    "0b1",
    "0o7",
    "1_000",
    "1 000 0",
    "Infinity",
    "-inf",
    "1e",
    "e5",
    "--1",
    "+-1",
    "1.2.3",
    ".",
    "+",
    "١",
    "1f",
    "1,2,3",
    "12,34.5",
    "3,",
    "1'2",
    "０",
  ]) {
    expect(numbersOf(cell), cell).toEqual(numberForms.map(() => null));
  }
  expect(shapeOf("1e308") & TOO_LARGE).toBe(0);
  expect(shapeOf("-1e309") & TOO_LARGE).not.toBe(0);
  expect(shapeOf("9".repeat(310)) & TOO_LARGE).not.toBe(0);
});

test("shapeOf() knows decimal commas and thousands, and where a cell could be either", () => {
  const no = null;
  expect(numbersOf("3,14")).toEqual([no, 3.14, no, 3.14, no, 3.14]);
  expect(numbersOf("1,234")).toEqual([no, 1.234, 1234, 1.234, no, 1.234]);
  expect(numbersOf("1,234.5")).toEqual([no, no, 1234.5, no, no, no]);
  expect(numbersOf("1.234")).toEqual([1.234, no, 1.234, 1234, 1.234, no]);
  expect(numbersOf("0.234")).toEqual([0.234, no, 0.234, no, 0.234, no]);
  expect(numbersOf("-1.234.567,8")).toEqual([no, no, no, -1234567.8, no, no]);
  expect(numbersOf("1 234,5")).toEqual([no, no, no, no, no, 1234.5]);
  expect(numbersOf("1\u202f234.5")).toEqual([no, no, no, no, 1234.5, no]);
  expect(numbersOf("1'234")).toEqual([no, no, no, no, 1234, 1234]);
  expect(numbersOf("12")).toEqual([12, 12, 12, 12, 12, 12]);
  expect(numbersOf("1234")).toEqual([1234, 1234, no, no, no, no]);
});

test("shapeOf() reads back every finite number as JavaScript writes it", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(1e6), (real, whole) => {
      expect(numbersOf(String(real))[0]).toBe(real + 0);
      expect(numbersOf(real.toFixed(3).slice(0, 300))[0]).not.toBeNull();
      expect(numbersOf(String(real).replace(".", ","))[1]).toBe(real + 0);
      expect(shapeOf(String(whole)) & INTEGER).not.toBe(0);
      expect(numbersOf(whole.toLocaleString("en"))[2]).toBe(whole);
      expect(numbersOf(whole.toLocaleString("de"))[3]).toBe(whole);
    }),
  );
});

test("shapeOf() gives one answer by its short cut and by the patterns", () => {
  const sign = fc.constantFrom(..."0123456789.,+-e ");
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 9 }), (cell) => {
      const isMissing = (shapeOf(cell) & (MISSING | MISSING_AMONG_NUMBERS)) !== 0;
      numberForms.forEach(({ pattern }, at) => {
        expect((shapeOf(cell) & (numberBits[at] as number)) !== 0).toBe(!isMissing && pattern.test(cell));
      });
    }),
    { numRuns: 2000 },
  );
});

test("shapeOf() knows words for nothing, some of them among numbers alone", () => {
  for (const cell of ["", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?", "<NA>", "#N/A"]) {
    expect(shapeOf(cell), cell).toBe(MISSING);
  }
  for (const cell of ["-", "--", ".", "none", "None", "na"]) expect(shapeOf(cell), cell).toBe(MISSING_AMONG_NUMBERS);
  for (const cell of ["no", "unknown", "0", "Nan a"]) expect(shapeOf(cell) & (MISSING | MISSING_AMONG_NUMBERS)).toBe(0);
});

test("shapeOf() knows dates that exist, in UTC where no zone is named", () => {
  const no = null;
  const day = (text: string): number => Date.parse(text) / 86_400_000;
  expect(datesOf("2024-02-29")).toEqual([day("2024-02-29"), no, no]);
  expect(datesOf("2024/2/9")).toEqual([day("2024-02-09"), no, no]);
  expect(datesOf("2024-02")).toEqual([day("2024-02-01"), no, no]);
  expect(datesOf("1901-12-31")).toEqual([day("1901-12-31"), no, no]);
  expect(datesOf("03/04/2024")).toEqual([no, day("2024-04-03"), day("2024-03-04")]);
  expect(datesOf("13/04/2024")).toEqual([no, day("2024-04-13"), no]);
  expect(datesOf("04-13-2024")).toEqual([no, no, day("2024-04-13")]);
  expect(datesOf("03.04.2024")).toEqual([no, day("2024-04-03"), no]);
  for (const cell of [
    "2024-01-02T03:04:05Z",
    "2024-01-02 03:04:05.250",
    "2024-01-02T03:04+01:00",
    "2024-01-02T03:04:05-0530",
  ]) {
    const utc = /Z|[+-]\d\d:?\d\d$/.test(cell) ? cell : `${cell.replace(" ", "T")}Z`;
    expect(datesOf(cell)[0], cell).toBeCloseTo(day(utc.replace("0530", "05:30")), 9);
  }
  for (const cell of [
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-01-32",
    "2024-01-02T25:00",
    "2024-1/2",
    "31/02/2024",
    "24-01-02",
    "2024-01-02T",
    "2024/02",
    "12:30",
  ]) {
    expect(datesOf(cell), cell).toEqual([no, no, no]);
  }
});
