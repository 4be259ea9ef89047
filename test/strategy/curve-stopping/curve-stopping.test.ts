import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import {
  canonicalJson,
  createRng,
  InputError,
  type Json,
  type MetricSpec,
  type Values,
} from "../../../src/base/index.ts";
import { nb201 } from "../../../src/space/index.ts";
import {
  type CurveStoppingOptions,
  curveStopping,
  type Observation,
  random,
  type Strategy,
  tpe,
} from "../../../src/strategy/index.ts";
import { strategySuite } from "../../../src/testing/index.ts";

const space = nb201();
const oneObjective: readonly MetricSpec[] = [{ name: "accuracy", unit: "1", goal: "max" }];
const threeObjectives: readonly MetricSpec[] = [
  ...oneObjective,
  { name: "params", unit: "1", goal: "min" },
  { name: "latency", unit: "ms", goal: "min" },
];
const epochs = 20;

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, curveStopping());
  strategySuite(runner, curveStopping({ rule: "median", sampler: "evolution", startup: 1 }));
  strategySuite(runner, curveStopping({ sampler: "tpe" }));
});

/** What a trial reports at an epoch: an accuracy that rises towards `end`, and the other values as they are. */
type Report = (epoch: number) => Values;

function rising(end: number, others: Values = {}): Report {
  return (epoch) => ({ accuracy: end - 0.5 * Math.exp(-epoch / 4), ...others });
}

/** Runs one trial; returns at which epoch it was ended, or undefined. */
function train(strategy: Strategy<string>, trial: number, report: Report, feasible = true): number | undefined {
  const [proposal] = strategy.ask(1);
  const architecture = proposal?.architecture as string;
  const curve: { fidelity: number; values: Values }[] = [];
  let state: "complete" | "pruned" = "complete";
  for (let epoch = 1; epoch <= epochs && state === "complete"; epoch++) {
    const [fidelity, values] = [epoch / epochs, report(epoch)];
    curve.push({ fidelity, values });
    if (strategy.judge?.(trial, fidelity, values) === "stop") state = "pruned";
  }
  const values = curve.at(-1)?.values as Values;
  const told: Observation<string> = {
    trial,
    architecture,
    key: space.key(architecture),
    state,
    values,
    feasible,
    curve,
  };
  strategy.tell([told]);
  return state === "pruned" ? curve.length : undefined;
}

function start(options: CurveStoppingOptions, objectives = oneObjective): Strategy<string> {
  return curveStopping(options).create(space, objectives, createRng(1)) as Strategy<string>;
}

/** A strategy that was told complete trials of these ends. */
function told(ends: readonly number[], options: CurveStoppingOptions = {}): Strategy<string> {
  const strategy = start({ startup: ends.length, ...options });
  for (const [trial, end] of ends.entries()) expect(train(strategy, trial, rising(end))).toBeUndefined();
  return strategy;
}

describe("curveStopping() by prediction", () => {
  test("ends soon what will not become better than the best, and lets go on what will", () => {
    const strategy = told([0.6, 0.9, 0.7]);

    expect(train(strategy, 3, rising(0.5))).toBeLessThanOrEqual(8);
    expect(train(strategy, 4, rising(0.95))).toBeUndefined();
    // Ahead of the others for long, but not going to be better.
    expect(train(strategy, 5, (epoch) => ({ accuracy: 0.85 - 0.05 / epoch }))).toBeLessThan(epochs);
  });

  test("ends the more the larger delta is, none where it is 0", () => {
    const ended = [0, 0.05, 0.4].map((delta) => train(told([0.9], { delta }), 1, rising(0.86)) ?? epochs + 1);

    expect(ended[0]).toBe(epochs + 1);
    expect(ended[1]).toBeLessThanOrEqual(epochs);
    expect(ended[2]).toBeLessThanOrEqual(ended[1] as number);
  });

  test("measures by the best that breaks no constraint", () => {
    const strategy = start({ startup: 1 });
    train(strategy, 0, rising(0.9), false);
    expect(train(strategy, 1, rising(0.5))).toBeUndefined();
    expect(train(strategy, 2, rising(0.3))).toBeLessThan(epochs);
  });

  test("judges once an interval, from its first end on", () => {
    const judged = (interval: number): number =>
      train(told([0.9], { interval }), 1, () => ({ accuracy: 0.1 })) as number;

    expect(judged(0.25) % 5).toBe(0);
    expect(judged(0.5)).toBe(10);
    expect(train(told([0.9], { interval: 1 }), 1, () => ({ accuracy: 0.1 }))).toBeUndefined();
  });

  test("with several objectives ends what will be worse than one result in all of them", () => {
    const strategy = start({ startup: 2 }, threeObjectives);
    train(strategy, 0, rising(0.9, { params: 100 }));
    // Lacks a latency, so there is no front yet.
    expect(train(strategy, 1, rising(0.5, { params: 200 }))).toBeUndefined();
    const finish = (trial: number, end: number, params: number): void => {
      const [proposal] = strategy.ask(1);
      const architecture = proposal?.architecture as string;
      const values = { accuracy: end, params, latency: 1 };
      strategy.tell([{ trial, architecture, key: space.key(architecture), state: "complete", values, feasible: true }]);
    };
    finish(2, 0.9, 100);
    finish(3, 0.7, 50);

    expect(train(strategy, 4, rising(0.5, { params: 200 }))).toBeLessThan(epochs);
    expect(train(strategy, 5, rising(0.5, { params: 60 }))).toBeLessThan(epochs);
    expect(train(strategy, 6, rising(0.5, { params: 40 }))).toBeUndefined();
    expect(train(strategy, 7, rising(0.8, { params: 90 }))).toBeUndefined();
    // What never moves is no learning curve.
    expect(train(strategy, 8, () => ({ params: 900 }))).toBeUndefined();
  });
});

describe("curveStopping() by the median", () => {
  const median = { rule: "median", startup: 3 } as const;

  test("ends what is worse than the median of means", () => {
    const strategy = start({ ...median, interval: 0.5 });
    // Means at half the budget: 0.2, 0.5 and 0.9. The last point moves, as no learning curve stands still.
    for (const [trial, accuracy] of [0.2, 0.5, 0.9].entries()) {
      train(strategy, trial, (epoch) => ({ accuracy: epoch < epochs ? accuracy : 1 }));
    }

    expect(train(strategy, 3, () => ({ accuracy: 0.49 }))).toBe(10);
    expect(train(strategy, 4, () => ({ accuracy: 0.5 }))).toBeUndefined();
    // The best value counts, not the last: five complete trials are 0.2, 0.5, 0.5 and 0.9.
    expect(train(strategy, 5, (epoch) => ({ accuracy: epoch === 2 ? 0.6 : 0.1 }))).toBeUndefined();
  });

  test("takes the mean of all that was shown as far", () => {
    const strategy = start({ ...median, startup: 1, interval: 0.5 });
    train(strategy, 0, (epoch) => ({ accuracy: epoch / 10 }));

    // The mean of 0.1 to 1.0.
    expect(train(strategy, 1, () => ({ accuracy: 0.54 }))).toBe(10);
    expect(train(start(median), 1, () => ({ accuracy: 0.56 }))).toBeUndefined();
  });

  test("with several objectives ends what is worse in all", () => {
    const strategy = start({ ...median, startup: 1 }, threeObjectives);
    train(strategy, 0, rising(0.7, { params: 100 }));

    expect(train(strategy, 1, rising(0.6, { params: 90 }))).toBeUndefined();
    expect(train(strategy, 2, rising(0.6, { params: 110 }))).toBe(2);
  });
});

describe("curveStopping()", () => {
  test("ends no trial before so many are complete", () => {
    const strategy = start({ startup: 2 });
    train(strategy, 0, rising(0.9));

    expect(train(strategy, 1, rising(0.3))).toBeUndefined();
    expect(train(strategy, 2, rising(0.3))).toBeLessThan(epochs);
  });

  test("proposes what its sampler proposes", () => {
    const architectures = (strategy: Strategy<string>): string[] =>
      strategy.ask(5).map(({ architecture }) => architecture);
    const plain = (factory: ReturnType<typeof random>): string[] =>
      architectures(factory.create(space, oneObjective, createRng(1)) as Strategy<string>);

    expect(architectures(start({}))).toEqual(plain(random()));
    expect(architectures(start({ sampler: "tpe" }))).toEqual(plain(tpe()));
    expect(curveStopping({ sampler: "tpe" }).needs).toEqual(tpe().needs);
  });

  test.each(["predictive", "median"] as const)("decides the same after a restart, by the %s rule", (rule) => {
    const factory = curveStopping({ rule, startup: 2 });
    const run = (hop: (strategy: Strategy<string>) => Strategy<string>): (string | undefined)[] => {
      let strategy = factory.create(space, oneObjective, createRng(4)) as Strategy<string>;
      const ends = [0.8, 0.9, 0.6, 0.88, 0.95, 0.7];
      const decisions: (string | undefined)[] = [];
      for (const [trial, end] of ends.entries()) {
        const [proposal] = strategy.ask(1);
        const architecture = proposal?.architecture as string;
        const curve = Array.from({ length: 10 }, (_, i) => ({
          fidelity: (i + 1) / 10,
          values: rising(end)(2 * i + 2),
        }));
        for (const { fidelity, values } of curve) {
          strategy = hop(strategy);
          decisions.push(strategy.judge?.(trial, fidelity, values));
        }
        const values = curve.at(-1)?.values as Values;
        const key = space.key(architecture);
        strategy.tell([{ trial, architecture, key, state: "complete", values, feasible: true, curve }]);
      }
      return decisions;
    };
    const decisions = run((strategy) => strategy);

    expect(decisions).toContain("stop");
    const hopped = run((strategy) => {
      const stored = JSON.parse(JSON.stringify(strategy.snapshot())) as Json;
      expect(canonicalJson(stored)).toBe(canonicalJson(strategy.snapshot()));
      return factory.restore(space, oneObjective, stored) as Strategy<string>;
    });
    expect(hopped).toEqual(decisions);
  });

  test("begins a curve anew where a trial is run again", () => {
    const [crashed, whole] = [told([0.9]), told([0.9])];
    for (const epoch of [1, 2, 3]) crashed.judge?.(1, epoch / epochs, { accuracy: 0.01 * epoch });

    expect(train(crashed, 1, rising(0.6))).toBe(train(whole, 1, rising(0.6)));
    expect(crashed.snapshot()).toEqual(whole.snapshot());
  });

  test("passes over values that are no numbers", () => {
    const strategy = told([0.9]);

    expect(train(strategy, 1, () => ({ accuracy: Number.NaN }))).toBeUndefined();
    expect(JSON.stringify(strategy.snapshot())).not.toContain("NaN");
  });

  test.each([
    { rule: "mean" as "median" },
    { sampler: "gp" as "tpe" },
    { delta: 1.5 },
    { interval: 0 },
    { startup: 0 },
  ])("refuses %j", (options) => {
    expect(() => curveStopping(options)).toThrow(InputError);
  });
});
