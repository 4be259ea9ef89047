import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, SpaceError } from "../../src/base/index.ts";
import { nasBenchGraph } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";
import { digits } from "./image-tasks.ts";
import { publishedTable } from "./published-table.ts";

const space = nasBenchGraph();
const rows = publishedTable("nas-bench-graph");
const proteins = publishedTable("nas-bench-graph-proteins");

/** All 59,040 architectures. */
function* allTexts(): Generator<string> {
  const [links, operations] = space.parameters;
  for (let link = 0; link < (links?.options ?? 0); link++) {
    for (let code = 0; code < 9 ** 4; code++) {
      const indices = [link, ...[0, 1, 2, 3].map((i) => Math.floor(code / 9 ** i) % (operations?.options ?? 0))];
      const text = space.fromIndices(indices);
      if (text !== undefined) yield text;
    }
  }
}

describe("suite", () => {
  spaceSuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, space);
});

test("nasBenchGraph() has 59,040 architectures and 26,206 canonical ones, each its own key", () => {
  const texts = [...allTexts()];
  const keys = new Set(texts.map((text) => space.key(text)));

  expect(BigInt(texts.length)).toBe(space.size);
  expect(keys.size).toBe(26_206);
  for (const key of [...keys].filter((_, i) => i % 20 === 0)) expect(space.key(key)).toBe(key);
});

test.skipIf(rows === undefined)(
  "key() of a table's rows is their own text (skipped without ../shared/benchmarks)",
  () => {
    for (const { link, ops } of [...(rows ?? []), ...(proteins ?? [])].filter((_, i) => i % 3 === 0)) {
      expect(space.key(`${link}:${ops}`)).toBe(`${link}:${ops}`);
    }
    expect(rows).toHaveLength(26_206);
  },
);

test("key() joins siblings in any order and skips that change nothing", () => {
  expect(space.key("0000:gin-gat-fc-gcn")).toBe("0000:gat-gcn-gin-fc");
  // Beside siblings that read the input too, a skip would bring raw input to the output; it goes.
  expect(space.key("0000:gin-gat-skip-gcn")).toBe("0111:skip-gat-gcn-gin");
  expect(space.key("0123:gat-skip-gcn-skip")).toBe("0123:skip-skip-gat-gcn");
  // A leaf beside siblings brings its parent's value to the output.
  expect(space.key("0111:gat-skip-gcn-gin")).toBe("0111:gat-gcn-gin-skip");
});

test("parse() takes link and operations, and refuses the rest", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const text = space.sample(createRng(seed));
      expect(text).toMatch(/^[0-3]{4}:[a-z]+(-[a-z]+){3}$/);
      expect(space.parse(text)).toBe(text);
    }),
  );
  for (const [value, message] of [
    ["0000-gat-gcn-gin-fc", "expected link:operations with four digits and four names"],
    ["0002:gat-gcn-gin-fc", 'link is "0002", expected one of "0000", "0001"'],
    ["0000:gat-gcn-gin-mlp", 'node 4 is "mlp", expected one of "gat"'],
    ["0000:skip-skip-skip-skip", "it skips all"],
  ] as const) {
    expect(() => space.parse(value)).toThrow(SpaceError);
    expect(() => space.parse(value)).toThrow(message);
  }
});

test("build() says that there are no graphs to take", () => {
  expect(() => space.build("0000:gat-gcn-gin-fc", digits, 2)).toThrow("expected a search in a table");
});

test("toDag() and describe() draw the tree with its leaves as output", () => {
  expect(space.toDag("0112:gat-gcn-gin-fc")).toEqual({
    labels: ["input", "gat", "gcn", "gin", "fc", "output"],
    edges: [
      [0, 1],
      [1, 2],
      [1, 3],
      [2, 4],
      [3, 5],
      [4, 5],
    ],
  });
  expect(space.describe("0112:gat-gcn-gin-fc")).toBe(
    "node 1 = gat(input)\nnode 2 = gcn(node 1)\nnode 3 = gin(node 1)\nnode 4 = fc(node 2)\noutput = node 3, node 4",
  );
});
