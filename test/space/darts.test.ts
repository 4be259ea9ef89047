import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, InputError, pick, type Rng, SpaceError } from "../../src/base/index.ts";
import { verify } from "../../src/graph/index.ts";
import { type DartsCell, darts, formatGenotype, type Genotype, parseGenotype } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { exactText, type Term } from "./exact-cell-key.ts";
import { cifar, digits, odd, table } from "./image-tasks.ts";
import { countWeights } from "./network-size.ts";

// As printed in the code of DARTS: the cells found by its first-order and second-order search.
const first =
  "Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), ('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 0), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('avg_pool_3x3', 0)], reduce_concat=[2, 3, 4, 5])";
const second =
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=range(2, 6))";

const space = darts();

/** The cell with its inner nodes in another order; undefined where a node would read a later one. */
function reordered(cell: DartsCell, order: readonly number[]): DartsCell | undefined {
  const position = (node: number): number => (node < 2 ? node : order.indexOf(node - 2) + 2);
  const moved = order.map((index, i) => {
    const pair = (cell[index] as DartsCell[number]).map(({ operation, from }) => ({ operation, from: position(from) }));
    return pair.some(({ from }) => from >= i + 2) ? undefined : pair.sort((a, b) => a.from - b.from);
  });
  return moved.every((pair) => pair !== undefined) ? (moved as unknown as DartsCell) : undefined;
}

/** A cell of skips and max poolings with now and then a convolution: many of them are alike. */
function randomCell(rng: Rng): DartsCell {
  return [2, 3, 4, 5].map((node) => {
    const second = 1 + rng.int(node - 1);
    const edges = [rng.int(second), second].map((from) => ({
      operation: pick(["skip_connect", "skip_connect", "max_pool_3x3", "sep_conv_3x3"] as const, rng),
      from,
    }));
    return edges as unknown as DartsCell[number];
  });
}

/** The cell's text by brute force; undefined where it has too many operations with weights. */
function exactCell(cell: DartsCell, reduces: boolean): string | undefined {
  const nodes: Term[][] = [[{ operation: "s0", source: [] }], [{ operation: "s1", source: [] }]];
  const isStrided = (from: number): boolean => reduces && from < 2;
  for (const pair of cell) {
    const terms = pair.flatMap(({ operation, from }) => {
      const source = nodes[from] as Term[];
      if (operation === "skip_connect" && !isStrided(from)) return source;
      return [{ operation: `${operation}${isStrided(from) ? " /2" : ""}`, source }];
    });
    nodes.push(terms);
  }
  const hasWeights = (operation: string): boolean => /^(sep|skip)/.test(operation);
  const weights = cell
    .flat()
    .filter(({ operation, from }) => (operation === "skip_connect" ? isStrided(from) : hasWeights(operation)));
  return weights.length > 4 ? undefined : exactText(nodes.slice(2), hasWeights);
}

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, space, { task: digits, samples: 6 });
});

describe("genotypes", () => {
  test("darts() has 1,037,664,180 cells of either kind", () => {
    expect(space.size).toBe(1_037_664_180n ** 2n);
    expect(space.parameters.map(({ options }) => options)).toEqual(
      [1, 3, 6, 10, 1, 3, 6, 10].flatMap((pairs) => [pairs, 7, 7]),
    );
  });

  test("parse() reads what DARTS prints and puts the lower input first", () => {
    const text = space.parse(first);

    expect(text.startsWith("Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('skip_connect', 0),")).toBe(
      true,
    );
    expect(space.parse(second)).toContain("normal_concat=[2, 3, 4, 5]");
    expect(space.parse(text.replaceAll("'", '"').replaceAll(" ", ""))).toBe(text);
  });

  test("formatGenotype() and parseGenotype() are inverse", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const text = space.sample(createRng(seed));
        expect(formatGenotype(parseGenotype(text))).toBe(text);
      }),
    );
  });

  test.each([
    [7, "it is 7, expected text such as Genotype("],
    ["Genotype()", 'it is "Genotype()", expected Genotype(normal=['],
    [first.replace("'sep_conv_3x3', 1", "'none', 1"), "normal node 2 has ('none',1)"],
    [first.replace("('sep_conv_3x3', 1)", "('sep_conv_3x3', 2)"), "normal node 2 has ('sep_conv_3x3',2)"],
    [first.replace("('sep_conv_3x3', 1)", "('sep_conv_3x3', 0)"), "normal node 2 reads node 0 twice"],
    [first.replace("('sep_conv_3x3', 1), ", ""), "normal has 7 edges, expected 8"],
    [first.replace("[2, 3, 4, 5]", "[3, 4, 5]"), "normal_concat is [3,4,5], expected [2,3,4,5] or range(2,6)"],
  ])("parse() refuses %j", (value, message) => {
    expect(() => space.parse(value)).toThrow(SpaceError);
    expect(() => space.parse(value)).toThrow(message);
  });
});

describe("keys", () => {
  const orders = [
    [0, 1, 3, 2],
    [1, 0, 2, 3],
    [0, 2, 1, 3],
    [2, 0, 1, 3],
    [3, 2, 1, 0],
    [1, 2, 3, 0],
  ];

  test("key() does not see the numbering of nodes", () => {
    let moved = 0;
    const rng = createRng(5);
    for (let i = 0; i < 40; i++) {
      const genotype = parseGenotype(space.sample(rng));
      for (const order of orders) {
        const copy: Genotype = {
          normal: reordered(genotype.normal, order) ?? genotype.normal,
          reduce: reordered(genotype.reduce, order) ?? genotype.reduce,
        };
        if (formatGenotype(copy) === formatGenotype(genotype)) continue;
        moved++;
        expect(space.key(formatGenotype(copy))).toBe(space.key(formatGenotype(genotype)));
      }
    }
    expect(moved).toBeGreaterThan(20);
  });

  test("key() is equal exactly where the networks are isomorphic, in cells of up to four operations with weights", () => {
    const rng = createRng(9);
    const { normal, reduce } = parseGenotype(first);
    const byKey = new Map<string, string>();
    const byNetwork = new Map<string, string>();
    for (let i = 0; i < 4000; i++) {
      const cell = randomCell(rng);
      const reduces = i % 2 === 1;
      const network = exactCell(cell, reduces);
      if (network === undefined) continue;
      const key = space.key(formatGenotype(reduces ? { normal, reduce: cell } : { normal: cell, reduce }));
      expect(byKey.get(key) ?? network).toBe(network);
      expect(byNetwork.get(`${reduces} ${network}`) ?? key).toBe(key);
      byKey.set(key, network);
      byNetwork.set(`${reduces} ${network}`, key);
    }
    expect(byKey.size).toBeGreaterThan(100);
  });

  test("key() dissolves skips in normal cells only, and tells operations and sources apart", () => {
    const change = (from: string, to: string): string => space.parse(first).replace(from, to);
    const own = space.key(space.parse(first));

    expect(
      space.key(change("('sep_conv_3x3', 0), ('skip_connect', 2)", "('dil_conv_3x3', 0), ('skip_connect', 2)")),
    ).not.toBe(own);
    // s0 + s1, s0 + (s0 + s1), s1 + (s0 + s1), and either way to 2 s0 + 2 s1.
    const sums = (last: string): string => {
      const pairs = [
        [0, 1],
        [0, 2],
        [1, 2],
      ].flatMap((pair) => pair.map((from) => `('skip_connect', ${from})`));
      return first.replace(/normal=\[.*?\]/, `normal=[${pairs.join(", ")}, ${last}]`);
    };
    const oneWay = sums("('skip_connect', 1), ('skip_connect', 3)");
    const otherWay = sums("('skip_connect', 0), ('skip_connect', 4)");
    expect(space.key(oneWay)).toBe(space.key(otherWay));
    // In a reduction cell skips from the inputs have weights, so these are different networks.
    const swapped = (text: string): string => {
      const { normal, reduce } = parseGenotype(text);
      return formatGenotype({ normal: reduce, reduce: normal });
    };
    expect(space.key(swapped(oneWay))).not.toBe(space.key(swapped(otherWay)));
  });
});

describe("variation", () => {
  test("neighbours() changes an operation or a source: 96 and 24", () => {
    const text = space.parse(first);
    const own = parseGenotype(text);
    const kinds = [...space.neighbours(text)].map((other) => {
      const read = parseGenotype(other);
      const sources = (cell: DartsCell): string => JSON.stringify(cell.map((pair) => pair.map(({ from }) => from)));
      return sources(read.normal) === sources(own.normal) && sources(read.reduce) === sources(own.reduce);
    });

    expect(kinds.filter((isOperation) => isOperation)).toHaveLength(16 * 6);
    expect(kinds.filter((isOperation) => !isOperation)).toHaveLength(2 * 2 * (0 + 1 + 2 + 3));
  });

  test("mutate() changes operations and sources equally often", () => {
    const rng = createRng(3);
    const text = space.parse(second);
    const inputs = (each: string): string =>
      space
        .toIndices(each)
        .filter((_, i) => i % 3 === 0)
        .join();
    let sources = 0;
    for (let i = 0; i < 1000; i++) if (inputs(space.mutate(text, rng)) !== inputs(text)) sources++;

    expect(Math.abs(sources / 1000 - 1 / 2)).toBeLessThan(0.06);
  });
});

describe("network", () => {
  test.each([
    [first, 3_169_414],
    [second, 3_349_342],
  ])("build() has the published number of parameters, auxiliary head left out (%#)", (genotype, weights) => {
    const original = darts({ cells: 20, channels: 36 });

    expect(countWeights(original.build(original.parse(genotype), cifar, 1))).toBe(weights);
  });

  test("build() takes images of odd sides and refuses tables", () => {
    const rng = createRng(7);
    for (let i = 0; i < 5; i++) verify(space.build(space.sample(rng), odd, 2).graph);
    expect(() => space.build(space.parse(first), table, 2)).toThrow("the mlp space fits tables");
    expect(() => darts({ cells: 2 })).toThrow(InputError);
  });

  test("toDag() draws both cells between input and output", () => {
    const { labels, edges } = space.toDag(space.parse(first));

    expect([labels[0], labels.at(-1)]).toEqual(["input", "output"]);
    expect(labels.filter((label) => label.endsWith("add"))).toHaveLength(8);
    expect(labels.filter((label) => label === "normal sep_conv_3x3")).toHaveLength(5);
    expect(labels).toHaveLength(1 + 2 * (2 + 8 + 4) + 1);
    expect(edges).toHaveLength(4 + 16 * 2 + 8);
  });
});
