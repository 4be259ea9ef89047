import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, type MetricSpec } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import {
  bananas,
  deltaNas,
  type Features,
  npenas,
  type Proposal,
  predictor,
  type Strategy,
  type StrategyFactory,
} from "../../src/strategy/index.ts";
import { encodingOf } from "../../src/strategy/model/encodings.ts";
import { strategySuite } from "../../src/testing/index.ts";

const space = nb201();
const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];
const all3x3 = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, bananas({ initial: 4, candidates: 10, members: 2 }));
  strategySuite(runner, npenas({ initial: 4, children: 10, encoding: "paths", thompson: true }));
  strategySuite(runner, predictor({ initial: 4, every: 3, candidates: 10, model: "linear" }));
  strategySuite(runner, deltaNas({ initial: 4, children: 5, every: 4, pairs: 100, context: true }));
});

/** Operations other than 3x3 convolutions, those near the output counting more. */
function lossOf(arch: string): number {
  return space.toIndices(arch).reduce((sum, option, edge) => sum + (option === 3 ? 0 : 1 + edge / 10), 0);
}

const truth: Features<string> = { name: "truth", names: ["less loss"], of: (arch) => [-lossOf(arch)] };

/** The losses of a search, in order. */
function search(factory: StrategyFactory, trials: number): number[] {
  const strategy = factory.create(space, objectives, createRng(1)) as Strategy<string>;
  return Array.from({ length: trials }, (_, trial) => {
    const { architecture } = strategy.ask(1)[0] as Proposal<string>;
    const values = { loss: lossOf(architecture) };
    const key = space.key(architecture);
    strategy.tell([{ trial, architecture, key, state: "complete", values, feasible: true }]);
    return values.loss;
  });
}

describe.each<[string, (features?: Features<string>) => StrategyFactory, number]>([
  ["bananas", (features) => bananas({}, features), 10],
  ["npenas", (features) => npenas({}, features), 10],
  ["predictor", (features) => predictor({}, features), 5],
  ["delta-nas", (features) => deltaNas({}, features), 5],
])("%s", (_, create, initial) => {
  test("proposes better architectures than its random start", () => {
    const losses = search(create(), initial + 25);
    expect(Math.min(...losses.slice(initial))).toBeLessThan(Math.min(...losses.slice(0, initial)) - 0.9);
  });

  test("comes near the best one soon where features tell the truth", () => {
    const losses = search(create(truth), initial + 20);
    expect(Math.min(...losses)).toBeLessThan(2.2);
  });

  test("records which features it looks at", () => {
    expect(create(truth).settings).toMatchObject({ features: "truth" });
    expect(create().settings).not.toHaveProperty("features");
  });
});

describe("encodingOf()", () => {
  const [a, b] = [all3x3, all3x3.replace("|nor_conv_3x3~0|+", "|none~0|+")];
  const entry = (architecture: string) => {
    return {
      ...{ trial: 0, key: "", state: "complete" as const, feasible: true, fidelity: 1, costs: [] },
      architecture,
    };
  };

  test('"paths" has a column for each path the results have', () => {
    const encode = encodingOf(space, "paths", undefined)([entry(a), entry(b)]);
    // From input to output lead paths of one, two and three convolutions; without the first edge those of one and two.
    expect([...encode(a)].sort()).toEqual([1, 1, 1]);
    expect([...encode(b)].sort()).toEqual([0, 1, 1]);
  });

  test("puts cheap features behind the space's own encoding", () => {
    const plain = encodingOf(space, "options", undefined)([])(a);
    const more = encodingOf(space, "options", truth)([])(a);
    expect([...more.slice(0, -1)]).toEqual([...plain]);
    expect(more.at(-1)).toBeGreaterThan(0.99);
  });
});

test.each([
  () => bananas({ encoding: "graph" as "paths" }),
  () => npenas({ predictor: "svm" as "mlp" }),
  () => predictor({ optimism: -1 }),
  () => deltaNas({ pairs: 1 }),
])("settings are checked (%#)", (create) => {
  expect(create).toThrow(InputError);
});
