import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, InputError, SpaceError } from "../../src/base/index.ts";
import type { Task } from "../../src/data/index.ts";
import { verify } from "../../src/graph/index.ts";
import { mlp, spaces } from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";

const table: Task = { kind: "regression", inputShape: [13], outputs: 2, labels: [] };
const image: Task = { kind: "classification", inputShape: [1, 8, 8], outputs: 10, labels: [] };

describe("suite", () => {
  spaceSuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, mlp(), { task: table });
});

test("mlp() builds for tables and images", () => {
  const arch = { layers: [{ width: 16 }, { width: 32 }], activation: "gelu", normalize: true, dropout: 0.3 } as const;

  expect(
    mlp()
      .build(arch, table, 4)
      .parameters.map(({ shape }) => shape),
  ).toEqual([[13, 16], [16], [16], [16, 32], [32], [32], [32, 2], [2]]);
  expect(mlp().build(arch, image, 4).parameters[0]?.shape).toEqual([64, 16]);
  expect(mlp().size).toBe((5n + 25n + 125n + 625n) * 4n * 2n * 3n);
});

test("mlp() draws a node a hidden layer", () => {
  const plain = { layers: [{ width: 16 }, { width: 32 }], activation: "tanh", normalize: false, dropout: 0 } as const;

  expect(mlp().toDag(plain)).toEqual({
    labels: ["input", "linear 16, tanh", "linear 32, tanh", "output"],
    edges: [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  });
  expect(mlp().toDag({ ...plain, normalize: true, dropout: 0.1 }).labels[1]).toBe(
    "linear 16, batch norm, tanh, dropout 0.1",
  );
});

test("spaces creates each space with the settings given", () => {
  for (const [name, entry] of Object.entries(spaces)) {
    const space = entry.create();
    expect(space.name).toContain(name);
    expect(entry.summary.length).toBeGreaterThan(10);
    // One that builds nothing, and one whose networks have a number of inputs.
    if (name === "nas-bench-graph" || name === "neat") continue;
    const rng = createRng(1);
    for (let i = 0; i < 10; i++) verify(space.build(space.sample(rng), image, 2).graph);
  }
  expect(spaces.nb201.create({ cells: 2 }).name).toBe("nb201(cells=2,channels=8)");
});

test("spaces has one space that builds nothing, and says why", () => {
  const space = spaces["nas-bench-graph"].create();

  expect(() => space.build(space.sample(createRng(1)), image, 2)).toThrow(SpaceError);
  expect(() => space.build(space.sample(createRng(1)), image, 2)).toThrow("no data set here holds graphs");
  expect(() => spaces["nas-bench-graph"].create({ nodes: 3 })).toThrow('there is no setting "nodes", expected none');
});

test("spaces refuses settings that are unknown or of another type", () => {
  expect(() => spaces.mlp.create({ depth: 3 })).toThrow(InputError);
  expect(() => spaces.mlp.create({ depth: 3 })).toThrow(
    'Cannot set up mlp: there is no setting "depth", expected maxDepth, widths',
  );
  expect(() => spaces.nb201.create({ cells: "2" })).toThrow('cells is "2", expected a number such as 1');
  expect(() => spaces["conv-chain"].create({ widths: "8" })).toThrow("expected a list with a number");
});
