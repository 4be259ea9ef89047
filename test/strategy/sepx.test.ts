import assert from "node:assert/strict";
import { describe, expect, test } from "vitest";
import { createRng, type MetricSpec } from "../../src/base/index.ts";
import { nb101, nb201 } from "../../src/space/index.ts";
import { crossByEditPath, matchVertices } from "../../src/strategy/edit-path/index.ts";
import { type Proposal, sepx } from "../../src/strategy/index.ts";
import { strategySuite } from "../../src/testing/index.ts";
import { tabularSpace } from "../../src/testing/tabular-space.ts";

const objectives: readonly MetricSpec[] = [{ name: "loss", unit: "1", goal: "min" }];

describe("suites", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  strategySuite(runner, sepx());
  strategySuite(runner, sepx({ population: 4, sample: 2, tries: 1 }));
});

describe("crossByEditPath()", () => {
  test("takes half of the differing options, rounded up, from the other parent where graphs cannot be read back", () => {
    const space = nb201();
    const rng = createRng(1);
    for (let i = 0; i < 200; i++) {
      const [a, b] = [space.sample(rng), space.sample(rng)];
      const child = crossByEditPath(space, a, b, rng);
      const [left, right] = [space.toIndices(a), space.toIndices(b)];
      const differing = left.filter((index, k) => index !== right[k]).length;
      if (child === undefined) continue;
      const middle = space.toIndices(child);
      expect(middle.filter((index, k) => index !== left[k])).toHaveLength(Math.ceil(differing / 2));
      expect(middle.filter((index, k) => index !== right[k])).toHaveLength(Math.floor(differing / 2));
    }
  });

  test("goes half of the way between two graphs where they can be read back", () => {
    const space = nb101();
    const rng = createRng(2);
    let children = 0;
    for (let i = 0; i < 40; i++) {
      const [a, b] = [space.sample(rng), space.sample(rng)];
      const child = crossByEditPath(space, a, b, rng);
      if (child === undefined) continue;
      children++;
      const [left, middle, right] = [a, child, b].map((arch) => space.wholeDag?.(space.parse(arch)));
      if (!left || !middle || !right) throw new Error("no graph");
      const distance = matchVertices(left, right).cost;
      const parts = [matchVertices(left, middle).cost, matchVertices(middle, right).cost];
      expect(parts.sort((x, y) => x - y)).toEqual([Math.floor(distance / 2), Math.ceil(distance / 2)]);
    }
    expect(children).toBeGreaterThan(20);
  });

  test("has no child of parents less than two edits apart", () => {
    const space = nb201();
    const rng = createRng(3);
    const a = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|";
    expect(crossByEditPath(space, a, a, rng)).toBeUndefined();
    expect(crossByEditPath(space, a, a.replace("nor_conv_3x3", "nor_conv_1x1"), rng)).toBeUndefined();
    const cell = nb101().sample(rng);
    expect(crossByEditPath(nb101(), cell, cell, rng)).toBeUndefined();
  });

  test("gives valid architectures of conditional spaces", () => {
    const space = tabularSpace();
    const rng = createRng(4);
    for (let i = 0; i < 300; i++) {
      const child = crossByEditPath(space, space.sample(rng), space.sample(rng), rng);
      if (child !== undefined) expect(space.parse(child)).toEqual(child);
    }
  });
});

describe("sepx()", () => {
  test("takes turns between mutation and crossover of living trials", () => {
    const space = nb101();
    const strategy = sepx({ population: 10, sample: 4 }).create(space, objectives, createRng(1));
    const proposals: Proposal<string>[] = [];
    for (let trial = 0; trial < 60; trial++) {
      const proposal = strategy.ask(1)[0] as Proposal<string>;
      proposals.push(proposal);
      const { architecture } = proposal;
      const values = { loss: space.toIndices(architecture).reduce((sum, index) => sum + index, 0) };
      strategy.tell([{ trial, architecture, key: space.key(architecture), state: "complete", values, feasible: true }]);
    }

    let crossed = 0;
    proposals.forEach(({ origin }, trial) => {
      if (trial < 10) expect(origin).toBe("random");
      else {
        for (const [parent] of origin.matchAll(/\d+/g)) expect(Number(parent)).toBeGreaterThanOrEqual(trial - 10);
        if (origin.startsWith("crossover of")) crossed++;
        if (trial % 2 === 0) expect(origin).toMatch(/^mutation of \d+$/);
      }
    });
    expect(crossed).toBeGreaterThan(5);
  });
});
