import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { canonicalJson, createRng, SpaceError } from "../../src/base/index.ts";
import type { Task } from "../../src/data/index.ts";
import { activation, flatten, linear } from "../../src/nn/index.ts";
import {
  type ArchitectureOf,
  checkOutput,
  choice,
  defineSpace,
  flag,
  list,
  ordered,
  range,
} from "../../src/space/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";

const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
const task: Task = { kind: "classification", inputShape: [6], outputs: 3, labels: ["a", "b", "c"] };

const space = defineSpace({
  name: "sample",
  decisions: {
    depth: range(1, 3),
    kernel: choice([3, 5]),
    residual: flag(),
    groups: ordered([1, 2, 4]),
    inner: choice(["p", "q"]),
    layers: list({
      min: 0,
      max: 2,
      of: { op: choice(["linear", "skip"]), width: ordered([4, 8]) },
      when: { width: (layer) => layer.op === "linear" },
    }),
  },
  when: { groups: (arch) => arch.depth > 1, inner: (arch) => arch.groups === 4 },
  forbid: [{ why: "a wide kernel needs depth", test: (arch) => arch.kernel === 5 && arch.depth === 1 }],
  build: (arch, net) => {
    let x = flatten(net, net.input);
    for (const layer of arch.layers)
      if (layer.width !== undefined) x = activation(net, linear(net, x, layer.width), "relu");
    return linear(net, linear(net, x, arch.depth + arch.kernel + (arch.groups ?? 0)), net.task.outputs);
  },
});
type Sample = ArchitectureOf<typeof space>;

const small: Sample = { depth: 1, kernel: 3, residual: false, layers: [] };

describe("suite", () => {
  spaceSuite(runner, space);
});

describe("types", () => {
  test("defineSpace() derives the architecture's type", () => {
    expectTypeOf<Sample["depth"]>().toEqualTypeOf<number>();
    expectTypeOf<Sample["kernel"]>().toEqualTypeOf<3 | 5>();
    expectTypeOf<Sample>().toHaveProperty("groups");
    expectTypeOf<Required<Sample>["groups"]>().toEqualTypeOf<1 | 2 | 4>();
    expectTypeOf<Sample["layers"][number]["op"]>().toEqualTypeOf<"linear" | "skip">();
    // @ts-expect-error: an unconditional decision may not be missing
    const incomplete: Sample = { depth: 1, kernel: 3, layers: [] };
    expect(() => space.parse(incomplete)).toThrow("residual is missing");
  });
});

describe("size", () => {
  test("defineSpace() counts conditional and forbidden combinations exactly", () => {
    // Layers: 3 items, so 1 + 3 + 9 lists. Depth 1 (kernel 3 only): 1; depths 2, 3: 2 kernels x (1 + 1 + 2) groups.
    expect(space.size).toBe(BigInt(13 * 2 * (1 + 2 * 2 * 4)));
  });

  test("neighbours() reaches the whole space from anywhere", () => {
    const seen = new Map([[canonicalJson(small), small]]);
    for (const arch of seen.values()) {
      for (const next of space.neighbours(arch)) seen.set(canonicalJson(next), next);
    }

    expect(BigInt(seen.size)).toBe(space.size);
    expect(new Set([...seen.values()].map((arch) => space.key(arch))).size).toBe(seen.size);
    expect(new Set([...seen.values()].map((arch) => space.encode(arch).join())).size).toBe(seen.size);
  });

  test("defineSpace() counts many choices with few conditions at once", () => {
    const four = choice(["a", "b", "c", "d"]);
    const wide = defineSpace({
      name: "wide",
      decisions: {
        c0: four,
        c1: four,
        c2: four,
        c3: four,
        c4: four,
        c5: four,
        c6: four,
        c7: four,
        c8: four,
        c9: four,
        extra: range(1, 5),
        more: flag(),
      },
      when: { extra: (arch) => arch.c3 === "a" && arch.c7.startsWith("b"), more: (arch) => arch.extra === 5 },
      build: (_arch, net) => linear(net, net.input, net.task.outputs),
    });

    expect(wide.size).toBe(4n ** 8n * (15n + 6n));
  });

  test("defineSpace() leaves the ban out of the count of a large space", () => {
    const large = defineSpace({
      name: "large",
      decisions: { a: range(1, 1000), b: range(1, 1000) },
      forbid: [{ why: "they are equal", test: (arch) => arch.a === arch.b }],
      build: (_arch, net) => linear(net, net.input, net.task.outputs),
    });

    expect(large.size).toBe(1_000_000n);
  });
});

describe("sampling", () => {
  test("sample() draws active choices uniformly and never a forbidden combination", () => {
    const rng = createRng(1);
    const draws = Array.from({ length: 3000 }, () => space.sample(rng));
    const shallow = draws.filter((arch) => arch.depth === 1);

    expect(shallow.every((arch) => arch.kernel === 3 && arch.groups === undefined)).toBe(true);
    // Of 6 equally likely pairs of depth and kernel one is drawn again.
    expect(shallow.length / draws.length).toBeCloseTo(1 / 5, 1);
    expect(draws.filter((arch) => arch.residual).length / draws.length).toBeCloseTo(1 / 2, 1);
  });

  test("sample() gives up where everything is forbidden", () => {
    const empty = defineSpace({
      name: "empty",
      decisions: { a: flag() },
      forbid: [{ why: "all is", test: () => true }],
      build: (_arch, net) => linear(net, net.input, net.task.outputs),
    });

    expect(empty.size).toBe(0n);
    expect(() => empty.sample(createRng(1))).toThrow(SpaceError);
    expect(() => empty.mutate({ a: true }, createRng(1))).toThrow("no neighbour");
  });
});

describe("varying", () => {
  test("mutate() changes one decision, draws what becomes active and drops what becomes inactive", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const rng = createRng(seed);
        const arch = space.sample(rng);
        const child = space.mutate(arch, rng);

        const free = ["depth", "kernel", "residual"] as const;
        const changed = free.filter((name) => child[name] !== arch[name]).length;
        const grouped = arch.groups !== undefined && child.groups !== undefined && child.groups !== arch.groups ? 1 : 0;
        const layered = canonicalJson(child.layers) === canonicalJson(arch.layers) ? 0 : 1;
        const inner = arch.inner !== undefined && child.inner !== undefined && child.inner !== arch.inner ? 1 : 0;
        expect(changed + grouped + layered + inner).toBe(1);
        expect(child.groups !== undefined).toBe(child.depth > 1);
        expect(child.inner !== undefined).toBe(child.groups === 4);
      }),
    );
  });

  test("mutate() draws each decision that can change equally often", () => {
    const rng = createRng(3);
    const arch: Sample = { depth: 2, kernel: 3, residual: false, groups: 1, layers: [] };
    const children = Array.from({ length: 3000 }, () => space.mutate(arch, rng));

    // Five sites: depth, kernel, residual, groups, the length of layers; none of their changes from here is forbidden.
    for (const name of ["depth", "kernel", "residual", "layers"] as const) {
      const share = children.filter((child) => canonicalJson(child[name]) !== canonicalJson(arch[name])).length / 3000;
      expect(share).toBeCloseTo(1 / 5, 1);
    }
  });

  test("crossover() takes each decision from either parent", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const rng = createRng(seed);
        const [a, b] = [space.sample(rng), space.sample(rng)];
        const child = space.crossover(a, b, rng);

        for (const name of ["depth", "kernel", "residual"] as const) expect([a[name], b[name]]).toContain(child[name]);
        expect([a.layers.length, b.layers.length]).toContain(child.layers.length);
        child.layers.forEach((layer, i) => {
          expect([a.layers[i]?.op, b.layers[i]?.op]).toContain(layer.op);
        });
      }),
    );
  });
});

describe("keys", () => {
  test("key() ignores inactive decisions and the order of fields", () => {
    const odd = { layers: [], residual: false, kernel: 3, depth: 1, groups: 4, inner: "q" } as const;

    expect(space.key(odd)).toBe(space.key(small));
    expect(space.encode(odd)).toEqual(space.encode(small));
    expect(space.describe(odd)).toBe(space.describe(small));
  });

  test("key() joins what canonical maps together", () => {
    const pair = defineSpace({
      name: "pair",
      decisions: { a: range(1, 4), b: range(1, 4) },
      canonical: (arch) => ({ a: Math.min(arch.a, arch.b), b: Math.max(arch.a, arch.b) }),
      build: (arch, net) => linear(net, linear(net, net.input, arch.a + arch.b), net.task.outputs),
    });

    expect(pair.key({ a: 3, b: 1 })).toBe(pair.key({ a: 1, b: 3 }));
    expect(pair.key({ a: 3, b: 1 })).not.toBe(pair.key({ a: 3, b: 2 }));
  });
});

describe("errors", () => {
  test.each([
    [{ ...small, kernel: 4 }, "kernel is 4, expected one of 3, 5"],
    [{ ...small, kernel: "3" }, 'kernel is "3", expected one of 3, 5'],
    [{ ...small, width: 1 }, 'has a field "width", expected only depth, kernel'],
    [{ ...small, groups: 2 }, "groups is 2, expected no such field here"],
    [{ ...small, depth: 2 }, "groups is missing, expected one of 1, 2, 4"],
    [{ ...small, layers: {} }, "layers is {}, expected a list"],
    [{ ...small, layers: [1] }, "layers[0] is 1, expected an object"],
    [{ ...small, layers: [{ op: "skip" }, { op: "linear", width: 5 }] }, "layers[1].width is 5, expected one of 4, 8"],
    [{ ...small, layers: [{ op: "skip" }, { op: "skip" }, { op: "skip" }] }, "layers has 3 items, expected 0 to 2"],
    [{ ...small, kernel: 5 }, "is forbidden, as a wide kernel needs depth"],
    [[], "the architecture is [], expected an object"],
  ])("parse() refuses %j", (value, message) => {
    expect(() => space.parse(value)).toThrow(SpaceError);
    expect(() => space.parse(value)).toThrow(message);
  });

  test("defineSpace() refuses a condition that reads what is decided later", () => {
    const declare = (): unknown =>
      defineSpace({
        name: "wrong",
        decisions: { a: flag(), b: flag() },
        when: { a: (arch) => arch.b },
        build: (_arch, net) => linear(net, net.input, net.task.outputs),
      });

    expect(declare).toThrow(SpaceError);
    expect(declare).toThrow('condition reads "b"');
  });

  test("choice(), range() and list() refuse empty or contradictory declarations", () => {
    expect(() => choice([])).toThrow(SpaceError);
    expect(() => choice([1, 1])).toThrow(SpaceError);
    expect(() => range(3, 2)).toThrow(SpaceError);
    expect(() => list({ min: 2, max: 1, of: { a: flag() } })).toThrow(SpaceError);
  });
});

test("build() makes the declared network", () => {
  const arch: Sample = { ...small, layers: [{ op: "linear", width: 8 }, { op: "skip" }] };

  const network = space.build(arch, task, 5);

  expect(network.parameters.map((parameter) => parameter.shape)).toEqual([[6, 8], [8], [8, 4], [4], [4, 3], [3]]);
});

test("describe() and toDag() list the decisions", () => {
  const arch: Sample = { ...small, layers: [{ op: "linear", width: 8 }, { op: "skip" }] };

  expect(space.describe(arch)).toBe(
    "depth: 1\nkernel: 3\nresidual: false\nlayers:\n  1. op linear, width 8\n  2. op skip",
  );
  expect(space.toDag(arch).labels).toEqual([
    "input",
    "depth 1",
    "kernel 3",
    "residual false",
    "layers: op linear, width 8",
    "layers: op skip",
    "output",
  ]);
});

test("checkOutput() refuses networks that do not end in one number for each class", () => {
  const wide = defineSpace({
    name: "wide",
    decisions: { width: choice([4, 8]) },
    build: (_arch, net) => linear(net, net.input, net.task.outputs + 1),
  });
  const network = wide.build({ width: 4 }, task, 2);

  expect(() => checkOutput(wide.name, network, task)).toThrow("it ends in [2, 4], expected [batch, 3]");
});
