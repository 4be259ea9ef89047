import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, type Json, type Rng, SpaceError, shuffled } from "../../src/base/index.ts";
import type { Task } from "../../src/data/index.ts";
import { createNodeEngine } from "../../src/engine/index.ts";
import { bindInputs } from "../../src/graph/index.ts";
import { initialParameters, parameterTensors, toInference } from "../../src/nn/index.ts";
import { type NeatGenome, type NeatSpace, type Numbering, neatSpace, type Transfer } from "../../src/space/index.ts";
import { gp, random } from "../../src/strategy/index.ts";
import { type Tensor, tensor } from "../../src/tensor/index.ts";
import { spaceSuite } from "../../src/testing/index.ts";

const task: Task = { kind: "regression", inputShape: [2], outputs: 1, labels: [] };
const space = neatSpace();

describe("suite", () => {
  const runner = { test, assert: { equal: assert.deepEqual, ok: assert.ok } };
  spaceSuite(runner, space, { task });
  spaceSuite(runner, neatSpace({ inputs: 3, outputs: 2, hidden: "tanh", output: "linear" }), {
    task: { kind: "classification", inputShape: [3], outputs: 2, labels: ["a", "b"] },
  });
});

/** Numbers from 1000 on, in the order of asking. */
function numbering(): Numbering {
  const numbers = new Map<string, number>();
  const of = (label: string): number => {
    numbers.set(label, numbers.get(label) ?? 1000 + numbers.size);
    return numbers.get(label) as number;
  };
  return { connection: (from, to) => of(`${from}>${to}`), node: (split, repeat) => of(`${split}#${repeat}`) };
}

/** A genome after so many changes of its structure. */
function grown(from: NeatSpace, changes: number, rng: Rng): NeatGenome {
  const numbers = numbering();
  let genome = from.initial(rng);
  for (let i = 0; i < changes; i++) {
    const grow = rng.next() < 0.5 ? from.addNode : from.addConnection;
    genome = grow(genome, numbers, rng) ?? genome;
  }
  return genome;
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe("operators", () => {
  test("addNode() leaves a network of linear nodes as it was", () => {
    const linear = neatSpace({ hidden: "linear", output: "linear" });
    fc.assert(
      fc.property(seeds, (seed) => {
        const rng = createRng(seed);
        const before = grown(linear, 6, rng);
        const after = linear.addNode(before, numbering(), rng) ?? before;
        expect(after.nodes.length).toBe(before.nodes.length + 1);
        expect(linear.evaluator(after)([0.3, -2])[0]).toBeCloseTo(linear.evaluator(before)([0.3, -2])[0] as number, 9);
      }),
      { numRuns: 40 },
    );
  });

  test("growth keeps genomes valid and feed-forward, and ends where all is joined", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const rng = createRng(seed);
        const genome = grown(space, 12, rng);
        expect(space.parse(JSON.parse(JSON.stringify(genome)))).toEqual(genome);
      }),
      { numRuns: 40 },
    );
    expect(space.addConnection(space.initial(createRng(1)), numbering(), createRng(1))).toBeUndefined();
  });

  test("addNode() splits a connection again by another node", () => {
    const rng = createRng(3);
    const numbers = numbering();
    const once = space.addNode(space.initial(rng), numbers, rng) as NeatGenome;
    const on = { ...once, connections: once.connections.map((gene) => ({ ...gene, enabled: gene.innovation < 3 })) };
    const twice = Array.from({ length: 20 }, () => space.addNode(on, numbers, rng) as NeatGenome);

    for (const genome of twice) expect(space.parse(genome).nodes.length).toBe(6);
  });

  test("mate() of a genome with itself is the genome, up to what is switched on again", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const rng = createRng(seed);
        const genome = grown(space, 8, rng);
        expect(space.mate(genome, genome, 1, rng)).toEqual(genome);
        const on = ({ connections, nodes }: NeatGenome): NeatGenome => ({
          nodes,
          connections: connections.map((gene) => ({ ...gene, enabled: true })),
        });
        expect(on(space.mate(genome, genome, 0, rng))).toEqual(on(genome));
      }),
      { numRuns: 30 },
    );
  });

  test("mate() keeps a disabled gene disabled three times of four", () => {
    const rng = createRng(5);
    const plain = space.initial(rng);
    const off = { ...plain, connections: plain.connections.map((gene) => ({ ...gene, enabled: false })) };
    const genes = Array.from({ length: 1000 }, () => space.mate(plain, off, 0.75, rng).connections).flat();

    // 3,000 draws: three standard deviations are 0.024.
    expect(Math.abs(genes.filter(({ enabled }) => !enabled).length / genes.length - 0.75)).toBeLessThan(0.024);
  });

  test("mate() takes weights of common genes from either and the rest from the fitter", () => {
    const rng = createRng(6);
    const other = space.initial(rng);
    const fitter = space.addNode(space.initial(rng), numbering(), rng) as NeatGenome;
    const children = Array.from({ length: 50 }, () => space.mate(fitter, other, 0.75, rng));

    for (const { nodes, connections } of children) {
      expect(nodes).toEqual(fitter.nodes);
      connections.forEach(({ weight }, i) => {
        expect([fitter.connections[i]?.weight, other.connections[i]?.weight]).toContain(weight);
      });
      expect(connections.slice(3).map(({ weight }) => weight)).toEqual(
        fitter.connections.slice(3).map(({ weight }) => weight),
      );
    }
    expect(new Set(children.map(({ connections }) => connections[0]?.weight)).size).toBe(2);
  });

  test("compare() counts genes by their numbers, alike from both sides", () => {
    const gene = (innovation: number, weight: number, from: number, to: number) => ({
      ...{ innovation, from, to, weight, enabled: true },
    });
    const { nodes } = space.initial(createRng(1));
    const a: NeatGenome = { nodes, connections: [gene(0, 1, 0, 3), gene(1, 2, 1, 3)] };
    const hidden = [...nodes, { id: 4, kind: "hidden" as const }];
    const b: NeatGenome = { nodes: hidden, connections: [gene(0, 1.5, 0, 3), gene(5, 1, 2, 4), gene(6, 1, 4, 3)] };

    const difference = { excess: 2, disjoint: 1, weight: 0.5, size: 3 };
    expect(space.compare(a, b)).toEqual(difference);
    expect(space.compare(b, a)).toEqual(difference);
    expect(space.compare(a, a)).toEqual({ excess: 0, disjoint: 0, weight: 0, size: 2 });
  });

  test("perturb() moves weights within the power, and draws some anew", () => {
    const genome = grown(space, 30, createRng(7));
    const moved = space.perturb(genome, { replace: 0, power: 0.5 }, createRng(8));
    const gaps = moved.connections.map(({ weight }, i) => Math.abs(weight - (genome.connections[i]?.weight as number)));

    expect(Math.max(...gaps)).toBeLessThanOrEqual(0.5);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
  });
});

describe("key", () => {
  /** Other numbers for hidden nodes and innovations, and another order. */
  function renumbered({ nodes, connections }: NeatGenome, rng: Rng): NeatGenome {
    const hidden = nodes.filter(({ kind }) => kind === "hidden");
    const ids = shuffled(
      hidden.map((_, i) => 50 + i),
      rng,
    );
    const idOf = new Map(hidden.map(({ id }, i) => [id, ids[i] as number]));
    const order = connections.map(() => rng.next());
    return {
      nodes: nodes.map(({ id, kind }) => ({ id: idOf.get(id) ?? id, kind })).sort((a, b) => a.id - b.id),
      connections: connections
        .map((gene, i) => ({
          ...gene,
          from: idOf.get(gene.from) ?? gene.from,
          to: idOf.get(gene.to) ?? gene.to,
          at: order[i] as number,
        }))
        .sort((a, b) => a.at - b.at)
        .map(({ at, ...gene }, innovation) => ({ ...gene, innovation })),
    };
  }

  test("key() does not depend on numbers, nor on weights being alike", () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, isPlain) => {
        const rng = createRng(seed);
        const drawn = grown(space, 10, rng);
        const alike = { ...drawn, connections: drawn.connections.map((gene) => ({ ...gene, weight: 1 })) };
        const genome = isPlain ? alike : drawn;
        expect(space.key(renumbered(genome, rng))).toBe(space.key(genome));
      }),
      { numRuns: 60 },
    );
  });

  test("key() tells which of two twins a node reads", () => {
    // Hidden 4 and 5 are twins but for what reads them: 6 and 7 differ by their weights to the output.
    const network = (pairs: readonly (readonly [number, number, number])[]): NeatGenome => ({
      nodes: [...space.initial(createRng(1)).nodes, ...[4, 5, 6, 7, 8].map((id) => ({ id, kind: "hidden" as const }))],
      connections: pairs.map(([from, to, weight], innovation) => ({ innovation, from, to, weight, enabled: true })),
    });
    const common = [
      [0, 4, 1],
      [0, 5, 1],
      [6, 3, 2],
      [7, 3, 3],
      [8, 3, 4],
    ] as const;
    const first = network([...common, [4, 6, 1], [4, 7, 1], [5, 8, 1]]);
    const swapped = network([...common, [5, 6, 1], [5, 7, 1], [4, 8, 1]]);
    const second = network([...common, [4, 6, 1], [4, 8, 1], [5, 7, 1]]);

    expect(space.key(swapped)).toBe(space.key(first));
    expect(space.key(second)).not.toBe(space.key(first));
  });

  test("key() passes over what is disabled or leads nowhere", () => {
    const genome = space.initial(createRng(2));
    const nodes = [...genome.nodes, { id: 4, kind: "hidden" as const }];
    const dead = { innovation: 9, from: 0, to: 4, weight: 3, enabled: true };

    expect(space.key({ nodes, connections: [...genome.connections, dead] })).toBe(space.key(genome));
    const moved = genome.connections.map((gene, i) => (i === 0 ? { ...gene, weight: gene.weight + 1e-9 } : gene));
    expect(space.key({ ...genome, connections: moved })).not.toBe(space.key(genome));
  });
});

describe("network", () => {
  const kinds: readonly Transfer[] = ["sigmoid", "tanh", "relu", "linear"];

  test.each(kinds)("build() computes what evaluator() does: %s", async (hidden) => {
    const own = neatSpace({ inputs: 3, outputs: 2, hidden, output: "linear" });
    const two: Task = { kind: "regression", inputShape: [3], outputs: 2, labels: [] };
    const genome = grown(own, 9, createRng(hidden));
    const network = own.build(genome, two, 4);
    const parameters = parameterTensors(network, initialParameters(network, createRng(0)));
    const examples = Array.from({ length: 4 }, (_, i) => [0.1 * i, 1 - i, 0.5 * i * i]);

    await using program = await createNodeEngine().compile(bindInputs(toInference(network), parameters));
    const result = await program.run({ [network.input]: tensor("float32", [4, 3], examples.flat()) });
    const found = Array.from((result[network.output] as Tensor<"float32">).data);

    const expected = examples.flatMap((example) => [...own.evaluator(genome)(example)]);
    expect(found.length).toBe(8);
    found.forEach((value, i) => {
      const exact = expected[i] as number;
      expect(Math.abs(value - exact)).toBeLessThan(1e-5 * Math.max(1, Math.abs(exact)));
    });
  });

  test("an output that nothing reaches is the transfer of 0", () => {
    const genome = { ...space.initial(createRng(1)), connections: [] };

    expect([...space.evaluator(genome)([1, 2])]).toEqual([0.5]);
    expect(space.build(genome, task, 1).parameters).toEqual([]);
  });

  test("build() refuses tasks of another size", () => {
    const big: Task = { kind: "regression", inputShape: [13], outputs: 3, labels: [] };

    expect(() => space.build(space.initial(createRng(1)), big, 1)).toThrow(SpaceError);
    expect(() => space.build(space.initial(createRng(1)), big, 1)).toThrow("expected inputs=13 and outputs=3");
  });
});

describe("contract", () => {
  test.each<[string, (genome: NeatGenome) => Json, RegExp]>([
    [
      "a cycle",
      withConnections([
        [4, 5],
        [5, 4],
      ]),
      /its connections form a cycle/,
    ],
    ["a connection out of an output", withConnections([[3, 4]]), /connections\[0\].from is 3/],
    [
      "a connection twice",
      withConnections([
        [0, 3],
        [0, 3],
      ]),
      /connections\[1\] is .* another pair/,
    ],
    ["a node nobody knows", withConnections([[0, 9]]), /connections\[0\].to is 9/],
  ])("parse() refuses %s", (_, change, message) => {
    expect(() => space.parse(change(space.initial(createRng(1))))).toThrow(SpaceError);
    expect(() => space.parse(change(space.initial(createRng(1))))).toThrow(message);
  });

  test("the space is not parametric", () => {
    expect(space.toIndices).toBeUndefined();
    expect(random().needs).not.toContain("parametric");
    expect(gp().needs).toContain("parametric");
  });

  function withConnections(pairs: readonly (readonly [number, number])[]) {
    return ({ nodes }: NeatGenome): Json => ({
      nodes: [...nodes, { id: 4, kind: "hidden" }, { id: 5, kind: "hidden" }],
      connections: pairs.map(([from, to], innovation) => ({ innovation, from, to, weight: 1, enabled: true })),
    });
  }
});
