import { expect, test } from "vitest";
import type { MetricSpec } from "../../../src/base/index.ts";
import type { FinalRecord } from "../../../src/cli/run/final-record.ts";
import type { RunSpec } from "../../../src/cli/run/run-spec.ts";
import type { RunView } from "../../../src/cli/run/run-view.ts";
import { searchStatus } from "../../../src/cli/run/search-status.ts";
import { winnerResults } from "../../../src/cli/run/winner-results.ts";
import type { ClassOutcomes } from "../../../src/export/index.ts";
import { trial } from "../../report/example-trials.ts";

const accuracy: MetricSpec = { name: "accuracy", unit: "1", goal: "max" };
const metrics: readonly MetricSpec[] = [
  accuracy,
  { name: "loss", unit: "nat", goal: "min" },
  { name: "params", unit: "count", goal: "min" },
  { name: "latencyMs", unit: "ms", goal: "min" },
  { name: "latencyP95Ms", unit: "ms", goal: "min" },
];
const final = { trial: 1, epochs: 4, values: {} } as unknown as FinalRecord;

/** Two complete trials of 30, the second the better one. */
function view(fields: Partial<RunView> = {}): RunView {
  return {
    spec: { trials: 30 } as RunSpec,
    overview: undefined,
    trials: [trial(0, { values: { accuracy: 0.8, params: 90 } }), trial(1, { values: { accuracy: 0.9, params: 70 } })],
    metrics,
    objectives: [accuracy],
    constraints: [],
    end: undefined,
    final: undefined,
    isChosen: false,
    ...fields,
  };
}

test("searchStatus() says why the search ended, and after how many trials", () => {
  const first = (fields: Partial<RunView>): string | undefined => searchStatus(view({ final, ...fields }))[0];

  expect(first({ end: "trials", spec: { trials: 2 } as RunSpec })).toBe(
    "The search ended with all 2 trials it was to have.",
  );
  expect(first({ end: "time" })).toBe("The search ended after 2 of 30 trials: its time was up.");
  expect(first({ end: "exhausted" })).toMatch(
    /^The search ended after 2 of 30 trials: it found no network that was not tried/,
  );
  expect(first({ end: "infeasible" })).toMatch(/^The search ended after 2 of 30 trials: a thousand proposals in a row/);
  expect(first({ end: undefined })).toMatch(/has not ended: 2 of 30 trials are finished\. It was stopped/);
  const running = [...view().trials, trial(2, { state: "running" })];
  expect(first({ trials: running })).toMatch(
    /has not ended: 2 of 30 trials are finished\. It is running, or its process/,
  );
  expect(first({ spec: { trials: 1, given: ["one"] } as unknown as RunSpec })).toBe(
    "Trained as given, without a search.",
  );
});

test("searchStatus() says what is missing of a winner", () => {
  expect(searchStatus(view()).slice(1)).toEqual([
    "Trial 1 leads. It is not trained to the end, so there is no test score yet.",
  ]);
  expect(searchStatus(view({ final })).slice(1)).toEqual([]);
  expect(searchStatus(view({ final: { ...final, trial: 0 } })).slice(1)).toEqual([
    "The final model is trial 0; since it was trained, trial 1 was found, which is better.",
  ]);
  expect(searchStatus(view({ final: { ...final, trial: 0 }, isChosen: true }))[1]).toMatch(
    /^The final model, trial 0, was chosen by hand/,
  );
  expect(searchStatus(view({ final: { ...final, failure: "the loss is NaN" } }))[1]).toMatch(
    /training failed \(the loss is NaN\)/,
  );
});

test("searchStatus() says how near the nearest trial came where nothing is feasible, and why all failed", () => {
  const bound = { metric: "params", relation: "<=", bound: 50 } as const;
  expect(searchStatus(view({ constraints: [bound] })).slice(1)).toEqual([
    "Nothing is feasible: none of 2 complete trials is within params <= 50 (least found: 70).",
  ]);
  const failed = [trial(0, { state: "failed", error: "Cannot train: the loss is NaN" })];
  expect(searchStatus(view({ trials: failed })).slice(1)).toEqual([
    "Every trial failed, the first with: Cannot train: the loss is NaN",
  ]);
  expect(searchStatus(view({ trials: [] }))).toHaveLength(1);
});

test("winnerResults() begins with the test score and its interval, names the validation score as such, and has one latency", () => {
  const outcomes = { kind: "classification", examples: 100, correct: 90 } as ClassOutcomes;
  const values = {
    accuracy: 0.95,
    loss: 0.2,
    params: 10,
    latencyMs: 1.5,
    latencyP95Ms: 2,
    testAccuracy: 0.9,
    testLoss: 0.4,
  };
  const results = winnerResults({ values, outcomes, metrics, role: "winner", objective: "accuracy" });

  expect(results.map(({ name }) => name)).toEqual([
    ...["test accuracy", "validation accuracy", "test loss", "validation loss", "params", "latency"],
  ]);
  expect(results[0]).toMatchObject({ value: 0.9, note: "100 examples, used for nothing before" });
  expect(results[0]?.interval?.low).toBeCloseTo(0.8256, 4);
  expect(results[1]?.note).toBe("by which it was chosen (optimistic)");
  expect(results.at(-1)?.note).toBe("median of one example; 95\u00a0% below 2\u00a0ms");
});

test("winnerResults() claims no interval where outcomes are not known, and no choice where there was none", () => {
  const values = { accuracy: 0.95, testAccuracy: 0.9 };
  const [test_, validation] = winnerResults({ values, metrics, role: "winner", objective: undefined });

  expect(test_).toEqual({ name: "test accuracy", unit: "1", value: 0.9, note: "used for nothing before" });
  expect(validation).toEqual({ name: "validation accuracy", unit: "1", value: 0.95 });
  const [leading] = winnerResults({ values: { accuracy: 0.95 }, metrics, role: "leading", objective: "accuracy" });
  expect(leading).toMatchObject({ name: "validation accuracy", note: "by which it leads (optimistic)" });
});
