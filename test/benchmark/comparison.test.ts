import { describe, expect, test } from "vitest";
import { compareTraces, type Improvement, regretCurves, type Trace } from "../../src/benchmark/index.ts";

/** A search by the moments it found better: [evaluations, searched, reported]; a second for each evaluation. */
function trace(...found: readonly (readonly [number, number, number])[]): Trace {
  const improvements = found.map(
    ([evaluations, searched, reported], trial): Improvement => ({
      ...{ trial, evaluations, seconds: 2 * evaluations, fidelity: 1 },
      ...{ searched, reported },
    }),
  );
  return { improvements, trials: 10, repeats: 0, evaluations: 10, seconds: 20 };
}

const traces = new Map([
  ["random", [trace([1, 50, 40]), trace([1, 60, 50], [8, 90, 60]), trace([2, 55, 60]), trace([1, 40, 30])]],
  ["better", [trace([1, 90, 70]), trace([1, 10, 10], [4, 90, 70]), trace([1, 85, 75]), trace([1, 80, 65])]],
]);
const problem = { optimum: 90, reportedOptimum: 80 };

describe("compareTraces()", () => {
  test("sums up what was reported of the best by the searched metric", () => {
    const [first, second] = compareTraces(traces, problem, [{ kind: "evaluations", amount: 10 }]);

    expect(first).toEqual({
      strategy: "random",
      budget: 10,
      seeds: 4,
      meanTest: 47.5,
      sdTest: 15, // of 40, 60, 60, 30: squares 56.25, 156.25, 156.25, 306.25 over 3
      lowerQuartileTest: 37.5,
      medianTest: 50,
      upperQuartileTest: 60,
      meanSearched: (50 + 90 + 55 + 40) / 4,
      optimumShare: 0.25,
      meanQueriesToOptimum: 8,
      pVersusRandom: null,
    });
    expect(second).toMatchObject({ meanTest: 70, optimumShare: 0.5, meanQueriesToOptimum: 2.5 });
    // U = 16 of 16, corrected for the tie at 70 and 60: z = 7.5 / sqrt(16/12 * (9 - 12/56)).
    expect(second?.pVersusRandom).toBeCloseTo(0.0284, 3);
  });

  test("looks at each budget as the search was then", () => {
    const rows = compareTraces(traces, problem, [
      { kind: "evaluations", amount: 1 },
      { kind: "evaluations", amount: 4 },
    ]);

    expect(rows.map(({ strategy, budget, seeds, meanTest }) => [strategy, budget, seeds, meanTest])).toEqual([
      ["random", 1, 3, 40],
      ["random", 4, 4, 45],
      ["better", 1, 4, 55],
      ["better", 4, 4, 70],
    ]);
    expect(rows.map(({ meanQueriesToOptimum }) => meanQueriesToOptimum)).toEqual([null, null, 1, 2.5]);
  });

  test("goes by simulated seconds where the budget does", () => {
    const [row] = compareTraces(traces, problem, [{ kind: "seconds", amount: 15.9 }]);

    expect(row).toMatchObject({ meanTest: 45, optimumShare: 0 });
  });

  test("leaves out strategies without any result, and has no p without random search", () => {
    const alone = new Map([
      ["better", traces.get("better") ?? []],
      ["none", [trace()]],
    ]);

    const rows = compareTraces(alone, problem, [{ kind: "evaluations", amount: 10 }]);

    expect(rows.map(({ strategy, pVersusRandom }) => [strategy, pVersusRandom])).toEqual([["better", null]]);
  });

  test("counts an optimum only where it was measured in full", () => {
    const half = trace([1, 90, 70]);
    const cheap = { ...half, improvements: half.improvements.map((found) => ({ ...found, fidelity: 0.1 })) };

    const [row] = compareTraces(new Map([["x", [cheap]]]), problem, [{ kind: "evaluations", amount: 1 }]);

    expect(row?.optimumShare).toBe(0);
  });
});

describe("regretCurves()", () => {
  test("has the mean distance to the best reported value, one standard error around it", () => {
    const curve = regretCurves(traces, problem, { kind: "evaluations", amount: 10 }).get("random") ?? [];

    expect(curve[0]?.spent).toBe(2); // the slowest search has its first result then
    expect(curve.at(-1)?.spent).toBe(10);
    expect(curve.at(-1)).toEqual({ spent: 10, mean: 32.5, low: 32.5 - 7.5, high: 32.5 + 7.5 });
    expect(curve.map(({ spent }) => spent)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const [i, point] of curve.entries()) expect(point.mean).toBeLessThanOrEqual(curve[i - 1]?.mean ?? 100);
  });

  test("is empty where a search has no result", () => {
    expect(regretCurves(new Map([["x", [trace()]]]), problem, { kind: "evaluations", amount: 10 }).get("x")).toEqual(
      [],
    );
  });
});
