import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { type Observation, type Proposal, ppo, reinforce, type StrategyFactory } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { loadAccuracies, searchTable } from "./tabular-benchmark.ts";

const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
const space = nb201();
const table = loadAccuracies();

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, reinforce());
  strategySuite(runner, reinforce({ optimizer: "plain", entropy: 0.1, tries: 1 }));
  strategySuite(runner, ppo({ batch: 3 }));
  strategySuite(runner, ppo({ batch: 2, normalize: false, entropy: 0.1, tries: 1 }));
});

function observe(trial: number, architecture: string, loss: number): Observation<string> {
  return { trial, architecture, key: space.key(architecture), state: "complete", values: { loss }, feasible: true };
}

/** Operations other than 3x3 convolutions. */
function lossOf(arch: string): number {
  return 6 - (arch.split("nor_conv_3x3").length - 1);
}

interface Snapshot {
  readonly logits: readonly number[];
}

/** Searches one trial at a time; returns what was proposed, and the logits at the end. */
function search(
  factory: StrategyFactory,
  trials: number,
  seed = 1,
  losses: (arch: string) => number = lossOf,
): { architectures: string[]; logits: readonly number[] } {
  const strategy = factory.create(space, objectives, createRng(seed));
  const architectures = Array.from({ length: trials }, (_, trial) => {
    const { architecture } = strategy.ask(1)[0] as Proposal<string>;
    strategy.tell([observe(trial, architecture, losses(architecture))]);
    return architecture;
  });
  return { architectures, logits: (strategy.snapshot() as unknown as Snapshot).logits };
}

describe("reinforce()", () => {
  test("learns nothing from the first result, nor from results that are all the same", () => {
    expect(search(reinforce(), 1).logits.every((logit) => logit === 0)).toBe(true);
    expect(search(reinforce(), 30, 1, () => 0.1).logits.every((logit) => logit === 0)).toBe(true);
  });

  test("takes one plain step of the advantage times the gradient", () => {
    const strategy = reinforce({ optimizer: "plain", learningRate: 0.5, baseline: 0.5, reward: "value" }).create(
      space,
      objectives,
      createRng(1),
    );
    const [first, second] = strategy.ask(2).map(({ architecture }) => architecture) as [string, string];
    strategy.tell([observe(0, first, 4), observe(1, second, 1)]);

    // Rewards -4 and -1: the average with the second is (0.25·-4 + 0.5·-1) / 0.75 = -2.
    const { logits } = strategy.snapshot() as unknown as Snapshot;
    const expected = space
      .toIndices(second)
      .flatMap((index) => [0, 1, 2, 3, 4].map((i) => 0.5 * (-1 - -2) * ((i === index ? 1 : 0) - 0.2)));
    for (const [i, logit] of expected.entries()) expect(logits[i]).toBeCloseTo(logit, 12);
  });

  test("learns the same from results in the same order, however far apart, unless told to go by their values", () => {
    const stretched = (arch: string): number => 100 ** lossOf(arch);

    expect(search(reinforce(), 40, 1, stretched)).toEqual(search(reinforce(), 40));
    expect(search(reinforce({ reward: "value" }), 40, 1, stretched)).not.toEqual(
      search(reinforce({ reward: "value" }), 40),
    );
  });

  test("comes to prefer what pays", () => {
    const { logits } = search(reinforce(), 150);
    for (let edge = 0; edge < 6; edge++) {
      const ofEdge = logits.slice(5 * edge, 5 * edge + 5);
      expect(ofEdge.indexOf(Math.max(...ofEdge))).toBe(3);
    }
  });

  test("refuses wrong settings", () => {
    expect(() => reinforce({ learningRate: -1 })).toThrow(InputError);
    expect(() => reinforce({ baseline: 1 })).toThrow(InputError);
    expect(() => reinforce({ optimizer: "sgd" as "adam" })).toThrow("expected adam or plain");
    expect(() => reinforce({ reward: "ranks" as "rank" })).toThrow("expected rank or value");
  });
});

describe("ppo()", () => {
  test("with one step for each result is reinforce()", () => {
    const one = search(ppo({ batch: 1, epochs: 1, normalize: false, learningRate: 0.1 }), 60);
    const other = search(reinforce({ learningRate: 0.1 }), 60);

    expect(one.architectures).toEqual(other.architectures);
    for (const [i, logit] of other.logits.entries()) expect(one.logits[i]).toBeCloseTo(logit, 9);
  });

  test("waits for a batch of results, and learns nothing from a batch without differences", () => {
    expect(search(ppo({ batch: 4 }), 3).logits.every((logit) => logit === 0)).toBe(true);
    expect(search(ppo({ batch: 4 }), 4).logits.some((logit) => logit !== 0)).toBe(true);
    expect(search(ppo({ batch: 10 }), 30, 1, () => 0.1).logits.every((logit) => logit === 0)).toBe(true);
  });

  test("learns from late results as from the policy they were drawn from", () => {
    const strategy = ppo({ batch: 4, epochs: 3 }).create(space, objectives, createRng(1));
    const late = strategy.ask(1)[0] as Proposal<string>;
    for (let trial = 1; trial < 59; trial++) {
      const { architecture } = strategy.ask(1)[0] as Proposal<string>;
      strategy.tell([observe(trial, architecture, lossOf(architecture))]);
    }
    strategy.tell([observe(0, late.architecture, 0)]);

    const { batch, drawn } = strategy.snapshot() as unknown as {
      batch: { logProbabilities: number[] }[];
      drawn: unknown[];
    };
    for (const log of batch.at(-1)?.logProbabilities ?? []) expect(log).toBeCloseTo(Math.log(0.2), 12);
    expect(batch.at(-1)?.logProbabilities).toHaveLength(6);
    expect(drawn).toEqual([]);
  });

  test("refuses wrong settings", () => {
    expect(() => ppo({ batch: 0 })).toThrow(InputError);
    expect(() => ppo({ clip: -0.1 })).toThrow(InputError);
  });
});

describe.skipIf(table === undefined)("NAS-Bench-201 table (skipped where ../shared/benchmarks is absent)", () => {
  // Means and standard deviations of 100 runs of n = 100, repeats charged.
  test.each([
    { learningRate: 0.01, expected: 93.78, sd: 0.29 },
    { learningRate: 0.1, expected: 94.04, sd: 0.27 },
  ])("reinforce() at $learningRate reaches its known accuracy", ({ learningRate, expected, sd }) => {
    const runs = 100;
    const factory = reinforce({ learningRate, reward: "value", tries: 1 });
    const found = Array.from({ length: runs }, (_, seed) => searchTable(table ?? new Map(), factory, 100, seed));

    expect(Math.abs(mean(found.map((best) => best.test)) - expected)).toBeLessThan((3 * sd) / Math.sqrt(runs) + 0.05);
  });
});
