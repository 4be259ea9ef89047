import { expect, test } from "vitest";
import { checkNumber, mergeSettings } from "../../src/base/index.ts";

const defaults = { depth: 3, widths: [8, 16] as readonly number[] };

test("mergeSettings() takes one value for a list of one", () => {
  expect(mergeSettings("net", defaults, { widths: 8 as unknown as number[] })).toEqual({ depth: 3, widths: [8] });
});

test("mergeSettings() keeps defaults and refuses unknown names and other types", () => {
  expect(mergeSettings("net", defaults, { depth: 1 })).toEqual({ depth: 1, widths: [8, 16] });
  expect(() => mergeSettings("net", defaults, { depht: 1 } as object)).toThrow(
    'no setting "depht", expected depth, widths',
  );
  expect(() => mergeSettings("net", defaults, { depth: "1" as unknown as number })).toThrow(
    'depth is "1", expected a number',
  );
});

test("checkNumber() wants a finite number within its bounds", () => {
  checkNumber("net", "rate", 0.5, 0, 1);
  checkNumber("net", "rate", 7, 0);
  expect(() => checkNumber("net", "rate", 1.5, 0, 1)).toThrow("rate is 1.5, expected a number from 0 to 1");
  expect(() => checkNumber("net", "rate", -1, 0)).toThrow("rate is -1, expected a number of at least 0");
  expect(() => checkNumber("net", "rate", Number.NaN, 0)).toThrow("rate is NaN");
  expect(() => checkNumber("net", "rate", Infinity, 0)).toThrow("rate is Infinity");
});
