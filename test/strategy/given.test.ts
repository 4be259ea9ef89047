import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng } from "../../src/base/index.ts";
import { nb201 } from "../../src/space/index.ts";
import { given } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";

const space = nb201();
const architectures = [0, 1, 2].map((seed) => space.sample(createRng(seed)));

describe("given()", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, given(architectures), {
    space,
    values: (architecture) => ({ loss: architecture.length, score: 1 }),
  });
});

test("given() proposes the architectures in their order, and begins again after the last", () => {
  const strategy = given(architectures).create(space, [], createRng(0));

  const asked = [...strategy.ask(2), ...strategy.ask(2)];

  expect(asked.map(({ architecture }) => architecture)).toEqual([...architectures, architectures[0]]);
});

test("given() refuses an empty list, and architectures of another space", () => {
  expect(() => given([])).toThrow("expected at least one");
  expect(() => given([{ layers: [] }]).create(space, [], createRng(0))).toThrow("Cannot read");
});
