import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../../src/base/index.ts";
import { syntheticProblem } from "../../../src/benchmark/synthetic.ts";
import { nb201 } from "../../../src/space/index.ts";
import { type AshaOptions, asha, random, type StrategyFactory } from "../../../src/strategy/index.ts";
import { strategySuite } from "../../../src/testing/index.ts";
import { volumeAfter } from "./two-objective-clock.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [
  { name: "loss", unit: "1", goal: "min" },
  { name: "size", unit: "1", goal: "min" },
];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, asha({ frontOrder: "crowding" }));
});

/** One front; what lies nearest the middle is not what lies farthest from its own neighbours. */
const front = [0, 2, 5, 5.8, 6.6, 10].map((x) => [x, 10 - x] as const);

/** The places of the front that are promoted of nine trials, the other three far behind it. */
function promoted(options: AshaOptions): number[] {
  const strategy = asha({ mode: "promotion", minFidelity: 1 / 3, ...options }).create(space, objectives, createRng(1));
  const costs = [...front, [20, 20], [21, 21], [22, 22]] as const;
  const asked = strategy.ask(9);
  strategy.tell(
    asked.map(({ architecture, fidelity = 1 }, trial) => {
      const [loss, size] = costs[trial] as readonly [number, number];
      const key = space.key(architecture);
      return { trial, architecture, key, state: "complete", values: { loss, size }, feasible: true, fidelity };
    }),
  );
  const keys = asked.map(({ architecture }) => space.key(architecture));
  const next = strategy.ask(5).filter(({ fidelity }) => fidelity === 1);
  return next.map(({ architecture }) => keys.indexOf(space.key(architecture)));
}

describe("asha() with two objectives", () => {
  test("promotes those that cover a front", () => {
    expect(promoted({})).toEqual([0, 5, 2]);
  });

  test("promotes the least crowded where asked to", () => {
    expect(promoted({ frontOrder: "crowding" })).toEqual([0, 5, 1]);
  });

  test("covers more than random search in equal simulated time, whatever the mode", () => {
    const problems = Array.from({ length: 30 }, (_, seed) => syntheticProblem(seed, { partial: true }));
    const volumes = (factory: StrategyFactory): number[] =>
      problems.map((problem, seed) => volumeAfter(factory, problem, seed, 2500));
    const plain = volumes(random());
    for (const mode of ["stopping", "promotion"] as const) {
      const gains = volumes(asha({ mode })).map((volume, i) => volume - (plain[i] as number));
      expect(mean(gains)).toBeGreaterThan(0.03);
      expect(gains.filter((gain) => gain > 0).length).toBeGreaterThan(20);
    }
  });

  test("refuses an unknown order", () => {
    expect(() => asha({ frontOrder: "arrival" as "crowding" })).toThrow(InputError);
  });
});
