import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, InputError } from "../../src/base/index.ts";
import { fullCellDag, nb101, nb201, parseCell, pathEncoding } from "../../src/space/index.ts";

const three = { operations: ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"], longest: 5 };
const five = {
  operations: ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"],
  shortest: 1,
  longest: 3,
};

function ones(code: Float64Array): number[] {
  return [...code].flatMap((bit, i) => (bit === 1 ? [i] : []));
}

describe("NAS-Bench-101", () => {
  const space = nb101();

  test("pathEncoding() numbers the paths of a cell", () => {
    // Paths: none; c3; c3 mp; mp. With L operations numbers start at 0, 1, 4, 13, …
    const code = pathEncoding(space.toDag("4:111111:in-c3-mp-out"), three);

    expect(code).toHaveLength(364);
    expect(ones(code)).toEqual([0, 1 + 0, 1 + 2, 4 + 0 + 3 * 2]);
    expect(ones(pathEncoding(space.toDag("2:1:in-out"), three))).toEqual([0]);
  });

  test("pathEncoding() is that of BANANAS: Σ 3^i (o_i + 1)", () => {
    const chain = {
      labels: ["input", ...three.operations, ...three.operations.slice(0, 2), "output"],
      edges: [0, 1, 2, 3, 4, 5].map((i) => [i, i + 1] as const),
    };

    expect(ones(pathEncoding(chain, three))).toEqual([1 + 2 * 3 + 3 * 9 + 1 * 27 + 2 * 81]);
  });

  test("pathEncoding() is equal for cells with equal keys, and can be cut short", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const text = space.sample(createRng(seed));
        const code = pathEncoding(space.toDag(text), three);
        expect(pathEncoding(space.toDag(space.key(text)), three)).toEqual(code);
        expect(pathEncoding(space.toDag(text), { ...three, width: 40 })).toEqual(code.slice(0, 40));
      }),
      { numRuns: 40 },
    );
  });
});

describe("NAS-Bench-201", () => {
  test("pathEncoding() of the full graph has 155 numbers, three or four of them one", () => {
    const rng = createRng(4);
    const space = nb201();
    const counts = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const code = pathEncoding(fullCellDag(parseCell(space.sample(rng))), five);
      expect(code).toHaveLength(155);
      counts.add(ones(code).length);
    }
    expect(counts).toEqual(new Set([3, 4]));
  });

  test("pathEncoding() has the edge 0→3, then 0→1→3 and 0→2→3, then 0→1→2→3", () => {
    const cell = parseCell("|nor_conv_1x1~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|nor_conv_3x3~1|nor_conv_1x1~2|");

    expect(ones(pathEncoding(fullCellDag(cell), five))).toEqual([
      4,
      5 + 0 + 5 * 2,
      5 + 2 + 5 * 3,
      30 + 2 + 5 * 1 + 25 * 2,
    ]);
  });
});

test("pathEncoding() refuses labels and lengths it has no number for", () => {
  const dag = {
    labels: ["input", "a", "b", "output"],
    edges: [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const,
  };

  expect(() => pathEncoding(dag, { operations: ["a"], longest: 3 })).toThrow(InputError);
  expect(() => pathEncoding(dag, { operations: ["a"], longest: 3 })).toThrow('a node is "b", expected one of a');
  expect(() => pathEncoding(dag, { operations: ["a", "b"], longest: 1 })).toThrow(
    "one has 2 operations, expected 0 to 1",
  );
  expect(ones(pathEncoding({ labels: ["input", "output"], edges: [] }, { operations: ["a"], longest: 1 }))).toEqual([]);
});
