import { expect, test } from "vitest";
import { createRng, DataError, InputError, type Values } from "../../../src/base/index.ts";
import {
  type EstimateContext,
  parseTableCsv,
  type TableEstimatorOptions,
  tableEstimator,
} from "../../../src/estimator/index.ts";

const table = parseTableCsv(
  "t.csv",
  "t",
  "arch,acc12,acc200,train_s,once_s,size\na,50,90,100,2,7\nb,60,80,200,3,5\nc,10,,50,1,9\n",
);
const accuracy = {
  name: "accuracy",
  unit: "%",
  goal: "max",
  column: [
    { budget: 200, column: "acc200" },
    { budget: 12, column: "acc12" },
  ],
} as const;
const size = { name: "size", unit: "kB", goal: "min", column: "size" } as const;
const options: TableEstimatorOptions<string> = {
  metrics: [accuracy, size],
  seconds: { training: ["train_s"], once: ["once_s"] },
};

function context(budget: number, stopAt?: number): { context: EstimateContext; steps: [number, Values][] } {
  const steps: [number, Values][] = [];
  const report = async (step: number, values: Values): Promise<"continue" | "stop"> => {
    steps.push([step, values]);
    return step === stopAt ? "stop" : "continue";
  };
  return { steps, context: { rng: createRng(0), budget, signal: new AbortController().signal, report } };
}

test("tableEstimator() answers with the whole budget, and tells of smaller ones on the way", async () => {
  const { context: whole, steps } = context(200);

  const estimate = await tableEstimator(table, options).estimate("a", whole);

  expect(estimate).toEqual({ state: "complete", values: { accuracy: 90, size: 7, simulatedSeconds: 102 } });
  expect(steps).toEqual([
    [12, { accuracy: 50, size: 7, simulatedSeconds: 8 }],
    [200, { accuracy: 90, size: 7, simulatedSeconds: 102 }],
  ]);
});

test.each([
  [199, 50],
  [12, 50],
  [5, 50],
  [500, 90],
])("tableEstimator() maps the budget %d to the largest measured below it, else the smallest", async (budget, value) => {
  const asked = context(budget);

  const { values } = await tableEstimator(table, options).estimate("a", asked.context);

  expect(values.accuracy).toBe(value);
  expect(asked.steps.every(([step]) => step <= budget)).toBe(true);
});

test("tableEstimator() ends where the report says so", async () => {
  const { context: stopped } = context(200, 12);

  expect(await tableEstimator(table, options).estimate("b", stopped)).toEqual({
    state: "pruned",
    values: { accuracy: 60, size: 5, simulatedSeconds: 15 },
  });
});

test("tableEstimator() fails for what is not in the table or was not measured, or gives the worst values", async () => {
  const failing = tableEstimator(table, options);
  const lenient = tableEstimator(table, { ...options, missing: "worst" });

  await expect(failing.estimate("d", context(200).context)).rejects.toThrow(DataError);
  await expect(failing.estimate("d", context(200).context)).rejects.toThrow(
    "Cannot look up d in table t: it is not in the table, expected one of the 3 architectures there",
  );
  await expect(failing.estimate("c", context(200).context)).rejects.toThrow(/its accuracy was not measured/);
  expect((await lenient.estimate("d", context(200).context)).values).toMatchObject({ accuracy: 80, size: 9 });
  expect((await lenient.estimate("c", context(200).context)).values).toMatchObject({ accuracy: 80, size: 9 });
});

test("tableEstimator() has a fingerprint of the table's content and what is read of it", () => {
  const text = "arch,acc12,acc200,train_s,once_s,size\na,50,90,100,2,7\nb,60,80,200,3,5\nc,10,,50,1,";
  const same = parseTableCsv("elsewhere.csv", "other", `${text}9\n`);
  const changed = parseTableCsv("t.csv", "t", `${text}8\n`);
  const print = (given: typeof table, more = {}) =>
    JSON.stringify(tableEstimator(given, { ...options, ...more }).fingerprint);

  expect(print(same)).toBe(print(table));
  expect(print(changed)).not.toBe(print(table));
  expect(print(table, { metrics: [accuracy] })).not.toBe(print(table));
});

test("tableEstimator() refuses columns that are not there", () => {
  const metrics = [{ ...size, column: "sise" }];

  expect(() => tableEstimator(table, { metrics })).toThrow(InputError);
  expect(() => tableEstimator(table, { metrics: [] })).toThrow(InputError);
});
