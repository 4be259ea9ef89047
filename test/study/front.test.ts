import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricSpec } from "../../src/base/index.ts";
import type { TrialRecord } from "../../src/storage/index.ts";
import { bestOf, frontOf, type Goals } from "../../src/study/index.ts";

type Result = Pick<TrialRecord, "number" | "state" | "values" | "duplicateOf" | "fidelity">;

const objectives: readonly MetricSpec[] = [
  { name: "accuracy", unit: "1", goal: "max" },
  { name: "params", unit: "count", goal: "min" },
];
const goals: Goals = { objectives, constraints: [{ metric: "params", relation: "<=", bound: 6 }] };

// Few values, so that there are ties.
const results: fc.Arbitrary<Result[]> = fc
  .array(
    fc.record({
      state: fc.constantFrom("complete", "complete", "complete", "failed", "pruned", "running"),
      values: fc.record({ accuracy: fc.nat(5), params: fc.nat(8) }),
      duplicateOf: fc.constantFrom(null, null, null, 0),
    }),
    { maxLength: 20 },
  )
  .map((list) =>
    list.map(
      (item, number) =>
        ({ ...item, number, fidelity: 1, values: item.state === "running" ? null : item.values }) as Result,
    ),
  );

/** As written in the definition. */
function bruteFront(trials: readonly Result[]): number[] {
  const valid = trials.filter(
    ({ state, duplicateOf, values }) => state === "complete" && duplicateOf === null && (values?.params ?? 9) <= 6,
  );
  const better = (a: Result, b: Result): boolean => {
    const [x, y] = [a.values as { accuracy: number; params: number }, b.values as { accuracy: number; params: number }];
    return x.accuracy >= y.accuracy && x.params <= y.params && (x.accuracy > y.accuracy || x.params < y.params);
  };
  return valid.filter((trial) => !valid.some((other) => better(other, trial))).map(({ number }) => number);
}

test("frontOf() is the front by definition, whatever the order", () => {
  fc.assert(
    fc.property(results, (trials) => {
      const before = structuredClone(trials);
      expect(frontOf(trials, goals).map(({ number }) => number)).toEqual(bruteFront(trials));
      expect(frontOf(trials.toReversed(), goals).map(({ number }) => number)).toEqual(bruteFront(trials));
      expect(trials).toEqual(before);
    }),
  );
});

test("bestOf() is on the front, with the best first objective and the lowest number", () => {
  fc.assert(
    fc.property(results, (trials) => {
      const front = frontOf(trials, goals);
      const accuracy = Math.max(...front.map(({ values }) => values?.accuracy ?? 0));
      const expected = front.find(({ values }) => values?.accuracy === accuracy);
      expect(bestOf(trials.toReversed(), goals)).toEqual(expected);
    }),
  );
});

describe("bestOf()", () => {
  const trial = (number: number, accuracy: number, params: number): Result => {
    return { number, state: "complete", values: { accuracy, params }, duplicateOf: null, fidelity: 1 };
  };

  test("breaks ties by the next objective, then by number", () => {
    expect(bestOf([trial(0, 1, 5), trial(1, 2, 5), trial(2, 2, 4), trial(3, 2, 4)], goals)?.number).toBe(2);
  });

  test("compares only those that had the largest budget any had", () => {
    const little = { ...trial(0, 9, 1), fidelity: 0.25 };
    expect(bestOf([little, trial(1, 2, 5)], goals)?.number).toBe(1);
    expect(frontOf([little, trial(1, 2, 5)], goals).map(({ number }) => number)).toEqual([1]);
    expect(bestOf([little], goals)?.number).toBe(0);
  });

  test("is undefined without a feasible trial", () => {
    expect(bestOf([], goals)).toBeUndefined();
    expect(bestOf([trial(0, 1, 7)], goals)).toBeUndefined();
  });
});
