/** @file The conformance suite of the search space contract, for those who write a space of their own. */
import { canonicalJson, createRng, EspalierError, type Json, type Rng } from "../base/index.ts";
import type { Task } from "../data/index.ts";
import { checkOutput, type SearchSpace } from "../space/index.ts";
import { deepFreeze } from "./deep-freeze.ts";
import type { SuiteRunner } from "./suite.ts";

export interface SpaceSuiteOptions {
  /** Architectures each law is tried on. Default 30. */
  readonly samples?: number;
  readonly seed?: string | number;
  /** A task the space fits; where given, networks are built too. */
  readonly task?: Task;
}

/**
 * Declares the laws of {@link SearchSpace} as tests of the caller's runner.
 *
 * @example
 * import assert from "node:assert/strict";
 * import { test } from "node:test";
 * spaceSuite({ test, assert: { equal: assert.deepEqual, ok: assert.ok } }, mySpace);
 */
export function spaceSuite<A extends Json>(
  runner: SuiteRunner,
  space: SearchSpace<A>,
  options: SpaceSuiteOptions = {},
): void {
  const { samples = 30, seed = 42, task } = options;
  const fixture: SpaceFixture<A> = {
    ...runner,
    space,
    rng: (label) => createRng(seed).split(label),
    architectures: () => {
      const rng = createRng(seed);
      return Array.from({ length: samples }, () => deepFreeze(space.sample(rng)));
    },
  };
  readingLaws(fixture);
  varyingLaws(fixture);
  encodingLaws(fixture);
  if (task !== undefined) {
    buildingLaws(fixture, task);
    outputLaw(fixture, task);
  }
}

interface SpaceFixture<A extends Json> extends SuiteRunner {
  readonly space: SearchSpace<A>;
  rng(label: string): Rng;
  /** The same, frozen, at each call. */
  architectures(): readonly A[];
}

function readingLaws<A extends Json>({ test, assert, space, rng, architectures }: SpaceFixture<A>): void {
  test(`${space.name}: equal seeds sample equal architectures`, async () => {
    assert.equal(architectures(), architectures());
  });

  test(`${space.name}: an architecture survives JSON`, async () => {
    for (const arch of architectures()) {
      const read = space.parse(JSON.parse(JSON.stringify(arch)));
      assert.equal(read, arch);
      assert.equal(space.key(read), space.key(arch));
    }
  });

  test(`${space.name}: parse refuses what is no architecture`, async () => {
    for (const value of [undefined, null, 7, "", [], {}, { no: "such field" }]) {
      let code: string | undefined;
      try {
        space.parse(value);
      } catch (error) {
        code = error instanceof EspalierError ? error.code : String(error);
      }
      assert.equal(code, "invalid-space", `parse(${JSON.stringify(value)}) must throw a SpaceError`);
    }
  });

  test(`${space.name}: there are at least as many architectures as were seen`, async () => {
    const seen = new Set(architectures().map((arch) => canonicalJson(arch)));
    assert.ok(space.size === "infinite" || BigInt(seen.size) <= space.size);
  });

  test(`${space.name}: an architecture is described in words`, async () => {
    for (const arch of architectures()) assert.ok(space.describe(arch).trim().length > 0);
    assert.ok(space.describe(space.sample(rng("describe"))).length > 0);
  });
}

function varyingLaws<A extends Json>({ test, assert, space, rng, architectures }: SpaceFixture<A>): void {
  const isValid = (arch: A): boolean => canonicalJson(space.parse(arch)) === canonicalJson(arch);

  test(`${space.name}: neighbours are valid, distinct and other than the architecture`, async () => {
    for (const arch of architectures().slice(0, 10)) {
      const texts = [...space.neighbours(arch)].map((neighbour) => {
        assert.ok(isValid(neighbour));
        return canonicalJson(neighbour);
      });
      assert.equal(new Set(texts).size, texts.length);
      assert.ok(!texts.includes(canonicalJson(arch)));
    }
  });

  test(`${space.name}: mutate returns a neighbour, by seed`, async () => {
    for (const arch of architectures().slice(0, 10)) {
      const neighbours = new Set([...space.neighbours(arch)].map((neighbour) => canonicalJson(neighbour)));
      if (neighbours.size === 0) continue;
      const [first, again] = [rng("mutate"), rng("mutate")];
      for (let i = 0; i < 20; i++) {
        const child = space.mutate(arch, first);
        assert.ok(neighbours.has(canonicalJson(child)), `${canonicalJson(child)} is no neighbour of its parent`);
        assert.equal(space.mutate(arch, again), child);
      }
    }
  });

  test(`${space.name}: crossover returns a valid architecture, by seed, and of equal parents their own`, async () => {
    const parents = architectures();
    for (const [i, a] of parents.entries()) {
      const b = parents[(i + 1) % parents.length] as A;
      const child = space.crossover(a, b, rng(`cross ${i}`));
      assert.ok(isValid(child));
      assert.equal(space.crossover(a, b, rng(`cross ${i}`)), child);
      assert.equal(space.key(space.crossover(a, a, rng("cross"))), space.key(a));
    }
  });
}

function encodingLaws<A extends Json>({ test, assert, space, rng, architectures }: SpaceFixture<A>): void {
  test(`${space.name}: encodings have the width promised and differ where keys do`, async () => {
    const keys = new Map<string, string>();
    for (const arch of architectures().flatMap((each) => [each, ...first(space.neighbours(each), 20)])) {
      const code = space.encode(arch);
      assert.equal(code.length, space.width);
      assert.ok(code.every(Number.isFinite));
      const key = space.key(arch);
      assert.equal(keys.get(code.join()) ?? key, key);
      keys.set(code.join(), key);
    }
  });

  test(`${space.name}: graphs that can be read back are the same network`, async () => {
    for (const arch of space.fromDag ? architectures() : []) {
      for (const dag of [space.toDag(arch), space.wholeDag?.(arch)]) {
        const read = dag && space.fromDag?.(dag);
        if (dag) assert.equal(read === undefined ? undefined : space.key(read), space.key(arch));
      }
    }
  });

  test(`${space.name}: graphs run forwards between their own nodes`, async () => {
    for (const arch of architectures()) {
      const { labels, edges } = space.toDag(arch);
      assert.ok(labels.length > 0);
      for (const [from, to] of edges) assert.ok(0 <= from && from < to && to < labels.length);
    }
  });

  // A space that is not parametric has none.
  if (space.toIndices === undefined) return;
  test(`${space.name}: an architecture is its parameters' options, and any options that fit are one`, async () => {
    const draws = rng("options");
    const options = space.parameters.map((parameter) => parameter.options);
    assert.equal(new Set(space.parameters.map(({ name }) => name)).size, options.length);
    for (const arch of architectures()) {
      const indices = space.toIndices(arch);
      assert.equal(indices.length, options.length);
      assert.ok(indices.every((index, i) => Number.isInteger(index) && index >= -1 && index < (options[i] as number)));
      assert.equal(space.fromIndices(indices), arch);
      const other = space.fromIndices(options.map((count) => draws.int(count)));
      if (other !== undefined) assert.equal(space.parse(JSON.parse(JSON.stringify(other))), other);
    }
  });
}

function buildingLaws<A extends Json>({ test, assert, space, architectures }: SpaceFixture<A>, task: Task): void {
  test(`${space.name}: equal keys build networks with equal parameters`, async () => {
    const shapes = new Map<string, string>();
    for (const arch of architectures().flatMap((each) => [each, ...first(space.neighbours(each), 5)])) {
      const network = space.build(arch, task, 2);
      const key = space.key(arch);
      const own = network.parameters
        .map(({ shape }) => shape.join("x"))
        .sort()
        .join(" ");
      assert.equal(shapes.get(key) ?? own, own);
      shapes.set(key, own);
    }
  });
}

function outputLaw<A extends Json>({ test, space, architectures }: SpaceFixture<A>, task: Task): void {
  test(`${space.name}: networks end in one number for each class or target`, async () => {
    for (const arch of architectures()) checkOutput(space.name, space.build(arch, task, 2), task);
  });
}

function first<T>(items: Iterable<T>, count: number): T[] {
  const result: T[] = [];
  for (const item of items) {
    if (result.length === count) break;
    result.push(item);
  }
  return result;
}
