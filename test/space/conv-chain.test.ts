import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, SpaceError } from "../../src/base/index.ts";
import type { Task } from "../../src/data/index.ts";
import { verify } from "../../src/graph/index.ts";
import { type ConvChainArchitecture, convChain } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";

const digits: Task = { kind: "classification", inputShape: [1, 8, 8], outputs: 10, labels: [] };
const layer = { op: "conv", kernel: 3, width: 16, residual: false, pool: "none" } as const;
const plain: ConvChainArchitecture = { stem: 8, layers: [layer], head: "average", dropout: 0 };

describe("suite", () => {
  spaceSuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, convChain(), { task: digits });
});

test("convChain() counts its architectures exactly", () => {
  const space = convChain({ maxDepth: 2, widths: [8], kernels: [3], poolings: 1 });
  const start: ConvChainArchitecture = { ...plain, layers: [{ ...layer, width: 8 }] };
  const seen = new Map([[space.key(start), start]]);
  for (const arch of seen.values()) for (const next of space.neighbours(arch)) seen.set(space.key(next), next);

  expect(BigInt(seen.size)).toBe(space.size);
});

test("build() shapes the layers as declared", () => {
  const arch: ConvChainArchitecture = {
    stem: 8,
    layers: [
      { op: "separable", kernel: 5, width: 16, residual: true, pool: "max" },
      { op: "pointwise", width: 16, residual: true, pool: "none" },
    ],
    head: "flatten",
    dropout: 0.1,
  };

  const network = convChain().build(arch, digits, 4);

  const norm = (channels: number): number[][] => [[channels], [channels]];
  expect(network.parameters.map(({ shape }) => shape)).toEqual([
    [8, 1, 3, 3],
    ...norm(8),
    // Depthwise, pointwise, and the shortcut's projection to 16 channels.
    [8, 1, 5, 5],
    [16, 8, 1, 1],
    ...norm(16),
    [16, 8, 1, 1],
    [16, 16, 1, 1],
    ...norm(16),
    [16 * 4 * 4, 10],
    [10],
  ]);
  expect(network.noises).toMatchObject([{ kind: "dropout", rate: 0.1 }]);
});

test("build() verifies on images of many sizes", () => {
  const space = convChain();
  const rng = createRng(5);
  for (const side of [8, 9, 15, 16, 17, 28, 32]) {
    for (let i = 0; i < 5; i++) {
      verify(space.build(space.sample(rng), { ...digits, inputShape: [3, side, side + 1] }, 2).graph);
    }
  }
});

test("build() refuses tables and images too small for the poolings", () => {
  const small: Task = { ...digits, inputShape: [1, 4, 4] };

  expect(() => convChain().build(plain, { ...digits, inputShape: [64] }, 2)).toThrow("the mlp space fits tables");
  expect(() => convChain().build(plain, small, 2)).toThrow(SpaceError);
  expect(() => convChain().build(plain, small, 2)).toThrow("expected at least 8x8 for 3 poolings");
  expect(convChain({ poolings: 2 }).build(plain, small, 2).noises).toEqual([]);
});

test("parse() refuses more poolings than allowed and a window for a pointwise layer", () => {
  const pooled = { ...layer, pool: "max" };

  expect(() => convChain({ poolings: 1 }).parse({ ...plain, layers: [pooled, pooled] })).toThrow(
    "more than 1 poolings",
  );
  expect(() => convChain().parse({ ...plain, layers: [{ ...layer, op: "pointwise" }] })).toThrow(
    "layers[0].kernel is 3, expected no such field here",
  );
});

test("convChain() refuses wrong options", () => {
  expect(() => convChain({ maxDepth: 0 })).toThrow(InputError);
  expect(() => convChain({ widths: [16, 8] })).toThrow(InputError);
  expect(() => convChain({ kernels: [4] })).toThrow("expected odd numbers");
});

test("toDag() draws shortcuts and poolings", () => {
  const arch: ConvChainArchitecture = { ...plain, layers: [{ ...layer, residual: true, pool: "max" }] };

  expect(convChain().toDag(arch)).toEqual({
    labels: ["input", "stem 8", "conv 3x3 16", "add", "max pool", "average", "output"],
    edges: [
      [0, 1],
      [1, 2],
      [2, 3],
      [1, 3],
      [3, 4],
      [4, 5],
      [5, 6],
    ],
  });
});
