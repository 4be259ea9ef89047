import { expect, test } from "vitest";
import { InputError } from "../../../src/base/index.ts";
import { comparisonRequest } from "../../../src/cli/bench/comparison-request.ts";
import { benchOptions } from "../../../src/cli/options/bench-options.ts";
import { flagsOf, readOptions } from "../../../src/cli/options/option-table.ts";

const read = (...words: string[]) => readOptions(benchOptions, words, flagsOf(benchOptions));

test("benchOptions read settings by strategy, budgets in order and simulated time", () => {
  expect(
    read(
      "--set",
      "evolution.population=5",
      "--set",
      "random.tries=1",
      "--set",
      "evolution.no-such=a,b",
      "--budget",
      "200,50",
    ),
  ).toEqual({ set: { evolution: { population: 5, noSuch: "a,b" }, random: { tries: 1 } }, budget: [50, 200] });
  expect(read("--simulated-time", "3h20m", "--only-with-features")).toEqual({
    simulatedTime: 12_000_000,
    onlyWithFeatures: true,
  });
});

test.each([
  ["--benchmark", "nb2001", /did you mean nb201\?/],
  ["--strategies", "random,evolutoin", /--strategies: found "evolutoin", did you mean evolution\?/],
  ["--set", "population=3", /--set: found "population=3", expected STRATEGY\.KEY=VALUE/],
  ["--set", "evolution.population", /expected KEY=VALUE/],
  ["--budget", "0", /--budget: found "0", expected integers of at least 1/],
  ["--budget", "100,", /expected integers of at least 1/],
  ["--budget", "1.5", /expected integers of at least 1/],
  ["--seeds", "0", /--seeds: found "0"/],
  ["--repeats", "never", /--repeats: found "never"/],
  ["--simulated-time", "soon", /expected a duration/],
])("benchOptions refuse %s %s", (flag, value, message) => {
  expect(() => read(flag, value)).toThrow(InputError);
  expect(() => read(flag, value)).toThrow(message);
});

test("comparisonRequest() refuses a setting of a strategy that is not compared", () => {
  const options = read("--benchmark", "synthetic", "--set", "evolutoin.population=3");

  expect(() => comparisonRequest(options)).toThrow(/evolutoin/);
});
