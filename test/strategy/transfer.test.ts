import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec, SpaceError } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { type EarlierSearch, type Proposal, type Strategy, transfer } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];

/** A price for each operation, those near the output counting more; least for 3x3 convolutions alone. */
function lossOf(arch: string): number {
  const prices = [1, 0.6, 0.3, 0, 0.8];
  return space.toIndices(arch).reduce((sum, option, edge) => sum + (prices[option] as number) * (1 + edge / 10), 0);
}

function earlierSearch(name: string, scoreOf: (arch: string) => number): EarlierSearch {
  const rng = createRng(name);
  const architectures = Array.from({ length: 60 }, () => space.sample(rng));
  return { name, results: architectures.map((architecture) => ({ architecture, score: scoreOf(architecture) })) };
}

const alike = earlierSearch("alike", (arch) => 10 * lossOf(arch) + 3);
const opposite = earlierSearch("opposite", (arch) => -lossOf(arch));

function search(earlier: readonly EarlierSearch[], trials: number): number[] {
  const strategy = transfer(earlier).create(space, objectives, createRng(1)) as Strategy<string>;
  return Array.from({ length: trials }, (_, trial) => {
    const { architecture } = strategy.ask(1)[0] as Proposal<string>;
    const values = { loss: lossOf(architecture) };
    const key = space.key(architecture);
    strategy.tell([{ trial, architecture, key, state: "complete", values, feasible: true }]);
    return values.loss;
  });
}

describe("suites", () => {
  // The laws are tried in a space of one architecture too, so that earlier searches can only have had that one.
  const architecture = { kind: "a", size: 1, twin: false };
  const results = [1, 2].map((score) => ({ architecture, score }));
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, transfer([{ name: "before", results }], { candidates: 10 }));
});

describe("transfer()", () => {
  test("begins with the best of the earlier searches, one after the other", () => {
    const best = (name: EarlierSearch) =>
      Math.min(...name.results.map(({ architecture }) => lossOf(architecture as string)));
    const worst = Math.max(...opposite.results.map(({ architecture }) => lossOf(architecture as string)));
    expect(search([alike, opposite], 2)).toEqual([best(alike), worst]);
  });

  test("finds the best architecture sooner after a search alike than after one of the opposite", () => {
    const first = (losses: number[]) => losses.findIndex((loss) => loss < 0.5);
    const helped = first(search([alike], 30));
    expect(helped).toBeGreaterThanOrEqual(0);
    expect(helped).toBeLessThan(15);
    // The opposite loses its weight: the search comes there as well.
    expect(Math.min(...search([opposite], 40))).toBeLessThan(1);
  });

  test("records what it began with, so that a study goes on with the same only", () => {
    expect(transfer([alike]).settings).not.toEqual(transfer([{ ...alike, results: alike.results.slice(1) }]).settings);
    expect(transfer([alike]).settings).toMatchObject({ sources: [{ name: "alike", results: 60 }] });
  });

  test("refuses to begin with nothing, or with what the space has not", () => {
    expect(() => transfer([])).toThrow(InputError);
    expect(() => transfer([{ name: "short", results: alike.results.slice(0, 1) }])).toThrow('"short" has 1 results');
    const broken = [...alike.results, { architecture: "x", score: Number.NaN }];
    expect(() => transfer([{ name: "broken", results: broken }])).toThrow("result 60");
    const strange = { name: "strange", results: [{ architecture: "x", score: 1 }, ...alike.results] };
    expect(() => transfer([strange]).create(space, objectives, createRng(1))).toThrow(SpaceError);
  });
});
