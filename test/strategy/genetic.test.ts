import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import {
  type GeneticOptions,
  genetic,
  type Observation,
  type Proposal,
  type Strategy,
} from "../../src/strategy/index.ts";
import { mutateOptions } from "../../src/strategy/vary-options.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { tabularSpace } from "../../src/testing/tabular-space.ts";

const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
const space = nb201();

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, genetic());
  strategySuite(runner, genetic({ population: 4, parents: 2, selection: "truncation", replacement: "steady" }));
  strategySuite(runner, genetic({ population: 4, parents: 1, crossover: 0.5, tries: 1 }));
});

/** Operations other than 3x3 convolutions. */
function lossOf(arch: string): number {
  return 6 - (arch.split("nor_conv_3x3").length - 1);
}

function observe(trial: number, architecture: string): Observation<string> {
  const values = { loss: lossOf(architecture) };
  return { trial, architecture, key: space.key(architecture), state: "complete", values, feasible: true };
}

/** Searches one trial at a time; `each` sees the strategy after each. */
function search(options: GeneticOptions, trials: number, each: (strategy: Strategy<string>) => void = () => {}) {
  const strategy = genetic(options).create(space, objectives, createRng(1));
  return Array.from({ length: trials }, (_, trial) => {
    const proposal = strategy.ask(1)[0] as Proposal<string>;
    strategy.tell([observe(trial, proposal.architecture)]);
    each(strategy);
    return proposal;
  });
}

function parentsOf(origin: string): number[] {
  return [...origin.matchAll(/\d+/g)].map(Number);
}

describe("genetic()", () => {
  test("takes each decision of a child from either parent where nothing mutates", () => {
    const proposals = search({ mutation: 0, tries: 1 }, 60);

    for (const { architecture, origin } of proposals.slice(20)) {
      const parents = parentsOf(origin).map((trial) => space.toIndices(proposals[trial]?.architecture as string));
      expect(parents).toHaveLength(2);
      for (const [i, index] of space.toIndices(architecture).entries()) {
        expect(parents.map((parent) => parent[i])).toContain(index);
      }
    }
  });

  test("has children of the best parents of a generation only", () => {
    const proposals = search({ population: 10, parents: 4 }, 40);
    const losses = proposals.map(({ architecture }) => lossOf(architecture));

    for (let start = 10; start < 40; start += 6) {
      const fourth = [...losses.slice(0, start)].sort((a, b) => a - b)[3] as number;
      for (const { origin } of proposals.slice(start, start + 6)) {
        for (const parent of parentsOf(origin)) {
          expect(parent).toBeLessThan(start);
          expect(losses[parent]).toBeLessThanOrEqual(fourth);
        }
      }
    }
  });

  test("never loses its best, whenever it chooses survivors", () => {
    for (const replacement of ["generation", "steady"] as const) {
      let best = Number.POSITIVE_INFINITY;
      search({ population: 10, parents: 4, replacement }, 60, (strategy) => {
        const { survivors, archive } = strategy.snapshot() as unknown as {
          survivors: number[];
          archive: { entries: { costs: number[] }[] };
        };
        if (survivors.length === 0) return;
        const least = Math.min(...survivors.map((at) => archive.entries[at]?.costs[0] as number));
        expect(least).toBeLessThanOrEqual(best);
        best = least;
      });
      expect(best).toBeLessThan(2);
    }
  });

  test("lets what breaks a constraint survive only while there is nothing else", () => {
    const strategy = genetic({ population: 6, parents: 2, selection: "truncation" }).create(
      space,
      objectives,
      createRng(1),
    );
    const first = strategy.ask(6).map((proposal, trial) => observe(trial, proposal.architecture));
    strategy.tell(
      first.map((observation, i) => ({ ...observation, values: { loss: i }, feasible: i === 4 || i === 5 })),
    );

    for (const { origin } of strategy.ask(20)) expect(new Set(parentsOf(origin))).toEqual(new Set([4, 5]));
  });

  test("ends a generation though some of its trials failed", () => {
    const strategy = genetic({ population: 4, parents: 2 }).create(space, objectives, createRng(1));
    const first = strategy.ask(4).map((proposal, trial) => observe(trial, proposal.architecture));
    strategy.tell(
      first.map((observation, i) => (i < 3 ? { ...observation, state: "failed", values: {} } : observation)),
    );

    expect(strategy.ask(1)[0]?.origin).toBe("mutation of 3");
  });

  test("refuses wrong settings", () => {
    expect(() => genetic({ population: 10, parents: 10 })).toThrow(
      "Cannot set up genetic: parents is 10, expected less than population, 10",
    );
    expect(() => genetic({ crossover: 2 })).toThrow(InputError);
    expect(() => genetic({ selection: "roulette" as "tournament" })).toThrow("expected tournament or truncation");
    expect(() => genetic({ replacement: "never" as "steady" })).toThrow("expected generation or steady");
  });
});

describe("mutateOptions()", () => {
  test("changes as many decisions as the rate says, each to another option", () => {
    const rng = createRng(1);
    const before = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
    const changes = Array.from({ length: 3000 }, () => {
      const after = mutateOptions(space, before, 1 / 6, rng) as string;
      return space.toIndices(after).filter((index) => index !== 0).length;
    });

    // One change on average; the standard error is 0.017.
    expect(Math.abs(mean(changes) - 1)).toBeLessThan(0.06);
    expect(mutateOptions(space, before, 0, rng)).toBe(before);
    expect(space.toIndices(mutateOptions(space, before, 1, rng) as string)).not.toContain(0);
  });

  test("gives valid architectures of conditional spaces, or nothing where they are forbidden", () => {
    const tabular = tabularSpace();
    const rng = createRng(2);
    const mutants = Array.from({ length: 500 }, () => mutateOptions(tabular, tabular.sample(rng), 0.6, rng));

    const valid = mutants.filter((mutant) => mutant !== undefined);
    for (const mutant of valid) expect(tabular.parse(mutant)).toEqual(mutant);
    expect(valid.length).toBeGreaterThan(450);
    expect(valid.length).toBeLessThan(500);
  });
});
