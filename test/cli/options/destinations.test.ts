import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../src/base/index.ts";
import { comparisonRequest } from "../../../src/cli/bench/comparison-request.ts";
import { boundsOf, resumeOptions } from "../../../src/cli/commands/resume.ts";
import { benchOptions } from "../../../src/cli/options/bench-options.ts";
import { dataOptions, fromLoadOptions, toLoadOptions } from "../../../src/cli/options/data-options.ts";
import { type Option, type OptionsFor, words } from "../../../src/cli/options/option.ts";
import { flagsOf, flagWords, pickOptions, readOptions } from "../../../src/cli/options/option-table.ts";
import { searchOptions } from "../../../src/cli/options/search-options.ts";
import { createRunSpec } from "../../../src/cli/run/run-spec.ts";
import { loadDataset } from "../../../src/data/index.ts";

/** Values that some option takes and that are nobody's default. */
const candidates = [
  "0.3",
  "7",
  "7s",
  "params<9",
  "tpe.key=3",
  "key=3",
  "random",
  "nb201",
  "synthetic",
  "utf-16le",
  "x",
];

/** A value of an option, other than its default, as in a configuration file; found by asking the option. */
function sampleOf(key: string, option: Option<unknown>): Json {
  if (option.hint === undefined) return key !== "augment";
  const named = option.hint.includes("|") ? option.hint.split("|") : [];
  for (const text of [...named.reverse(), ...candidates]) {
    const value = option.isList ? [text] : text;
    try {
      option.read("sample", value);
      return value;
    } catch {}
  }
  throw new Error(`Cannot test --${key}: it takes none of the samples, expected one that it takes`);
}

type Table = OptionsFor<Record<string, unknown>>;
const tables = { search: searchOptions, resume: resumeOptions, data: dataOptions, bench: benchOptions };
const each = Object.entries(tables).flatMap(([command, table]) =>
  Object.keys(table).map((key) => [command, key, table as unknown as Table] as const),
);

const configured = (table: Table, values: Record<string, Json>): Record<string, unknown> =>
  readOptions(table, [], flagsOf(table), { path: "run.json", values });

test.each(each)("%s: option %s is the same by flag and by configuration, and as printed", (_, key, table) => {
  const sample = sampleOf(key, table[key] as Option<unknown>);
  const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const given = sample === true ? [flag] : sample === false ? [flag.replace("--", "--no-")] : [flag, String(sample)];

  const values = readOptions(table, given, flagsOf(table));

  expect(values).toHaveProperty(key);
  expect(configured(table, { [key]: sample })).toEqual(values);
  expect(readOptions(table, flagWords(table, values), flagsOf(table))).toEqual(values);
  expect(pickOptions(table, { ...values, foreign: 1 })).toEqual(values);
});

/** Read before the spec of a run is made; see search.test.ts and earlier.test.ts. */
const elsewhere = ["out", "earlier"];

const wine = await loadDataset("wine");
const specWith = (values: object): unknown => createRunSpec("wine", wine, values);

test.each(Object.keys(searchOptions).filter((key) => !elsewhere.includes(key)))(
  "createRunSpec() heeds option %s",
  (key) => {
    const values = configured(searchOptions as unknown as Table, {
      [key]: sampleOf(key, searchOptions[key as "label"]),
    });

    expect(specWith(values)).not.toEqual(specWith({}));
    if (Object.hasOwn(dataOptions, key)) expect(specWith(values)).toMatchObject({ dataOptions: toLoadOptions(values) });
  },
);

test("toLoadOptions() and fromLoadOptions() pass every option of the table on", () => {
  for (const [key, option] of Object.entries(dataOptions)) {
    const values = configured(dataOptions as unknown as Table, { [key]: sampleOf(key, option) });

    const [loaded] = Object.values(toLoadOptions(values));
    expect(key === "flip" ? loaded : { [key]: loaded }, key).toEqual(values);
    expect(fromLoadOptions(toLoadOptions(values)), key).toEqual(values);
  }
});

test.each(Object.keys(benchOptions).filter((key) => key !== "out"))("comparisonRequest() heeds option %s", (key) => {
  const base = { benchmark: "nb101", strategies: ["tpe"] };
  const values = configured(benchOptions as unknown as Table, { [key]: sampleOf(key, benchOptions[key as "task"]) });

  expect(comparisonRequest({ ...base, ...values })).not.toEqual(comparisonRequest(base));
});

test.each(Object.keys(resumeOptions))("boundsOf() heeds option %s of resume", async (key) => {
  const values = configured(resumeOptions as unknown as Table, {
    [key]: sampleOf(key, resumeOptions[key as "trials"]),
  });
  const opened = { study: { trials: async () => [] }, spec: createRunSpec("wine", wine, { workers: 1 }) };

  expect(await boundsOf(opened as never, values)).not.toEqual(await boundsOf(opened as never, {}));
});

test("words() reads back any names it writes, whatever commas and quotes are in them", () => {
  const option = words("NAMES", "");
  const name = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), (names) => {
      expect(option.read("--x", option.write?.(names)[0] as string)).toEqual(names);
    }),
  );
  expect(option.read("--x", 'a, "b, c" ,d')).toEqual(["a", "b, c", "d"]);
  expect(() => option.read("--x", "a,,b")).toThrow("names separated by commas");
  expect(() => option.read("--x", "a,")).toThrow("names separated by commas");
});
