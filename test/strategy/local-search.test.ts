import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, mean } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { type LocalSearchOptions, localSearch, type Observation, type Proposal } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { loadAccuracies, searchTable } from "./tabular-benchmark.ts";

const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
/** Cells are told apart by their text, as the published searches on the table do. */
const space = { ...nb201(), key: (arch: string) => arch };
const table = loadAccuracies();

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, localSearch());
  strategySuite(runner, localSearch({ starts: 1, improvement: "best" }));
  strategySuite(runner, localSearch({ starts: 2, restart: "kick", kick: 2 }));
});

interface Step {
  readonly architecture: string;
  readonly origin: string;
  readonly loss: number;
}

/** Searches one trial at a time. */
function walk(options: LocalSearchOptions, trials: number, seed: number, lossOf: (arch: string) => number): Step[] {
  const strategy = localSearch(options).create(space, objectives, createRng(seed));
  return Array.from({ length: trials }, (_, trial) => {
    const { architecture, origin } = strategy.ask(1)[0] as Proposal<string>;
    const loss = lossOf(architecture);
    strategy.tell([observe(trial, architecture, loss)]);
    return { architecture, origin, loss };
  });
}

function observe(trial: number, architecture: string, loss: number): Observation<string> {
  return { trial, architecture, key: architecture, state: "complete", values: { loss }, feasible: true };
}

/** A rugged loss: what an operation is worth depends on the edge before it. */
function ruggedLoss(arch: string): number {
  const indices = space.toIndices(arch);
  return indices.reduce((sum, index, i) => sum + ((index * 7 + (indices[i - 1] ?? 0) * 3 + i * 5) % 11), 0);
}

/** The trial a proposal was a neighbour of; undefined for a start. */
function parentOf(origin: string): number | undefined {
  const found = /^neighbour of (\d+)$/.exec(origin)?.[1];
  return found === undefined ? undefined : Number(found);
}

describe("local search", () => {
  test.each(["first", "best"] as const)("localSearch() with the %s improvement leaves summits only", (improvement) => {
    const steps = walk({ starts: 1, improvement }, 150, 4, ruggedLoss);

    let summits = 0;
    for (const [i, { origin }] of steps.entries()) {
      const before = parentOf(steps[i - 1]?.origin ?? "");
      if (i === 0 || origin !== "random" || before === undefined) continue;
      summits++;
      const known = steps.slice(0, i);
      const summit = known.reduce((best, step) => {
        const near = [known[before] as Step, ...known.filter((one) => parentOf(one.origin) === before)];
        return near.includes(step) && step.loss < best.loss ? step : best;
      }, known[before] as Step);
      for (const neighbour of space.neighbours(summit.architecture)) {
        expect(ruggedLoss(neighbour)).toBeGreaterThanOrEqual(summit.loss);
      }
    }
    expect(summits).toBeGreaterThan(0);
  });

  test("localSearch() moves at once with the first improvement, after all neighbours with the best", () => {
    for (const improvement of ["first", "best"] as const) {
      const steps = walk({ starts: 1, improvement }, 60, 2, ruggedLoss);
      steps.forEach(({ origin }, i) => {
        const parent = parentOf(origin);
        const before = parentOf(steps[i - 1]?.origin ?? "");
        if (parent === undefined || before === undefined || parent === before) return;
        const tried = steps.slice(0, i).filter((step) => parentOf(step.origin) === before);
        expect(steps[parent]?.loss).toBe(Math.min(...tried.map((step) => step.loss)));
        if (improvement === "first") expect(parent).toBe(i - 1);
        else expect(new Set(steps.slice(0, i).map((step) => step.architecture)).size).toBe(i);
      });
    }
  });

  test("localSearch() begins a walk at the best of the starts", () => {
    const steps = walk({ starts: 8 }, 9, 3, ruggedLoss);

    expect(steps.slice(0, 8).map((step) => step.origin)).toEqual(new Array(8).fill("random"));
    const best = Math.min(...steps.slice(0, 8).map((step) => step.loss));
    expect(steps[parentOf(steps[8]?.origin ?? "") ?? -1]?.loss).toBe(best);
  });

  test("localSearch() leaves a plateau by starting again, and measures nothing twice", () => {
    const steps = walk({ starts: 1 }, 120, 5, () => 1);

    expect(new Set(steps.map((step) => step.architecture)).size).toBe(120);
    // Each start and its 24 neighbours, none of them better.
    const starts = steps.flatMap(({ origin }, i) => (origin === "random" ? [i] : []));
    expect(starts.slice(0, 3)).toEqual([0, 25, starts[2]]);
    expect(starts[2]).toBeLessThanOrEqual(50);
  });

  test("localSearch() kicks away from the best summit", () => {
    const steps = walk({ starts: 1, restart: "kick", kick: 2 }, 150, 6, ruggedLoss);

    const kicks = steps.filter(({ origin }) => origin.startsWith("kick from "));
    expect(kicks.length).toBeGreaterThan(0);
    for (const { architecture, origin } of kicks) {
      const from = space.toIndices(steps[Number(/\d+/.exec(origin)?.[0])]?.architecture as string);
      const changed = space.toIndices(architecture).filter((index, i) => index !== from[i]).length;
      expect(changed).toBeLessThanOrEqual(2);
    }
  });

  test("localSearch() hands out the rest of a neighbourhood while results are under way, then starts", () => {
    const strategy = localSearch({ starts: 1 }).create(space, objectives, createRng(1));
    const [start] = strategy.ask(1) as [Proposal<string>];
    strategy.tell([observe(0, start.architecture, 5)]);
    const asked = strategy.ask(30);

    expect(new Set(asked.slice(0, 24).map((proposal) => proposal.architecture))).toEqual(
      new Set(space.neighbours(start.architecture)),
    );
    expect(asked.slice(24).map((proposal) => proposal.origin)).toEqual(new Array(6).fill("random"));
    strategy.tell([observe(3, asked[2]?.architecture as string, 4)]);
    expect(strategy.ask(1)[0]?.origin).toBe("neighbour of 3");
  });

  test("localSearch() refuses wrong settings", () => {
    expect(() => localSearch({ starts: 0 })).toThrow(InputError);
    expect(() => localSearch({ improvement: "any" as "first" })).toThrow(
      'Cannot set up local-search: improvement is "any", expected first or best',
    );
  });
});

describe.skipIf(table === undefined)("NAS-Bench-201 table (skipped where ../shared/benchmarks is absent)", () => {
  // Means and standard deviations of 500 runs of n = 100 with one start, repeats free.
  test.each([
    { improvement: "first" as const, expected: 94.29, sd: 0.22 },
    { improvement: "best" as const, expected: 94.11, sd: 0.33 },
  ])("local search by the $improvement improvement reaches its known accuracy", ({ improvement, expected, sd }) => {
    const runs = 40;
    const factory = localSearch({ starts: 1, improvement });
    const found = Array.from({ length: runs }, (_, seed) => searchTable(table ?? new Map(), factory, 100, seed, space));

    expect(Math.abs(mean(found.map((best) => best.test)) - expected)).toBeLessThan((3 * sd) / Math.sqrt(runs) + 0.05);
  });
});
