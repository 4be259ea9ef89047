import { expect, test } from "vitest";
import type { MetricSpec } from "../../src/base/index.ts";
import { earlierSearch } from "../../src/study/index.ts";
import { trial } from "../report/example-trials.ts";

const accuracy: MetricSpec = { name: "accuracy", unit: "1", goal: "max" };
const params: MetricSpec = { name: "params", unit: "count", goal: "min" };
const record = (number: number, values: Record<string, number>, fields = {}) => {
  return trial(number, { architecture: `a${number}`, values, ...fields });
};

test("earlierSearch() scores what was measured with the largest budget, each architecture once", () => {
  const trials = [
    record(0, { accuracy: 0.5 }),
    record(1, { accuracy: 0.9 }),
    record(2, { accuracy: 0.9 }, { duplicateOf: 1 }),
    record(3, { accuracy: 0.99 }, { fidelity: 0.1 }),
    record(4, { accuracy: 0.8 }, { state: "pruned" }),
    record(5, {}, { state: "failed" }),
  ];
  const search = earlierSearch("before", trials, { objectives: [accuracy], constraints: [] });
  expect(search).toEqual({
    name: "before",
    results: [
      { architecture: "a0", score: -0.5 },
      { architecture: "a1", score: -0.9 },
    ],
  });
});

test("earlierSearch() ranks several objectives by front, and what breaks a constraint last", () => {
  const trials = [
    record(0, { accuracy: 0.5, params: 10 }),
    record(1, { accuracy: 0.9, params: 5 }),
    record(2, { accuracy: 0.99, params: 50 }),
  ];
  const goals = {
    objectives: [accuracy, params],
    constraints: [{ metric: "params", relation: "<=", bound: 20 }],
  } as const;
  const { results } = earlierSearch("before", trials, goals);
  const order = results.toSorted((a, b) => a.score - b.score).map(({ architecture }) => architecture);
  expect(order).toEqual(["a1", "a0", "a2"]);
});

test("earlierSearch() is empty for a study without a complete trial", () => {
  expect(earlierSearch("before", [], { objectives: [accuracy], constraints: [] }).results).toEqual([]);
});
