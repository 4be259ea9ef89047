import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../../src/base/index.ts";
import { linear } from "../../../src/nn/index.ts";
import { type ArchitectureOf, choice, defineSpace, flag, nb201, range } from "../../../src/space/index.ts";
import { type Observation, type Proposal, random, type StrategyFactory, tpe } from "../../../src/strategy/index.ts";
import { strategySuite } from "../../../src/testing/index.ts";

const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
const cells = nb201();

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, tpe({ startup: 4 }));
  strategySuite(runner, tpe({ startup: 0, multivariate: false, gamma: "root", tries: 1 }));
});

function observe(trial: number, architecture: string, loss: number): Observation<string> {
  return { trial, architecture, key: cells.key(architecture), state: "complete", values: { loss }, feasible: true };
}

/** Distance of the operations from one cell. */
function lossOf(arch: string): number {
  return cells.toIndices(arch).reduce((sum, index, i) => sum + Math.abs(index - 1 - (i % 3)), 0);
}

function told(factory: StrategyFactory, trials: number) {
  const strategy = factory.create(cells, objectives, createRng(1));
  const rng = createRng(2);
  strategy.tell(
    Array.from({ length: trials }, (_, trial) => {
      const architecture = cells.sample(rng);
      return observe(trial, architecture, lossOf(architecture));
    }),
  );
  return strategy;
}

describe("tpe()", () => {
  test("is random until it has results enough", () => {
    expect(told(tpe(), 9).ask(1)[0]?.origin).toBe("random");
    expect(told(tpe(), 10).ask(1)[0]?.origin).toBe("likely among the best");
    const failing = tpe({ startup: 3 }).create(cells, objectives, createRng(1));
    for (const [trial, { architecture }] of failing.ask(9).entries()) {
      failing.tell([{ ...observe(trial, architecture, 1), state: "failed", values: {} }]);
    }
    expect(failing.ask(1)[0]?.origin).toBe("random");
  });

  test("proposes what is better than what it was told", () => {
    const proposals = told(tpe(), 100).ask(20);
    const losses = proposals.map(({ architecture }) => lossOf(architecture));
    expect(mean(losses)).toBeLessThan(5.5);
    expect(
      mean(
        told(random(), 100)
          .ask(20)
          .map(({ architecture }) => lossOf(architecture)),
      ),
    ).toBeGreaterThan(7);
  });

  test("keeps away from what is under way, and repeats nothing unless told to", () => {
    const keys = told(tpe(), 60)
      .ask(60)
      .map(({ architecture }) => cells.key(architecture));
    expect(new Set(keys).size).toBe(60);

    const space = { ...cells, key: (arch: string) => arch };
    const repeating = tpe({ tries: 1, startup: 5 }).create(space, objectives, createRng(1));
    const asked = Array.from({ length: 150 }, (_, trial) => {
      const { architecture } = repeating.ask(1)[0] as Proposal<string>;
      repeating.tell([{ ...observe(trial, architecture, lossOf(architecture)), key: architecture }]);
      return architecture;
    });
    expect(new Set(asked).size).toBeLessThan(150);
  });

  test("finds a combination that no option alone points to, where options are estimated together", () => {
    // Best where the first two options agree; each option alone is as good as any other.
    const lossOfPair = (arch: string): number => {
      const [a, b] = cells.toIndices(arch) as [number, number];
      return a === b ? 0 : 1;
    };
    const share = (multivariate: boolean, seed: number): number => {
      const rng = createRng(`history ${seed}`);
      const strategy = tpe({ multivariate, tries: 1 }).create(cells, objectives, createRng(seed));
      strategy.tell(
        Array.from({ length: 150 }, (_, trial) => {
          const architecture = cells.sample(rng);
          return observe(trial, architecture, lossOfPair(architecture) + 0.001 * rng.next());
        }),
      );
      const proposals = strategy.ask(20);
      return proposals.filter(({ architecture }) => lossOfPair(architecture) === 0).length / proposals.length;
    };
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const [together, alone] = [true, false].map((multivariate) => mean(seeds.map((seed) => share(multivariate, seed))));
    expect(together).toBeGreaterThan(0.7);
    expect(together).toBeGreaterThan((alone as number) + 0.15);
  });

  test("counts what broke a constraint, was pruned or lacks its value as no good", () => {
    const rng = createRng(5);
    const strategy = tpe({ tries: 1 }).create(cells, objectives, createRng(1));
    const conv = (arch: string): number => cells.toIndices(arch).filter((index) => index === 3).length;
    strategy.tell(
      Array.from({ length: 120 }, (_, trial): Observation<string> => {
        const architecture = cells.sample(rng);
        // More convolutions are better, but more than three never get a good end.
        const result = observe(trial, architecture, 6 - conv(architecture));
        if (conv(architecture) < 2) return result;
        const ends: Partial<Observation<string>>[] = [{ feasible: false }, { state: "pruned" }, { values: {} }];
        return { ...result, ...(ends[trial % 3] as Partial<Observation<string>>) };
      }),
    );
    for (const { architecture } of strategy.ask(30)) expect(conv(architecture)).toBeLessThanOrEqual(3);
    expect(mean(strategy.ask(30).map(({ architecture }) => conv(architecture)))).toBeLessThan(1.7);
  });

  test("searches conditional spaces with ordered parameters and forbidden combinations", () => {
    const space = defineSpace({
      name: "conditional",
      decisions: { size: range(1, 30), deep: flag(), kind: choice(["a", "b", "c"]), depth: range(1, 20) },
      when: { depth: ({ deep }) => deep },
      forbid: [{ why: "c is never deep", test: ({ deep, kind }) => deep && kind === "c" }],
      build: (_, net) => linear(net, net.input, net.task.outputs),
    });
    type A = ArchitectureOf<typeof space>;
    const loss = ({ size, depth = 0 }: A): number => Math.abs(size - 21) / 3 + (depth === 0 ? 8 : Math.abs(depth - 5));
    const best = (factory: StrategyFactory, seed: number): number => {
      const strategy = factory.create(space, objectives, createRng(seed));
      let least = Number.POSITIVE_INFINITY;
      for (let trial = 0; trial < 60; trial++) {
        const { architecture } = strategy.ask(1)[0] as Proposal<A>;
        expect(space.parse(architecture)).toEqual(architecture);
        least = Math.min(least, loss(architecture));
        const key = space.key(architecture);
        strategy.tell([
          { trial, architecture, key, state: "complete", values: { loss: loss(architecture) }, feasible: true },
        ]);
      }
      return least;
    };
    const reach = (factory: StrategyFactory): number =>
      mean([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => best(factory, seed)));
    expect(reach(tpe())).toBeLessThan(reach(random()) - 0.4);
  });

  test("refuses wrong settings", () => {
    expect(() => tpe({ candidates: 0 })).toThrow(InputError);
    expect(() => tpe({ priorWeight: 0 })).toThrow(InputError);
    expect(() => tpe({ gamma: "square" as "root" })).toThrow("expected linear or root");
  });
});
