import { expect, test } from "vitest";
import { createRng, DataError, InputError } from "../../src/base/index.ts";
import { RowIndex, simulate, tableFeatures, tableProblem } from "../../src/benchmark/index.ts";
import { parseTableCsv } from "../../src/estimator/index.ts";
import { nb101, transnasMicro } from "../../src/space/index.ts";
import { evolution, random } from "../../src/strategy/index.ts";

const csv = `arch,low,high,test,t
64-41414-3_33_333,40,70,71,100
64-41414-3_33_332,41,75,74,90
64-41414-3_33_331,60,72,80,80
64-41414-0_00_003,10,,20,70
64-41414-1_00_100,15,30,25,60
`;
const table = parseTableCsv("t.csv", "t", csv);
const features = parseTableCsv("z.csv", "z", "arch,flops_m,score\n64-41414-3_33_333,9,1\n64-41414-3_33_332,8,\n");
const metric = { name: "high", unit: "%", goal: "max" } as const;
const searched = {
  ...metric,
  column: [
    { budget: 10, column: "low" },
    { budget: 40, column: "high" },
  ],
};
const options = { searched, reported: { ...metric, name: "test", column: "test" }, seconds: { training: ["t"] } };
const problem = tableProblem(table, transnasMicro(), options);

test("tableProblem() knows what was measured in full, and its best", () => {
  expect(problem).toMatchObject({ fidelities: [0.25, 1], optimum: 75, reportedOptimum: 80 });
  expect(problem.measure("64-41414-3_33_331")).toEqual({
    searched: [60, 72],
    reported: 80,
    seconds: 80,
    secondsOnce: 0,
  });
  expect(() => problem.measure("64-41414-0_00_003")).toThrow(/it was not measured in full, expected one of the 4/);
  expect(() => problem.measure("64-41414-3_33_111")).toThrow(DataError);
});

test("tableProblem() finds the same network by its key where the table writes it in another way", () => {
  // Without 1→3 the edge 0→1 leads nowhere but over 1→2, which is none: both are one skip from the input.
  expect(problem.measure("64-41414-2_00_100")).toEqual(problem.measure("64-41414-1_00_100"));
});

test("tableProblem() finds a row that is written by key without reading the others, and tells a wrong one when it is drawn", () => {
  const cells = parseTableCsv("n.csv", "n", "arch,high,test\n4:101111:in-c3-mp-out,90,89\nno cell,80,79\n");
  const space = nb101();
  const found = tableProblem(cells, space, { searched: { ...metric, column: "high" }, reported: options.reported });
  // The same cell with a dead vertex.
  const other = "5:1001011001:in-c3-c1-mp-out";

  expect(space.key(other)).toBe("4:101111:in-c3-mp-out");
  expect(found.measure(other)).toMatchObject({ searched: [90], reported: 89 });
  const rng = createRng(0);
  expect(() => Array.from({ length: 20 }, () => found.space.sample(rng))).toThrow(
    /Cannot use table n for nb101.*: it has "no cell", expected/,
  );
});

test("tableProblem() narrows the space to what the table holds", () => {
  const { space } = problem;
  const rng = createRng(1);

  const drawn = Array.from({ length: 60 }, () => space.sample(rng));

  expect(space.size).toBe(4n);
  expect(new Set(drawn).size).toBe(4);
  expect(drawn).not.toContain("64-41414-0_00_003");
  expect([...space.neighbours("64-41414-3_33_333")].sort()).toEqual(["64-41414-3_33_331", "64-41414-3_33_332"]);
  for (let i = 0; i < 20; i++) expect(() => problem.measure(space.mutate("64-41414-3_33_332", rng))).not.toThrow();
});

test("tableProblem() is searched to its optimum, though architectures lie apart", () => {
  for (const factory of [random(), evolution({ population: 2, sample: 2 })]) {
    const { improvements } = simulate(problem, factory, { evaluations: 4 }, createRng(2));

    expect(improvements.at(-1)?.searched).toBe(75);
  }
});

test("tableProblem() narrows the space to what has features, where told to", () => {
  const narrow = tableProblem(table, transnasMicro(), { ...options, features, onlyWithFeatures: true });

  expect(narrow.space.size).toBe(2n);
  expect(narrow.optimum).toBe(75);
  expect(narrow.features?.of("64-41414-3_33_333")).toEqual([9, 1]);
});

test("tableProblem() refuses tables of other spaces, missing columns, and tables without a row that serves", () => {
  const other = parseTableCsv("o.csv", "o", "arch,high,test\nx,1,2\n");
  const empty = parseTableCsv("e.csv", "e", "arch,low,high,test,t\n64-41414-3_33_333,1,,2,3\n");

  expect(() =>
    tableProblem(other, transnasMicro(), { searched: { ...metric, column: "high" }, reported: options.reported }),
  ).toThrow(/Cannot use table o for transnas-micro.*: it has "x", expected/);
  expect(() => tableProblem(table, transnasMicro(), { ...options, searched: { ...metric, column: "hi" } })).toThrow(
    InputError,
  );
  expect(() => tableProblem(empty, transnasMicro(), options)).toThrow(/no row with all that is asked for/);
});

test("tableFeatures() reads columns by name, with NaN for what was not measured", () => {
  const index = new RowIndex(features, transnasMicro());

  const all = tableFeatures(index);

  expect(all.names).toEqual(["flops_m", "score"]);
  expect(all.of("64-41414-3_33_332")).toEqual([8, Number.NaN]);
  expect(all.of("64-41414-3_33_331")).toBeUndefined();
  expect(tableFeatures(index, ["score"]).of("64-41414-3_33_333")).toEqual([1]);
  expect(() => tableFeatures(index, ["scores"])).toThrow(
    /no column of numbers "scores", expected one of flops_m, score/,
  );
});
