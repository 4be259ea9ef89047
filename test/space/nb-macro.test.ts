import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, InputError, SpaceError } from "../../src/base/index.ts";
import { staticCost } from "../../src/estimator/index.ts";
import { verify } from "../../src/graph/index.ts";
import { nbMacro } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { cifar, digits, odd, table } from "./image-tasks.ts";
import { publishedTable } from "./published-table.ts";

const space = nbMacro();
const rows = publishedTable("nas-bench-macro-cifar10");

/** All 6,561 architectures. */
function allTexts(): string[] {
  return Array.from({ length: 3 ** 8 }, (_, code) => code.toString(3).padStart(8, "0"));
}

describe("suite", () => {
  spaceSuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, space, { task: digits, samples: 15 });
});

test("nbMacro() has 6,561 architectures and 3,969 networks", () => {
  expect(space.size).toBe(6561n);
  expect(new Set(allTexts().map((text) => space.key(text))).size).toBe(3969);
});

test("key() moves identities to the end of their stage, but not from its reducing layer", () => {
  // Stages of 2, 3 and 3 layers.
  expect(space.key("00201102")).toBe("00210120");
  expect(space.key("11000021")).toBe("11000021");
  expect(space.key("01000000")).not.toBe(space.key("10000000"));
});

test("parse() takes any eight digits below 3 and refuses the rest", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }), (values) => {
      expect(space.parse(values.join(""))).toBe(values.join(""));
      expect(space.toIndices(values.join(""))).toEqual(values);
    }),
  );
  for (const [value, message] of [
    ["0123", "has 4 characters, expected 8 digits"],
    ["00000003", 'layer8 is "3", expected one of "0", "1", "2"'],
    [22212220, "it is 22212220, expected text such as 22212220"],
  ] as const) {
    expect(() => space.parse(value)).toThrow(SpaceError);
    expect(() => space.parse(value)).toThrow(message);
  }
});

describe.skipIf(rows === undefined)("table (skipped where ../shared/benchmarks is absent)", () => {
  test("key() is equal exactly for networks with the same published results", () => {
    const byKey = new Map<string, string>();
    for (const row of rows ?? []) {
      const key = space.key(row.arch ?? "");
      const results = [row.cifar10_test_run1, row.cifar10_test_run2, row.cifar10_test_run3, row.params].join();
      expect(byKey.get(key) ?? results).toBe(results);
      byKey.set(key, results);
    }
    expect(byKey.size).toBe(3969);
  });

  test("build() has the published numbers of parameters and FLOPs", () => {
    const original = nbMacro({ channels: 32 });

    for (const { arch = "", params, flops } of (rows ?? []).filter((_, i) => i % 200 === 0)) {
      const cost = staticCost(original.build(arch, cifar, 1));
      expect([cost.params, cost.flops]).toEqual([Number(params), Number(flops)]);
    }
  });
});

test("build() takes images of odd sides and refuses tables", () => {
  const rng = createRng(2);
  for (let i = 0; i < 10; i++) verify(space.build(space.sample(rng), odd, 2).graph);
  expect(() => space.build("00000000", table, 2)).toThrow("the mlp space fits tables");
  expect(() => nbMacro({ channels: 0 })).toThrow(InputError);
});

test("toDag() and describe() list the layers", () => {
  expect(space.toDag("10000000").labels.slice(0, 4)).toEqual([
    "input",
    "3x3 block, expansion 3 /2",
    "identity",
    "identity /2",
  ]);
  expect(space.describe("12000000").split("\n").slice(0, 2)).toEqual([
    "layer 1: 3x3 block, expansion 3, halving",
    "layer 2: 5x5 block, expansion 6",
  ]);
});
