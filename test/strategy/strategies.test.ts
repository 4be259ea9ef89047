import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../src/base/index.ts";
import { linear } from "../../src/nn/index.ts";
import { type ArchitectureOf, defineSpace, flag, nb201 } from "../../src/space/index.ts";
import {
  evolution,
  type Observation,
  type Proposal,
  random,
  type StrategyFactory,
  strategies,
  tournamentWinner,
} from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, random());
  strategySuite(runner, random({ tries: 1 }));
  strategySuite(runner, evolution());
  strategySuite(runner, evolution({ population: 3, sample: 5, replacement: true, tries: 1 }));
});

/** A loss that counts the operations other than 3x3 convolutions. */
function lossOf(arch: string): number {
  return 6 - (arch.split("nor_conv_3x3").length - 1);
}

function observe(trial: number, architecture: string, loss = lossOf(architecture)): Observation<string> {
  return { trial, architecture, key: space.key(architecture), state: "complete", values: { loss }, feasible: true };
}

/** Searches one trial at a time; returns what was proposed. */
function search(factory: StrategyFactory, trials: number, seed: number): { architecture: string; origin: string }[] {
  const strategy = factory.create(space, objectives, createRng(seed));
  return Array.from({ length: trials }, (_, trial) => {
    const proposal = strategy.ask(1)[0] as { architecture: string; origin: string };
    strategy.tell([observe(trial, proposal.architecture)]);
    return proposal;
  });
}

describe("golden", () => {
  test("random() proposes the same at seed 42 for ever", () => {
    expect(search(random(), 4, 42)).toMatchInlineSnapshot(`
      [
        {
          "architecture": "|avg_pool_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|avg_pool_3x3~0|nor_conv_3x3~1|none~2|",
          "origin": "random",
        },
        {
          "architecture": "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|skip_connect~1|nor_conv_1x1~2|",
          "origin": "random",
        },
        {
          "architecture": "|none~0|+|nor_conv_1x1~0|none~1|+|nor_conv_1x1~0|nor_conv_1x1~1|skip_connect~2|",
          "origin": "random",
        },
        {
          "architecture": "|nor_conv_3x3~0|+|avg_pool_3x3~0|skip_connect~1|+|none~0|none~1|none~2|",
          "origin": "random",
        },
      ]
    `);
  });

  test("evolution() proposes the same at seed 42 for ever", () => {
    expect(search(evolution({ population: 4 }), 8, 42)).toMatchInlineSnapshot(`
      [
        {
          "architecture": "|avg_pool_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|avg_pool_3x3~0|nor_conv_3x3~1|none~2|",
          "origin": "random",
        },
        {
          "architecture": "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|+|none~0|skip_connect~1|nor_conv_1x1~2|",
          "origin": "random",
        },
        {
          "architecture": "|none~0|+|nor_conv_1x1~0|none~1|+|nor_conv_1x1~0|nor_conv_1x1~1|skip_connect~2|",
          "origin": "random",
        },
        {
          "architecture": "|nor_conv_3x3~0|+|avg_pool_3x3~0|skip_connect~1|+|none~0|none~1|none~2|",
          "origin": "random",
        },
        {
          "architecture": "|none~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|avg_pool_3x3~0|nor_conv_3x3~1|none~2|",
          "origin": "mutation of 0",
        },
        {
          "architecture": "|nor_conv_3x3~0|+|skip_connect~0|avg_pool_3x3~1|+|none~0|skip_connect~1|nor_conv_1x1~2|",
          "origin": "mutation of 1",
        },
        {
          "architecture": "|nor_conv_3x3~0|+|avg_pool_3x3~0|skip_connect~1|+|skip_connect~0|none~1|none~2|",
          "origin": "mutation of 3",
        },
        {
          "architecture": "|skip_connect~0|+|skip_connect~0|avg_pool_3x3~1|+|none~0|skip_connect~1|nor_conv_1x1~2|",
          "origin": "mutation of 5",
        },
      ]
    `);
  });
});

describe("random search", () => {
  test("random() draws each operation equally often", () => {
    const proposals = random({ tries: 1 }).create(space, objectives, createRng(1)).ask(2000);
    const counts = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"].map((operation) =>
      proposals.reduce((sum, { architecture }) => sum + architecture.split(operation).length - 1, 0),
    );

    // Chi-squared with 4 degrees of freedom exceeds 18.47 with probability 0.001.
    const expected = (2000 * 6) / 5;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(18.47);
  });

  test("random() repeats no network unless told to", () => {
    const keysOf = (factory: StrategyFactory): Set<string> =>
      new Set(
        factory
          .create(space, objectives, createRng(1))
          .ask(500)
          .map((proposal) => space.key(proposal.architecture)),
      );

    expect(keysOf(random()).size).toBe(500);
    expect(keysOf(random({ tries: 1 })).size).toBeLessThan(490);
  });
});

describe("evolution", () => {
  test("evolution() keeps the last finished trials, oldest first", () => {
    const strategy = evolution({ population: 5 }).create(space, objectives, createRng(3));
    for (let trial = 0; trial < 23; trial++) {
      strategy.tell([observe(trial, strategy.ask(1)[0]?.architecture as string)]);
      const { population } = strategy.snapshot() as unknown as { population: { trial: number }[] };

      const newest = Array.from({ length: Math.min(5, trial + 1) }, (_, i) => trial - i).reverse();
      expect(population.map((member) => member.trial)).toEqual(newest);
    }
  });

  test("evolution() starts at random, then proposes neighbours of living trials", () => {
    const proposals = search(evolution({ population: 6 }), 30, 1);

    proposals.forEach(({ architecture, origin }, trial) => {
      if (trial < 6) expect(origin).toBe("random");
      else {
        const parent = Number(/^mutation of (\d+)$/.exec(origin)?.[1]);
        expect(parent).toBeGreaterThanOrEqual(trial - 6);
        expect([...space.neighbours(proposals[parent]?.architecture as string)]).toContain(architecture);
      }
    });
  });

  test("evolution() with a tournament of everyone mutates the best alive", () => {
    const proposals = search(evolution({ population: 6, sample: 6 }), 40, 2);

    proposals.slice(6).forEach(({ origin }, i) => {
      const alive = proposals.slice(i, i + 6).map(({ architecture }) => lossOf(architecture));
      const parent = Number(/\d+/.exec(origin)?.[0]);
      expect(alive[parent - i]).toBe(Math.min(...alive));
    });
  });

  test("evolution() lets failed and pruned trials not live", () => {
    const strategy = evolution({ population: 3, sample: 3 }).create(space, objectives, createRng(4));
    const proposals = strategy.ask(3).map(({ architecture }, trial) => observe(trial, architecture));
    const [failed, pruned, complete] = proposals as [Observation<string>, Observation<string>, Observation<string>];
    strategy.tell([
      { ...failed, state: "failed", values: {} },
      { ...pruned, state: "pruned" },
    ]);
    expect(strategy.ask(1)[0]?.origin).toBe("random");
    strategy.tell([complete]);

    expect(strategy.ask(5).map((proposal) => proposal.origin)).toEqual(new Array(5).fill("mutation of 2"));
  });

  test("evolution() proposes at random where the parent has no neighbour", () => {
    const flags = defineSpace({
      name: "all or none",
      decisions: { a: flag(), b: flag(), c: flag() },
      forbid: [{ why: "flags go together", test: ({ a, b, c }) => a !== b || b !== c }],
      build: (_, net) => linear(net, net.input, net.task.outputs),
    });
    const strategy = evolution({ population: 2 }).create(flags, objectives, createRng(1));

    for (let trial = 0; trial < 10; trial++) {
      const { architecture, origin } = strategy.ask(1)[0] as Proposal<ArchitectureOf<typeof flags>>;
      expect(origin).toBe("random");
      const key = flags.key(flags.parse(architecture));
      strategy.tell([{ trial, architecture, key, state: "complete", values: { loss: trial }, feasible: true }]);
    }
  });

  test("evolution() finds better cells than random search", () => {
    const reach = (factory: StrategyFactory): number =>
      mean(
        Array.from({ length: 20 }, (_, seed) =>
          Math.min(...search(factory, 60, seed).map(({ architecture }) => lossOf(architecture))),
        ),
      );

    expect(reach(evolution())).toBeLessThan(reach(random()) - 0.5);
  });

  test("evolution() refuses wrong settings", () => {
    expect(() => evolution({ sample: 0 })).toThrow(InputError);
    expect(() => strategies.evolution.create({ populaton: 3 })).toThrow(
      'Cannot set up evolution: there is no setting "populaton", expected population, sample, replacement, tries',
    );
    expect(strategies.evolution.create({ population: 7 }).settings).toEqual({
      population: 7,
      sample: 3,
      replacement: false,
      tries: 20,
    });
  });
});

describe("tournament", () => {
  const feasible = (...costs: number[]): { feasible: boolean; costs: number[] } => ({ feasible: true, costs });

  test("tournamentWinner() takes the least cost, the first of equals", () => {
    const [a, b, c] = [feasible(2), feasible(1), feasible(1)];

    expect(tournamentWinner([a, b, c])).toBe(b);
    expect(tournamentWinner([a, c, b])).toBe(c);
    expect(tournamentWinner([feasible(Number.NaN), a])).toBe(a);
  });

  test("tournamentWinner() puts the feasible before the better", () => {
    const cheap = { feasible: false, costs: [0] };

    expect(tournamentWinner([cheap, feasible(9)])).toEqual(feasible(9));
    expect(tournamentWinner([cheap, { feasible: false, costs: [1] }])).toBe(cheap);
  });

  test("tournamentWinner() goes by dominance, then by crowding", () => {
    const [dominated, left, middle, right] = [feasible(4, 4), feasible(0, 3), feasible(1, 1), feasible(3, 0)];

    expect(tournamentWinner([dominated, middle, left, right])).toBe(left);
    expect(tournamentWinner([dominated, middle, right, left])).toBe(right);
    expect(tournamentWinner([dominated, middle])).toBe(middle);
    expect(
      tournamentWinner([feasible(1, Number.NaN), feasible(Number.NaN, 2), feasible(3, Number.NaN), dominated]),
    ).toBe(dominated);
  });
});
