import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import {
  type Features,
  type GpOptions,
  gp,
  type Observation,
  type Proposal,
  type Strategy,
} from "../../src/strategy/index.ts";
import { boundedTargets } from "../../src/strategy/model/bounded-targets.ts";
import { normalScale } from "../../src/strategy/model/inputs.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { loadAccuracies, searchTable } from "./tabular-benchmark.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  const small = { initial: 4, candidates: 20 };
  strategySuite(runner, gp(small));
  strategySuite(runner, gp({ ...small, kernel: "wl", acquisition: "ts", results: 10 }));
});

/** Operations other than 3x3 convolutions, those near the output counting more. */
function lossOf(arch: string): number {
  return space.toIndices(arch).reduce((sum, option, edge) => sum + (option === 3 ? 0 : 1 + edge / 10), 0);
}

const convolutions: Features<string> = {
  name: "convolutions",
  names: ["convolutions", "unknown"],
  of: (arch) => [arch.split("nor_conv_3x3").length, Number.NaN],
};

function observe(trial: number, architecture: string): Observation<string> {
  const values = { loss: lossOf(architecture) };
  return { trial, architecture, key: space.key(architecture), state: "complete", values, feasible: true };
}

function search(
  trials: number,
  options: GpOptions,
  features?: Features<string>,
): { losses: number[]; strategy: Strategy<string> } {
  const strategy = gp(options, features).create(space, objectives, createRng(1)) as Strategy<string>;
  const losses = Array.from({ length: trials }, (_, trial) => {
    const { architecture } = strategy.ask(1)[0] as Proposal<string>;
    strategy.tell([observe(trial, architecture)]);
    return lossOf(architecture);
  });
  return { losses, strategy };
}

describe("gp()", () => {
  test.each<GpOptions>([{}, { kernel: "wl" }, { acquisition: "ucb" }, { acquisition: "ts" }])(
    "with %j proposes better architectures than its random start",
    (options) => {
      const { losses } = search(45, options);
      expect(Math.min(...losses.slice(5))).toBeLessThan(Math.min(...losses.slice(0, 5)) - 1);
    },
  );

  test("starts with what cheap features speak for", () => {
    expect(mean(search(5, {}, convolutions).losses)).toBeLessThan(mean(search(5, {}).losses) - 1);
  });

  test("asks for different architectures while results are waited for", () => {
    const { strategy } = search(15, { candidates: 50 });
    const keys = Array.from({ length: 8 }, () => space.key((strategy.ask(1)[0] as Proposal<string>).architecture));
    expect(new Set(keys).size).toBe(8);
  });

  test.each<GpOptions>([{ initial: 1 }, { candidates: 0 }, { kernel: "rbf" as "wl" }, { acquisition: "pi" as "ei" }])(
    "refuses %j",
    (options) => {
      expect(() => gp(options)).toThrow(InputError);
    },
  );
});

const table = loadAccuracies();

describe.skipIf(table === undefined)("NAS-Bench-201 table (skipped where ../shared/benchmarks is absent)", () => {
  test("gp() finds the best cells of CIFAR-10 within 60 trials", () => {
    const found = [0, 1, 2, 3].map((seed) => searchTable(table ?? new Map(), gp(), 60, seed));
    // 28 of 30 seeds of the benchmark had found the cell of 91.607 % after 60 trials; one of these four has not.
    expect(found.filter(({ valid }) => valid > 91.5).length).toBeGreaterThanOrEqual(3);
    expect(mean(found.map(({ test: accuracy }) => accuracy))).toBeGreaterThan(94.1);
  });
});

test("normalScale() gives each feature its place in the space, 0 where it is unknown", () => {
  const scale = normalScale(space, convolutions);
  const all = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";
  const none = all.replaceAll("nor_conv_3x3", "none");
  expect(scale(all)[0]).toBeGreaterThan(0.99);
  expect(scale(none)[0]).toBeLessThan(0.35);
  expect([scale(all)[1], scale(none)[1]]).toEqual([0, 0]);
});

test("boundedTargets() cuts off what is far worse than the median, and nothing else", () => {
  expect([...boundedTargets(Float64Array.of(1, 2, 3, 4, 100))]).toEqual([1, 2, 3, 4, 9]);
  expect([...boundedTargets(Float64Array.of(5, 5, 5, 7))]).toEqual([5, 5, 5, 7]);
});
