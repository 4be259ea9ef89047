import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, InputError, SpaceError } from "../../src/base/index.ts";
import { verify } from "../../src/graph/index.ts";
import { formatCell, nb101, nb101Hash, parseNb101Cell } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { cifar, digits, odd, table } from "./image-tasks.ts";
import { countWeights } from "./network-size.ts";
import { publishedTable } from "./published-table.ts";

const inception = "7:111010000010001100011:in-c1-c3-c3-c3-mp-out";
const best = "7:110011000101000100101:in-c1-c3-mp-c3-c3-out";
const straight = "2:1:in-out";

const energies = publishedTable("nb101-energy");

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, nb101(), { task: digits, samples: 12 });
  spaceSuite(runner, nb101({ vertices: 4, edges: 4 }), { samples: 15 });
});

describe("published values", () => {
  test.each([
    [inception, "28cfc7874f6d200472e1a9dcd8650aa0", 2_694_282],
    [best, "02e5a0247bbdcf2860b7e96f74961594", 32_426_634],
    [straight, "043721b9c7fe8c5fad811d47d83132ec", 882_570],
  ])("nb101Hash() and build() agree with the published values of %s", (text, hash, weights) => {
    expect(nb101Hash(parseNb101Cell(text))).toBe(hash);
    expect(countWeights(nb101({ cells: 3, channels: 128 }).build(text, cifar, 1))).toBe(weights);
  });
});

describe.skipIf(energies === undefined)("energy table (skipped where ../shared/benchmarks is absent)", () => {
  test("key() of each published cell is the text it is published under", () => {
    const space = nb101();

    for (const { arch = "" } of energies ?? []) expect(space.key(arch)).toBe(arch);
  });

  test("build() has the published numbers of parameters", () => {
    const space = nb101({ cells: 3, channels: 128 });

    for (const { arch = "", params } of (energies ?? []).filter((_, i) => i % 50 === 0)) {
      expect(countWeights(space.build(arch, cifar, 1))).toBe(Number(params));
    }
  });
});

describe("architectures", () => {
  test("parse() fills a cell up with dead vertices, which does not change its network", () => {
    const space = nb101();
    const filled = space.parse("4:101111:in-c3-mp-out");

    expect(filled).toBe("7:100001100010001000000:in-c3-mp-c3-c3-c3-out");
    expect(space.parse(filled)).toBe(filled);
    expect(space.key(filled)).toBe(space.key("4:101111:in-c3-mp-out"));
    expect(space.describe(filled)).toBe("v1 = conv3x3-bn-relu(input)\nv2 = maxpool3x3(v1)\noutput = input, v1, v2");
  });

  test("formatCell() and parseNb101Cell() are inverse", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), fc.infiniteStream(fc.nat(5)), (vertices, stream) => {
        const draw = (below: number): number => (stream.next().value as number) % below;
        const bits = Array.from({ length: (vertices * (vertices - 1)) / 2 }, () => draw(2)).join("");
        const inner = Array.from({ length: vertices - 2 }, () => ["c1", "c3", "mp"][draw(3)]);
        const text = `${vertices}:${bits}:${["in", ...inner, "out"].join("-")}`;
        expect(formatCell(parseNb101Cell(text))).toBe(text);
      }),
    );
  });

  test.each([
    ["7:101111:in-c3-c3-out", 'the adjacency is "101111", expected 21 digits 0 or 1 for 7 vertices'],
    ["x:101111:in-c3-c3-out", "does not start with a number of vertices"],
    ["4:101112:in-c3-c3-out", "expected 6 digits 0 or 1"],
    ["4:101111:in-c3-out", 'the operations are "in-c3-out", expected 4 names'],
    ["4:101111:in-c3-c5-out", 'vertex 2 is "c5", expected c1, c3 or mp'],
    ["8:1000000000000000000000000000:in-c3-c3-c3-c3-c3-c3-out", "it has 8 vertices, expected at most 7"],
    ["5:1111111111:in-c3-c3-c3-out", "it has more than 9 edges"],
    ["4:100001:in-c3-c3-out", "nothing leads from input to output"],
    [7, "it is 7, expected text such as 4:101111:in-c3-mp-out"],
  ])("parse() refuses %j", (value, message) => {
    expect(() => nb101().parse(value)).toThrow(SpaceError);
    expect(() => nb101().parse(value)).toThrow(message);
  });

  test("sample() draws bits and operations uniformly among valid cells", () => {
    const space = nb101({ vertices: 3, edges: 3 });
    const rng = createRng(2);
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const text = space.sample(rng);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }

    // Matrices that lead from input to output: the direct edge with any of the two others, or both others alone.
    expect(counts.size).toBe(15);
    expect(space.size).toBe(15n);
    for (const count of counts.values()) expect(Math.abs(count / 3000 - 1 / 15)).toBeLessThan(0.02);
  });

  test("neighbours() flips each bit and changes each operation where the cell stays valid", () => {
    // Nine edges: the twelve others cannot be added.
    const texts = [...nb101().neighbours(inception)];

    expect(texts).toHaveLength(9 + 10);
  });

  test("encode() gives 21 bits and the operations one-hot", () => {
    const code = nb101().encode(nb101().parse(inception));

    expect([...code.slice(0, 21)].join("")).toBe(inception.split(":")[1]);
    expect([...code.slice(21)].join("")).toBe("010" + "100" + "100" + "100" + "001");
    expect(nb101().parameters).toHaveLength(26);
  });
});

describe("graphs", () => {
  test("fromDag() reads toDag()'s graph back as the same network", () => {
    const space = nb101();
    const rng = createRng(8);
    for (let i = 0; i < 50; i++) {
      const text = space.sample(rng);
      const back = space.fromDag?.(space.toDag(text));
      expect(space.key(back as string)).toBe(space.key(text));
      expect(space.parse(back)).toBe(back);
    }
  });

  test("toDag() draws live vertices, and fromDag() reads graphs in any numbering", () => {
    const space = nb101();
    const labels = ["conv3x3-bn-relu", "input", "maxpool3x3", "output", "conv1x1-bn-relu"];

    expect(space.toDag("4:101011:in-c3-mp-out".replace("101011", "110001"))).toEqual({
      labels: ["input", "maxpool3x3", "output"],
      edges: [
        [0, 1],
        [1, 2],
      ],
    });
    const read = space.fromDag?.({
      labels,
      edges: [
        [1, 2],
        [2, 3],
        [1, 4],
      ],
    }) as string;
    expect(space.key(read)).toBe("3:101:in-mp-out");
  });

  test("fromDag() reads wholeDag()'s graph back as the same text, dead vertices and all", () => {
    const space = nb101();
    const rng = createRng(9);
    for (let i = 0; i < 50; i++) {
      const text = space.sample(rng);
      const whole = space.wholeDag?.(text);
      expect(whole?.labels).toHaveLength(7);
      expect(space.fromDag?.(whole as NonNullable<typeof whole>)).toBe(text);
    }
  });

  test("fromDag() refuses graphs that are no cell", () => {
    const space = nb101({ vertices: 4, edges: 4 });
    const inner = ["maxpool3x3", "maxpool3x3"];

    for (const dag of [
      {
        labels: ["input", "conv5x5", "output"],
        edges: [
          [0, 1],
          [1, 2],
        ],
      },
      { labels: ["input", "output"], edges: [] },
      { labels: ["input", "output", "output"], edges: [[0, 1]] },
      { labels: ["output", "input"], edges: [[0, 1]] },
      {
        labels: ["input", ...inner, "output"],
        edges: [
          [0, 1],
          [0, 1],
          [1, 3],
        ],
      },
      {
        labels: ["input", ...inner, "output"],
        edges: [
          [0, 1],
          [0, 2],
          [1, 2],
          [1, 3],
          [2, 3],
        ],
      },
      {
        labels: ["input", ...inner, "maxpool3x3", "output"],
        edges: [
          [0, 1],
          [1, 2],
          [2, 3],
          [3, 4],
        ],
      },
    ] as { labels: string[]; edges: [number, number][] }[]) {
      expect(space.fromDag?.(dag)).toBeUndefined();
    }
  });
});

test("build() takes images of odd sides and channels that do not divide, and refuses tables", () => {
  const space = nb101({ channels: 7 });
  const rng = createRng(4);

  for (let i = 0; i < 10; i++) verify(space.build(space.sample(rng), odd, 2).graph);
  expect(() => space.build(inception, table, 2)).toThrow("the mlp space fits tables");
});

test("nb101() refuses wrong options", () => {
  expect(() => nb101({ cells: 0 })).toThrow(InputError);
  expect(() => nb101({ channels: 4 })).toThrow("expected an integer of at least 5");
  expect(() => nb101({ vertices: 12 })).toThrow("expected at most 9");
  expect(nb101({ vertices: 5 }).name).toBe("nb101(cells=1,channels=16,vertices=5,edges=9)");
});
