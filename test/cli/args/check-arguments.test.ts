import type { ArgsDef } from "citty";
import { expect, test } from "vitest";
import { checkArguments, valuesOf } from "../../../src/cli/args/check-arguments.ts";
import { renderHelp } from "../../../src/cli/args/command-help.ts";

const definition: ArgsDef = {
  data: { type: "positional", description: "What to read." },
  trials: { type: "string", valueHint: "N", description: "How many." },
  bound: { type: "string", valueHint: "BOUND", description: "A bound." },
  augment: { type: "boolean", description: "Change images." },
};

const check = (...words: string[]): void => checkArguments("tool run", words, definition);

test("checkArguments() accepts what is defined, in any order", () => {
  check("digits");
  check("--trials", "3", "digits", "--no-augment");
  check("digits", "--trials=3", "--augment");
  check("digits", "--trials", "-3");
});

test.each([
  [["digits", "--trails", "3"], "there is no flag --trails, did you mean --trials?"],
  [["digits", "--banana"], "there is no flag --banana, expected a flag of tool run --help"],
  [["digits", "-t", "3"], "there is no flag -t, expected a flag of tool run --help"],
  [["digits", "--no-trials"], "there is no flag --no-trials, did you mean --trials?"],
  [["digits", "--trials"], "--trials has no value, expected one after it"],
  [["digits", "--trials="], "--trials has no value, expected one after it"],
  [["digits", "--trials", "--augment"], "--trials has no value, expected one after it"],
  [["digits", "--augment=yes"], '--augment is "yes", expected the flag alone'],
  [["--trials", "3"], "<data> is missing, expected it after the command; see tool run --help"],
  [["digits", "wine"], 'found an argument too many, "wine", expected <data>'],
])("checkArguments() refuses %j", (words, message) => {
  expect(() => check(...words)).toThrow(`Cannot run tool run: ${message}`);
});

test("valuesOf() returns every value of a repeated flag in order", () => {
  const words = ["--bound", "a<1", "digits", "--bound=b>2", "--trials", "3"];

  expect(valuesOf("bound", words, definition)).toEqual(["a<1", "b>2"]);
  expect(valuesOf("absent", words, definition)).toEqual([]);
});

test("renderHelp() names every argument, flag and example within 100 characters a line", () => {
  const long = "word ".repeat(60).trim();
  const args = { ...definition, long: { type: "string", valueHint: "X", description: long } } as const;

  const text = renderHelp({ name: "tool run", description: "Runs.", args, examples: [["tool run digits", "a run"]] });

  for (const part of ["Runs.", "tool run <data> [flags]", "--trials N", "--augment", "--help", "tool run digits"]) {
    expect(text).toContain(part);
  }
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  expect(text.split(/\s+/).filter((word) => word === "word")).toHaveLength(60);
});
