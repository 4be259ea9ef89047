import { describe, expect, test } from "vitest";
import { createRng, InputError } from "../../src/base/index.ts";
import { Simulation, type SimulationOptions, simulate, syntheticProblem } from "../../src/benchmark/index.ts";
import { evolution, neat, random, type StrategyFactory, strategies } from "../../src/strategy/index.ts";
import { growingProblem } from "./growing-problem.ts";
import { letterProblem, type Script, scripted, type Told } from "./made-up-problem.ts";
import { resumeEverywhere } from "./resume-law.ts";

function run(script: Script, options: SimulationOptions, isPartial = false) {
  const told: Told[] = [];
  const trace = simulate(letterProblem(isPartial), scripted(script, told), options, createRng(0));
  const results = told.flatMap((event) => ("state" in event ? [event] : []));
  return { trace, told, results };
}

describe("simulate()", () => {
  test("asks and tells in turn with one worker, and keeps the best by the searched metric", () => {
    const { trace, results } = run({ proposals: ["a", "c", "b", "d"] }, { evaluations: 4 });

    expect(results.map(({ trial, architecture, values }) => [trial, architecture.name, values.accuracy])).toEqual([
      [0, "a", 50],
      [1, "c", 70],
      [2, "b", 60],
      [3, "d", 90],
    ]);
    expect(trace).toEqual({
      improvements: [
        { trial: 0, evaluations: 1, seconds: 100, fidelity: 1, searched: 50, reported: 40 },
        { trial: 1, evaluations: 2, seconds: 160, fidelity: 1, searched: 70, reported: 60 },
        { trial: 3, evaluations: 4, seconds: 410, fidelity: 1, searched: 90, reported: 70 },
      ],
      trials: 4,
      repeats: 0,
      evaluations: 4,
      seconds: 410,
    });
  });

  test("tells results of several workers in the order of their simulated ends, ties by trial", () => {
    // a ends at 100; b at 40, then c at 100 too; d starts at 100.
    const { trace, results } = run({ proposals: ["a", "b", "c", "d"] }, { evaluations: 4, workers: 2 });

    expect(results.map(({ trial }) => trial)).toEqual([1, 0, 2, 3]);
    expect(trace.seconds).toBe(310);
    expect(trace.improvements.map(({ trial }) => trial)).toEqual([1, 2, 3]);
  });

  test("stops trials that the strategy gives up, which pay for what they had by then", () => {
    const stop = (trial: number, fidelity: number): boolean => trial === 1 && fidelity === 0.1;
    const { trace, told, results } = run({ proposals: ["a", "d", "b"], stop }, { evaluations: 2.1 }, true);

    expect(told.slice(3, 5)).toEqual([
      { judged: 1, fidelity: 0.1, values: { accuracy: 1 } },
      expect.objectContaining({ trial: 1, state: "pruned", values: { accuracy: 1 }, fidelity: 1 }),
    ]);
    expect(results[0]?.curve).toEqual([
      { fidelity: 0.1, values: { accuracy: 5 } },
      { fidelity: 1, values: { accuracy: 50 } },
    ]);
    expect(trace).toMatchObject({ trials: 3, seconds: 100 + 30 + 40 });
    expect(trace.evaluations).toBeCloseTo(2.1);
  });

  test("evaluates proposals with a part of the budget at the largest fidelity not above it, or the least, for that part", () => {
    const { trace, results } = run({ proposals: [["c", 0.5], ["a", 0.05], "a"] }, { evaluations: 1.6 }, true);

    expect(results.map(({ values, fidelity, state }) => [values.accuracy, fidelity, state])).toEqual([
      [9, 0.5, "complete"],
      [5, 0.05, "complete"],
      [50, 1, "complete"],
    ]);
    expect(trace.seconds).toBeCloseTo(30 + 10 + 100);
    // A whole evaluation counts for more than any part, whatever its value.
    expect(trace.improvements.map(({ trial, fidelity }) => [trial, fidelity])).toEqual([
      [0, 0.1],
      [2, 1],
    ]);
  });

  test("gives no whole result for a part of the price where there are whole ones alone", () => {
    const { trace, results } = run({ proposals: [["c", 1 / 9], ["c", 1 / 3], "c", ["b", 1 / 9]] }, { evaluations: 2 });

    expect(results.map(({ values, fidelity }) => [values.accuracy, fidelity])).toEqual([
      [70, 1 / 9],
      [70, 1 / 3],
      [70, 1],
      [60, 1 / 9],
    ]);
    expect(trace).toMatchObject({ evaluations: 2, repeats: 2, seconds: 60 + 40 });
  });

  test("charges a trial that continues another with what it adds", () => {
    const { trace, results } = run(
      { proposals: [["d", 0.1], ["d", 0.5, 0], ["d", 1, 1], "a"] },
      { evaluations: 2 },
      true,
    );

    expect(results.map(({ values }) => values.accuracy)).toEqual([1, 1, 90, 50]);
    expect(results[2]?.curve).toEqual([{ fidelity: 1, values: { accuracy: 90 } }]);
    expect(trace.evaluations).toBeCloseTo(2);
    // 200 s for the whole of d, in three parts of 10 s more each, and 100 s for a.
    expect(trace.seconds).toBeCloseTo(200 + 3 * 10 + 100);
  });

  test("lets a network that is known by its key take the first result over for nothing", () => {
    const { trace, results } = run({ proposals: ["a", "twin of a", "a", "b"] }, { evaluations: 2 });

    expect(results.map(({ values }) => values.accuracy)).toEqual([50, 50, 50, 60]);
    expect(trace).toMatchObject({ trials: 4, repeats: 2, evaluations: 2, seconds: 140 });
  });

  test("charges a known network that is to be evaluated with more", () => {
    const { trace, results } = run(
      { proposals: [["a", 0.1], "twin of a", ["a", 0.5], "b"] },
      { evaluations: 2.1 },
      true,
    );

    expect(results.map(({ values }) => values.accuracy)).toEqual([5, 55, 7, 60]);
    expect(trace.repeats).toBe(1);
  });

  test("charges repeats where told to, and looks each up by itself", () => {
    const { trace, results } = run({ proposals: ["a", "twin of a", "a"] }, { evaluations: 3, repeats: "charged" });

    expect(results.map(({ values }) => values.accuracy)).toEqual([50, 55, 50]);
    expect(trace).toMatchObject({ trials: 3, repeats: 0, evaluations: 3, seconds: 300 });
  });

  test("ends after a hundred repeats in a row", () => {
    expect(run({ proposals: ["b"] }, { evaluations: 5 }).trace).toMatchObject({
      trials: 101,
      repeats: 100,
      evaluations: 1,
    });
  });

  test("counts nothing that ends after the simulated time", () => {
    const { trace, results } = run({ proposals: ["b", "c", "d"] }, { seconds: 120 });

    expect(results).toHaveLength(2);
    expect(trace).toMatchObject({ trials: 2, seconds: 100 });
  });

  test("starts no trial that does not fit into what is left", () => {
    expect(run({ proposals: [["b", 0.5], "a"] }, { evaluations: 1.4 }, true).trace).toMatchObject({ evaluations: 0.5 });
  });

  test("refuses a search without limit, and no workers", () => {
    expect(() => run({ proposals: ["a"] }, {})).toThrow(InputError);
    expect(() => run({ proposals: ["a"] }, { evaluations: 0 })).toThrow(InputError);
    expect(() => run({ proposals: ["a"] }, { evaluations: 1, workers: 0 })).toThrow(/workers is 0/);
  });

  test("is a function of the seed", () => {
    const trace = (seed: number) => simulate(syntheticProblem(3), evolution(), { evaluations: 60 }, createRng(seed));

    expect(trace(1)).toEqual(trace(1));
    expect(trace(1)).not.toEqual(trace(2));
  });
});

describe("Simulation", () => {
  const partial = syntheticProblem(1, { partial: true });
  const others = Object.values(strategies)
    .map((entry) => entry.create())
    .filter(({ needs }) => !needs.includes("augmentable")); // the landscape has no networks that grow; see below

  test.each([random(), evolution()])(
    "goes on from a snapshot at any of 20 events as if never stopped: $name",
    (factory) => {
      for (const options of [{ evaluations: 30 }, { evaluations: 20, workers: 4 }]) {
        const { whole, resumed } = resumeEverywhere(partial, factory, options, 20);

        expect(resumed.length).toBeGreaterThan(10);
        for (const { trace } of resumed) expect(trace).toEqual(whole);
      }
    },
  );

  test.each(others)("goes on from a snapshot as if never stopped, whatever the strategy: $name", (factory) => {
    const { whole, resumed } = resumeEverywhere(partial, factory, { evaluations: 14, workers: 3 }, 20);

    expect(resumed.length).toBeGreaterThan(8);
    for (const { trace } of resumed) expect(trace).toEqual(whole);
  });

  test("goes on from a snapshot as if never stopped, where networks grow: neat", () => {
    const factory = neat({ population: 6, addNode: 0.3, addConnection: 0.3 });

    const { whole, resumed } = resumeEverywhere(growingProblem, factory, { evaluations: 40, workers: 4 }, 20);

    expect(whole.trials).toBe(40);
    expect(resumed.length).toBeGreaterThan(10);
    for (const { trace } of resumed) expect(trace).toEqual(whole);
  });

  test("does not go on alike where a strategy forgets its stream", () => {
    const forgetful: StrategyFactory = {
      ...random(),
      restore: (space, objectives) => random().create(space, objectives, createRng("another")),
    };

    const { whole, resumed } = resumeEverywhere(partial, forgetful, { evaluations: 20 });

    expect(resumed.some(({ trace }) => JSON.stringify(trace) !== JSON.stringify(whole))).toBe(true);
  });

  test("snapshot() stays as it is while the search goes on", () => {
    const simulation = Simulation.start(syntheticProblem(1), evolution(), { evaluations: 20 }, createRng(1));
    for (let i = 0; i < 5; i++) simulation.step();

    const snapshot = simulation.snapshot();
    const text = JSON.stringify(snapshot);
    while (simulation.step());

    expect(JSON.stringify(snapshot)).toBe(text);
  });
});
