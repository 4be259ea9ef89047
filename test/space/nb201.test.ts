import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, SpaceError } from "../../src/base/index.ts";
import type { Task } from "../../src/data/index.ts";
import type { Network } from "../../src/graph/index.ts";
import { cellKey, natsUniqueString, nb201, parseCell } from "../../src/space/index.ts";
import { sizeOf } from "../../src/tensor/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { allCells, exactKey } from "./exact-cell-key.ts";

const digits: Task = { kind: "classification", inputShape: [1, 8, 8], outputs: 10, labels: [] };
const cifar: Task = { kind: "classification", inputShape: [3, 32, 32], outputs: 10, labels: [] };
const best = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|";
const allNone = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";

function countParameters(network: Network): number {
  return network.parameters.reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
}

function count(cell: string, operation: string): number {
  return cell.split(operation).length - 1;
}

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, nb201(), { task: digits, samples: 15 });
  spaceSuite(runner, nb201({ mutation: "nats" }), { samples: 10 });
});

describe("keys", () => {
  test("nb201() has 15,625 architectures and 5,260 networks", () => {
    const cells = allCells();

    expect(nb201().size).toBe(15_625n);
    expect(new Set(cells.map(cellKey)).size).toBe(5_260);
  });

  test("natsUniqueString() has the 6,466 values of NATS-Bench", () => {
    expect(new Set(allCells().map(natsUniqueString)).size).toBe(6_466);
  });

  test("cellKey() is equal exactly where the networks are isomorphic", () => {
    const byKey = new Map<string, string>();
    const byNetwork = new Map<string, string>();
    for (const cell of allCells()) {
      const [key, network] = [cellKey(cell), exactKey(cell)];
      expect(byKey.get(key) ?? network).toBe(network);
      expect(byNetwork.get(network) ?? key).toBe(key);
      byKey.set(key, network);
      byNetwork.set(network, key);
    }
  });

  test("key() joins mirrored cells and parts a shared convolution from two", () => {
    const space = nb201();
    const mirrored = [
      "|nor_conv_1x1~0|+|nor_conv_3x3~0|none~1|+|none~0|skip_connect~1|avg_pool_3x3~2|",
      "|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|avg_pool_3x3~1|skip_connect~2|",
    ] as const;
    const shared = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|skip_connect~2|";
    const separate = "|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|skip_connect~1|skip_connect~2|";

    expect(space.key(mirrored[0])).toBe(space.key(mirrored[1]));
    expect(space.key(shared)).not.toBe(space.key(separate));
    expect(natsUniqueString(parseCell(shared))).toBe(natsUniqueString(parseCell(separate)));
  });
});

describe("network", () => {
  const original = nb201({ cells: 5, channels: 16 });

  test.each([
    best,
    "|nor_conv_1x1~0|+|nor_conv_1x1~0|nor_conv_1x1~1|+|nor_conv_1x1~0|nor_conv_1x1~1|nor_conv_1x1~2|",
    "|skip_connect~0|+|avg_pool_3x3~0|none~1|+|none~0|nor_conv_1x1~1|nor_conv_3x3~2|",
    allNone,
  ])("build() has the published number of parameters for %s", (cell) => {
    const expected = 73_306 + 28_000 * count(cell, "nor_conv_1x1") + 243_040 * count(cell, "nor_conv_3x3");

    expect(countParameters(original.build(cell, cifar, 2))).toBe(expected);
  });

  test("build() leaves dead edges out", () => {
    const dead = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";

    expect(countParameters(original.build(dead, cifar, 2))).toBe(73_306);
  });

  test("build() takes images of odd sides and refuses tables", () => {
    const odd: Task = { ...digits, inputShape: [1, 7, 9] };

    expect(nb201().build(best, odd, 2).graph.outputs).toHaveLength(1);
    expect(() => nb201().build(best, { ...digits, inputShape: [64] }, 2)).toThrow("the mlp space fits tables");
  });
});

describe("architectures", () => {
  test.each([
    ["|nor_conv_3x3~0|", "has 1 nodes joined by +, expected 3"],
    [best.replace("|skip_connect~0", ""), 'node 3 is "|nor_conv_3x3~1|nor_conv_1x1~2|", expected 3 operations'],
    [best.replace("skip_connect", "conv_7x7"), 'the edge 0→3 has "conv_7x7", expected one of none, skip_connect'],
    [best.replace("1x1~2", "1x1~1"), 'the edge 2→3 reads "nor_conv_1x1~1", expected ~2 last'],
    [3, "it is 3, expected text"],
  ])("parse() refuses %j", (value, message) => {
    expect(() => nb201().parse(value)).toThrow(SpaceError);
    expect(() => nb201().parse(value)).toThrow(message);
  });

  test("mutate() draws edges uniformly, or by node as NATS-Bench does", () => {
    for (const [mutation, shares] of [
      ["uniform", [1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6]],
      ["nats", [1 / 3, 1 / 6, 1 / 6, 1 / 9, 1 / 9, 1 / 9]],
    ] as const) {
      const [space, rng] = [nb201({ mutation }), createRng(1)];
      const counts = shares.map(() => 0);
      for (let i = 0; i < 4000; i++) {
        const child = parseCell(space.mutate(best, rng));
        const edge = parseCell(best).findIndex((operation, e) => operation !== child[e]);
        counts[edge] = (counts[edge] ?? 0) + 1;
      }
      // Four standard deviations of a share of one sixth.
      for (const [e, share] of shares.entries()) expect(Math.abs((counts[e] ?? 0) / 4000 - share)).toBeLessThan(0.024);
    }
  });

  test("neighbours() lists the 24 cells one operation away", () => {
    expect([...nb201().neighbours(best)]).toHaveLength(24);
  });

  test("describe() writes the sums and toDag() the live operations", () => {
    const cell = "|nor_conv_3x3~0|+|avg_pool_3x3~0|none~1|+|skip_connect~0|nor_conv_1x1~1|none~2|";

    expect(nb201().describe(cell)).toBe(
      "node 1 = nor_conv_3x3(input)\nnode 2 = avg_pool_3x3(input)\noutput = skip_connect(input) + nor_conv_1x1(node 1)",
    );
    expect(nb201().toDag(cell)).toEqual({
      labels: ["input", "nor_conv_3x3", "skip_connect", "nor_conv_1x1", "output"],
      edges: [
        [0, 1],
        [1, 3],
        [0, 2],
        [2, 4],
        [3, 4],
      ],
    });
  });

  test("nb201() refuses wrong options", () => {
    expect(() => nb201({ cells: 0 })).toThrow(InputError);
    expect(() => nb201({ mutation: "other" as "nats" })).toThrow("expected uniform or nats");
    expect(() => nb201({ width: 3 } as object)).toThrow('there is no setting "width"');
  });
});
