import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError, type Json } from "../../../src/base/index.ts";
import { flagsOf, readOptions } from "../../../src/cli/options/option-table.ts";
import { type SearchValues, searchOptions } from "../../../src/cli/options/search-options.ts";
import { parseSetting } from "../../../src/cli/options/settings.ts";
import { parseConstraint } from "../../../src/study/index.ts";

const flags = flagsOf(searchOptions);
const read = (words: string[], values: Record<string, Json> = {}): Partial<SearchValues> =>
  readOptions(searchOptions, words, flags, { path: "run.json", values });

test("readOptions() reads each kind of flag", () => {
  const words = "--trials 7 --time 1m --objectives accuracy,params --rate 0.01 --no-augment --space mlp --label kind";

  expect(read(words.split(" "))).toEqual({
    trials: 7,
    time: 60_000,
    objectives: ["accuracy", "params"],
    rate: 0.01,
    augment: false,
    space: "mlp",
    label: "kind",
  });
});

test("readOptions() collects repeated bounds and settings, and takes the last of other flags", () => {
  const words = ["--constraint", "params<9", "--constraint", "flops<=1", "--trials", "3", "--trials", "4"];

  expect(read(words)).toEqual({ constraint: ["params<9", "flops<=1"], trials: 4 });
  expect(read(["--space-option", "maxDepth=3", "--space-option", "widths=8,16"])).toEqual({
    spaceOption: { maxDepth: 3, widths: [8, 16] },
  });
});

test("readOptions() reads a configuration file by the same rules, and flags win", () => {
  const configured = {
    trials: 5,
    epochs: 3,
    objectives: ["loss"],
    spaceOption: { maxDepth: 2 },
    augment: true,
    time: 90,
  };

  expect(read(["--trials", "6", "--no-augment"], configured)).toEqual({
    ...configured,
    trials: 6,
    augment: false,
    time: 90_000,
  });
});

test.each<[Record<string, Json>, string]>([
  [{ trails: 3 }, 'Cannot use configuration run.json: there is no option "trails", did you mean trials?'],
  [{ trials: "many" }, 'Cannot read "trials" of run.json: found "many", expected an integer of at least 1'],
  [{ trials: true }, 'Cannot read "trials" of run.json: found true, expected an integer of at least 1'],
  [{ trials: [3] }, 'Cannot read "trials" of run.json: found [3], expected an integer of at least 1'],
  [{ augment: "yes" }, 'Cannot read "augment" of run.json: found "yes", expected true or false'],
  [{ objectives: [] }, 'Cannot read "objectives" of run.json: found [], expected names separated by commas'],
  [{ space: 3 }, 'Cannot read "space" of run.json: found 3, expected one of conv-chain, mlp, nb201'],
])("readOptions() refuses the configuration %j", (values, message) => {
  expect(() => read([], values)).toThrow(message);
});

test.each([
  ["--trials", "0"],
  ["--trials", "abc"],
  ["--trials", "-1"],
  ["--trials", "1.5"],
  ["--trials", " "],
  ["--rate", "0"],
  ["--rate", "Infinity"],
  ["--validation", "1"],
  ["--test", "-0.1"],
  ["--constraint", "params=3"],
  ["--constraint", "params<"],
  ["--time", "soon"],
  ["--space", "conv-chian"],
  ["--space-option", "maxDepth"],
  ["--objectives", "accuracy,,params"],
])("readOptions() refuses %s %j and names the flag or the bound", (flag, value) => {
  expect(() => read([flag, value])).toThrow(InputError);
  expect(() => read([flag, value])).toThrow(new RegExp(`^Cannot read (${flag}|constraint "${value}")`));
});

test("--constraint reads any metric, relation and number back as written", () => {
  const metric = fc.stringMatching(/^[A-Za-z]\w{0,12}$/).filter((name) => !["memory", "latency"].includes(name));
  const relation = fc.constantFrom("<=", ">=", "<", ">");
  const bound = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const gap = fc.constantFrom("", " ");
  fc.assert(
    fc.property(metric, relation, bound, gap, (name, sign, value, space) => {
      const text = `${name}${space}${sign}${space}${value}`;

      expect(read(["--constraint", text]).constraint).toEqual([text]);
      expect(parseConstraint(text)).toEqual({ metric: name, relation: sign, bound: value });
    }),
  );
});

test("parseSetting() reads JSON values as themselves, lists of numbers and names", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parseSetting("--x", `key=${JSON.stringify(value)}`)).toEqual(["key", JSON.parse(JSON.stringify(value))]);
    }),
  );
  expect(parseSetting("--x", "max-depth=3")).toEqual(["maxDepth", 3]);
  expect(parseSetting("--x", "widths=8,16")).toEqual(["widths", [8, 16]]);
  expect(parseSetting("--x", "kind=plain")).toEqual(["kind", "plain"]);
  expect(() => parseSetting("--x", "=3")).toThrow('Cannot read --x: found "=3", expected KEY=VALUE');
});
