import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec } from "../../src/base/index.ts";
import { nb201, neatSpace, type SearchSpace } from "../../src/space/index.ts";
import { choose, type SearchFacts } from "../../src/strategy/auto/choice.ts";
import { auto, gp, type Observation, type StrategyFactory } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { tabularSpace } from "../../src/testing/tabular-space.ts";

const one: readonly MetricSpec[] = [{ name: "accuracy", unit: "1", goal: "max" }];
const two: readonly MetricSpec[] = [...one, { name: "params", unit: "count", goal: "min" }];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, auto({ trials: 30 }));
  strategySuite(runner, auto({ trials: 60 }));
  strategySuite(runner, auto(), {
    space: neatSpace(),
    values: ({ connections }) => ({ loss: Math.abs(connections[0]?.weight ?? 0), score: connections.length }),
  });
});

const facts: SearchFacts = { trials: 200, size: 15_625n, parameters: 6, augmentable: false, objectives: 1 };

test.each<[string, Partial<SearchFacts>]>([
  ["gp", {}],
  ["gp", { objectives: 2 }],
  ["gp", { trials: 30 }],
  ["random", { size: 200n }],
  ["gp", { trials: 10 }],
  ["gp", { trials: 500, parameters: 100 }],
  ["tpe", { trials: 501 }],
  ["tpe", { trials: 5000, objectives: 2 }],
  ["evolution", { trials: 5001 }],
  ["evolution", { parameters: undefined }],
  ["evolution", { parameters: 500 }],
  ["nsga2", { trials: 10_000, objectives: 3 }],
  ["neat", { augmentable: true, parameters: undefined, size: "infinite" }],
])("auto() chooses %s for %o", (expected, difference) => {
  const { strategy, sentence } = choose({ ...facts, ...difference });

  expect(strategy).toBe(expected);
  expect(sentence).toContain(`auto chose ${expected}: `);
});

test("auto() says what it chose and why in a sentence", () => {
  expect(choose(facts).sentence).toBe(
    "auto chose gp: 200 trials in a space of 15,625 with one objective, where a model of the results saves most trials",
  );
  expect(choose({ ...facts, size: 10n ** 18n, objectives: 2, trials: 1 }).sentence).toBe(
    "auto chose gp: 1 trial in a space of about 10^18 with 2 objectives, where a model of the results saves most trials",
  );
  expect(auto({ trials: 200 }).explain?.(nb201(), two)).toMatch(
    /^auto chose gp: 200 trials in a space of 15,625 with 2/,
  );
  expect(auto({ trials: 300 }).explain?.(neatSpace(), one)).toMatch(
    /^auto chose neat: 300 trials in an infinite space/,
  );
});

/** Proposals of a search whose accuracy counts convolutions. */
function search(factory: StrategyFactory, space: SearchSpace<string>, trials: number): [string, string][] {
  const strategy = factory.create(space, one, createRng(1));
  return Array.from({ length: trials }, (_, trial) => {
    const [proposal] = strategy.ask(1);
    if (!proposal) throw new Error("nothing was proposed");
    const { architecture, origin } = proposal;
    const values = { accuracy: architecture.split("conv").length };
    const observation = { trial, architecture, key: space.key(architecture), values, feasible: true };
    strategy.tell([{ ...observation, state: "complete" } satisfies Observation<string>]);
    return [architecture, origin];
  });
}

test("auto() proposes what the chosen strategy does, and says so once at length", () => {
  const own = search(auto({ trials: 40 }), nb201(), 15);
  const chosen = search(gp(), nb201(), 15);

  expect(own.map(([architecture]) => architecture)).toEqual(chosen.map(([architecture]) => architecture));
  expect(own[0]?.[1]).toMatch(/^auto chose gp: 40 trials .*: start$/);
  expect(own.slice(1).map(([, origin]) => origin)).toEqual(chosen.slice(1).map(([, origin]) => `gp: ${origin}`));
});

test("auto() goes on with what it chose when it is set up for more trials", () => {
  const space = tabularSpace();
  const snapshot = auto({ trials: 30 }).create(space, one, createRng(1)).snapshot();
  const longer = auto({ trials: 5000 }).restore(space, one, snapshot);

  expect(longer.ask(1)[0]?.origin).toMatch(/^auto chose gp: 30 trials/);
});

test("auto() shows features to the strategy it chooses", () => {
  const features = { name: "counted", names: ["convolutions"], of: (arch: string) => [arch.split("conv").length] };
  const withFeatures = search(auto({}, features), nb201(), 12).map(([architecture]) => architecture);

  expect(auto({}, features).settings).toEqual({ trials: 100, features: "counted" });
  expect(withFeatures).toEqual(search(gp({}, features), nb201(), 12).map(([architecture]) => architecture));
});

test("auto() refuses wrong settings", () => {
  expect(() => auto({ trials: 0 })).toThrow(InputError);
});
