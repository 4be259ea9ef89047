import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, SpaceError } from "../../src/base/index.ts";
import { mlp, nb101, nb201, parseCell, restrictSpace } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { digits } from "./image-tasks.ts";

/** Cells with three convolutions of 3x3 at most. */
const isLight = (text: string): boolean => text.split("nor_conv_3x3").length <= 4;
const light = restrictSpace(nb201(), { name: "light nb201", isMember: isLight, size: 15_360n });

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, light, { task: digits, samples: 10 });
  spaceSuite(runner, restrictSpace(mlp(), { name: "deep mlp", isMember: (arch) => arch.layers.length > 1 }));
});

test("restrictSpace() samples, varies and reads members alone", () => {
  const rng = createRng(1);
  const heavy = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|none~1|none~2|";
  const border = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|none~0|none~1|none~2|";

  for (let i = 0; i < 50; i++) {
    expect(isLight(light.sample(rng))).toBe(true);
    expect(isLight(light.mutate(border, rng))).toBe(true);
  }
  expect([...light.neighbours(border)]).toHaveLength(24 - 3);
  expect(light.parse(border)).toBe(border);
  expect(() => light.parse(heavy)).toThrow(SpaceError);
  expect(() => light.parse(heavy)).toThrow("is no member of it");
  expect(light.fromIndices(nb201().toIndices(heavy))).toBeUndefined();
  expect(light.fromIndices(nb201().toIndices(border))).toBe(border);
  expect(light.name).toBe("light nb201");
  expect(light.size).toBe(15_360n);
});

test("restrictSpace() says where there is nothing to draw", () => {
  const only = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
  const single = restrictSpace(nb201(), { name: "single", isMember: (text) => text === only });
  const empty = restrictSpace(mlp(), { name: "empty", isMember: () => false });

  expect(single.size).toBe(15_625n);
  expect([...single.neighbours(only)]).toEqual([]);
  expect(() => single.mutate(only, createRng(1))).toThrow("no neighbour of it is a member");
  expect(single.crossover(only, only, createRng(1))).toBe(only);
  expect(() => empty.sample(createRng(1))).toThrow("100000 draws from mlp");
  expect(parseCell(only)).toHaveLength(6);
});

test("restrictSpace() reads graphs of members only", () => {
  const whole = nb101();
  const key = "3:101:in-mp-out";
  const part = restrictSpace(whole, { name: "pooling", isMember: (text) => whole.key(text) === key });

  expect(part.fromDag?.(whole.toDag(key))).toBe(whole.parse(key));
  expect(part.fromDag?.(whole.toDag("3:101:in-c3-out"))).toBeUndefined();
  expect(restrictSpace(mlp(), { name: "part", isMember: () => true }).fromDag).toBeUndefined();
});
