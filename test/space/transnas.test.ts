import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, InputError, SpaceError } from "../../src/base/index.ts";
import type { Task } from "../../src/data/index.ts";
import { inferTypes, verify } from "../../src/graph/index.ts";
import { transnasMacro, transnasMicro } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { exactDenseKey } from "./exact-cell-key.ts";
import { digits, odd, table } from "./image-tasks.ts";
import { countWeights } from "./network-size.ts";
import { publishedTable } from "./published-table.ts";

const accuracies = publishedTable("transnas101-micro-accuracy");
const times = publishedTable("transnas101-micro-inference-time");
const proxies = publishedTable("transnas101-micro-zero-cost");
// The proxies were computed on networks with this many classes.
const scenes: Task = { ...digits, inputShape: [3, 256, 256], outputs: 63 };

/** Digits of all 4,096 cells of the micro space. */
const cells = Array.from({ length: 4 ** 6 }, (_, code) =>
  Array.from({ length: 6 }, (_, edge) => String(Math.floor(code / 4 ** edge) % 4)),
);

function textOf([a, b, c, d, e, f]: readonly string[]): string {
  return `64-41414-${a}_${b}${c}_${d}${e}${f}`;
}

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, transnasMicro(), { task: digits, samples: 15 });
  spaceSuite(runner, transnasMacro(), { task: digits, samples: 15 });
});

describe("micro", () => {
  const space = transnasMicro();
  test("transnasMicro() has 4,096 architectures", () => {
    expect(space.size).toBe(4096n);
    for (const cell of cells.slice(0, 300)) expect(space.parse(textOf(cell))).toBe(textOf(cell));
  });

  test("key() is equal exactly where the networks are isomorphic", () => {
    const byKey = new Map<string, string>();
    const byNetwork = new Map<string, string>();
    for (const cell of cells) {
      const key = space.key(textOf(cell));
      const network = exactDenseKey(cell, {
        isNone: (digit) => digit === "0",
        // From the input a skip is a convolution wherever the cell reduces.
        isIdentity: (digit, from) => digit === "1" && from > 0,
        hasWeights: () => true,
      });
      expect(byKey.get(key) ?? network).toBe(network);
      expect(byNetwork.get(network) ?? key).toBe(key);
      byKey.set(key, network);
      byNetwork.set(network, key);
    }
  });

  test("toIndices() gives the digits", () => {
    expect(space.toIndices("64-41414-3_21_130")).toEqual([3, 2, 1, 1, 3, 0]);
  });

  test.each([
    ["64-41414-3_21_13", "expected 64-41414-a_bc_def"],
    ["32-41414-3_21_130", "expected 64-41414-a_bc_def"],
    ["64-41414-4_21_130", '0→1 is "4", expected one of "0", "1", "2", "3"'],
    [null, "it is null, expected text such as 64-41414-3_21_130"],
  ])("parse() refuses %j", (value, message) => {
    expect(() => space.parse(value)).toThrow(SpaceError);
    expect(() => space.parse(value)).toThrow(message);
  });
});

describe.skipIf(accuracies === undefined)("micro tables (skipped where ../shared/benchmarks is absent)", () => {
  test("parse() takes every published cell as it is", () => {
    const space = transnasMicro();

    for (const { arch } of [...(accuracies ?? []), ...(times ?? [])]) expect(space.parse(arch)).toBe(arch);
  });

  test("toDag() draws all operations of exactly the published cells: those without dead ones", () => {
    const space = transnasMicro();
    const published = new Set((accuracies ?? []).map(({ arch }) => arch));
    const live = cells.map(textOf).filter((arch) => {
      const operations = space.toIndices(arch).filter((digit) => digit > 0).length;
      return space.toDag(arch).labels.length === operations + 2;
    });

    expect(live).toHaveLength(published.size);
    expect(live.every((arch) => published.has(arch))).toBe(true);
  });

  test("build() has the published numbers of parameters", () => {
    const space = transnasMicro({ channels: 64, blocks: 2 });
    const isLive = new Set((accuracies ?? []).map(({ arch }) => arch));

    for (const { arch = "", params_m } of (proxies ?? []).filter(
      (row, i) => i % 60 === 0 && isLive.has(row.arch ?? ""),
    )) {
      expect(countWeights(space.build(arch, scenes, 1)) / 1e6).toBeCloseTo(Number(params_m), 6);
    }
  });
});

describe("macro", () => {
  const space = transnasMacro();

  test("transnasMacro() counts its architectures exactly, 210, 750 and 2,296 by length", () => {
    const first = space.sample(createRng(1));
    const seen = new Set([first]);
    for (const arch of seen) for (const next of space.neighbours(arch)) seen.add(next);
    const byLength = [4, 5, 6].map(
      (length) => [...seen].filter((arch) => arch.split("-")[1]?.length === length).length,
    );

    expect(byLength).toEqual([210, 750, 2296]);
    expect(space.size).toBe(3256n);
    expect(new Set([...seen].map((arch) => space.key(arch))).size).toBe(3256);
  });

  test("sample() keeps to the limits of halvings and doublings", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [base, modules = "", kind] = space.sample(createRng(seed)).split("-");
        const count = (...digits: string[]): number => [...modules].filter((digit) => digits.includes(digit)).length;

        expect([base, kind]).toEqual(["64", "basic"]);
        expect(modules.length).toBeGreaterThanOrEqual(4);
        expect(modules.length).toBeLessThanOrEqual(6);
        expect(Math.min(count("3", "4"), count("2", "4"))).toBeGreaterThanOrEqual(1);
        expect(count("3", "4")).toBeLessThanOrEqual(4);
        expect(count("2", "4")).toBeLessThanOrEqual(3);
      }),
    );
  });

  test.each([
    ["64-123-basic", "modules has 3 items, expected 4 to 6"],
    ["64-1235-basic", 'modules[3].effect is "5", expected one of "1", "2", "3", "4"'],
    ["64-1111-basic", "one to four modules halve the image"],
    ["64-1344444-basic", "modules has 7 items"],
    ["64-4444-basic", "one to three modules double the channels"],
    ["64-41414-3_21_130", "expected text such as 64-1234-basic"],
  ])("parse() refuses %j", (value, message) => {
    expect(() => space.parse(value)).toThrow(SpaceError);
    expect(() => space.parse(value)).toThrow(message);
  });

  test("build() widens and halves as the digits say", () => {
    const network = transnasMacro({ channels: 8, blocks: 2 }).build(
      "64-12341-basic",
      { ...digits, inputShape: [3, 64, 64] },
      1,
    );
    const shapes = [...inferTypes(network.graph).values()].map(({ shape }) => shape.join("x"));

    // The stem quarters the sides of images of 64 pixels; modules: 8@16, 16@16, 16@8, 32@4, 32@4.
    for (const shape of ["1x4x32x32", "1x8x16x16", "1x16x16x16", "1x16x8x8", "1x32x4x4"])
      expect(shapes).toContain(shape);
    expect(shapes).not.toContain("1x64x4x4");
    expect(countWeights(network)).toBe(macroWeights());
  });

  /** Weights of 64-12341-basic with 8 channels and two blocks a module, for 3 channels and 10 classes. */
  function macroWeights(): number {
    const conv = (from: number, to: number, kernel: number): number => from * to * kernel ** 2 + 2 * to;
    const block = (from: number, to: number): number => conv(from, to, 3) + conv(to, to, 3);
    const stem = conv(3, 4, 3) + conv(4, 8, 3);
    const modules =
      2 * block(8, 8) +
      (block(8, 16) + conv(8, 16, 1) + block(16, 16)) +
      (block(16, 16) + conv(16, 16, 1) + block(16, 16)) +
      (block(16, 32) + conv(16, 32, 1) + block(32, 32)) +
      2 * block(32, 32);
    return stem + modules + 32 * 10 + 10;
  }
});

test("build() takes images of odd sides and refuses tables", () => {
  const rng = createRng(6);
  for (const space of [transnasMicro(), transnasMacro()]) {
    for (let i = 0; i < 10; i++) verify(space.build(space.sample(rng), odd, 2).graph);
    expect(() => space.build(space.sample(rng), table, 2)).toThrow("the mlp space fits tables");
  }
  verify(transnasMicro().build("64-41414-0_00_000", odd, 2).graph);
});

test("the spaces of TransNAS-Bench-101 refuse wrong options", () => {
  expect(() => transnasMicro({ channels: 1 })).toThrow(InputError);
  expect(() => transnasMacro({ blocks: 0 })).toThrow("Cannot set up transnas-macro: blocks is 0");
});

test("toDag() draws live operations of a cell and the modules of a skeleton", () => {
  expect(transnasMicro().toDag("64-41414-3_01_020")).toEqual({
    labels: ["input", "conv_3x3", "conv_1x1", "output"],
    edges: [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  });
  expect(transnasMicro().describe("64-41414-3_01_020")).toBe(
    "node 1 = conv_3x3(input)\nnode 2 = skip_connect(node 1)\noutput = conv_1x1(node 1)",
  );
  expect(transnasMacro().toDag("64-1234-basic").labels).toEqual([
    "input",
    "plain",
    "channels x2",
    "image /2",
    "channels x2, image /2",
    "output",
  ]);
});
