import { describe, expect, test } from "vitest";
import { createRng, type MetricSpec } from "../../src/base/index.ts";
import { Archive, type Entry, scoresOf } from "../../src/strategy/index.ts";
import { type TabularArchitecture, tabularSpace, tabularValues } from "../../src/testing/tabular-space.ts";

const space = tabularSpace();
const objectives: readonly MetricSpec[] = [
  { name: "loss", unit: "1", goal: "min" },
  { name: "score", unit: "1", goal: "max" },
];
const architectures = Array.from({ length: 4 }, (_, i) => space.sample(createRng(i)));
const result = (trial: number, architecture: TabularArchitecture) => ({
  trial,
  architecture,
  key: space.key(architecture),
  state: "complete" as const,
  feasible: true,
  values: tabularValues(architecture),
});

describe("Archive", () => {
  test("knows proposals from the moment they are made, and moves them to the entries when told", () => {
    const archive = new Archive(space, objectives);
    const [first, second] = architectures as [TabularArchitecture, TabularArchitecture];
    archive.propose(first);
    archive.propose(second, 0.5);
    expect(archive.has(first)).toBe(true);
    expect(archive.pending).toHaveLength(2);
    archive.tell([result(0, first)]);
    expect(archive.pending.map(({ fidelity }) => fidelity)).toEqual([0.5]);
    const { loss, score } = tabularValues(first) as { loss: number; score: number };
    expect(archive.entries.map(({ costs }) => costs)).toEqual([[loss, -score]]);
    expect(archive.has(first)).toBe(true);
  });

  test("survives JSON, missing values included", () => {
    const archive = new Archive(space, objectives);
    for (const [trial, arch] of architectures.entries()) {
      archive.propose(arch);
      if (trial % 2 === 0) archive.tell([{ ...result(trial, arch), values: { loss: trial } }]);
    }
    const read = new Archive(space, objectives, JSON.parse(JSON.stringify(archive.toJson())));
    expect(read.toJson()).toEqual(archive.toJson());
    expect(read.entries).toEqual(archive.entries);
    expect(read.usable()).toEqual([]);
    expect(architectures.every((arch) => read.has(arch))).toBe(true);
  });

  test("notes each proposal, with its fidelity, before it asks for the next", () => {
    const archive = new Archive(space, objectives);
    const sizes: number[] = [];
    const proposals = archive.ask(3, () => {
      sizes.push(archive.size);
      return { architecture: architectures[sizes.length] as TabularArchitecture, origin: "test", fidelity: 0.5 };
    });
    expect(proposals.map(({ architecture }) => architecture)).toEqual(architectures.slice(1));
    expect(archive.pending.map(({ fidelity }) => fidelity)).toEqual([0.5, 0.5, 0.5]);
    expect(sizes).toEqual([0, 1, 2]);
    archive.tell([{ ...result(0, architectures[1] as TabularArchitecture), fidelity: 0.5 }]);
    expect(archive.size).toBe(3);
  });

  test("draws what is new, and gives up where nothing is", () => {
    const archive = new Archive(space, objectives);
    const [first, second] = architectures as [TabularArchitecture, TabularArchitecture];
    archive.propose(first);
    const draws = [first, first, second];
    expect(archive.drawNew(3, () => draws.shift() as TabularArchitecture)).toBe(second);
    expect(archive.drawNew(3, () => first)).toBe(first);
    const origins = ["a", "b"];
    const proposal = { architecture: first, origin: "known" };
    expect(archive.drawNewProposal(2, () => ({ ...proposal, origin: origins.shift() ?? "none" })).origin).toBe("b");
  });
});

describe("scoresOf()", () => {
  const entry = (costs: readonly number[], feasible = true): Entry<null> => {
    return { trial: 0, architecture: null, key: "", state: "complete", feasible, fidelity: 1, costs };
  };

  test("is the cost of a single objective", () => {
    expect([...scoresOf([entry([3]), entry([-1])])]).toEqual([3, -1]);
  });

  test("puts what breaks a constraint last, whatever its cost, in the order of cost", () => {
    const scores = scoresOf([entry([3]), entry([-1], false), entry([5]), entry([-2], false)]);
    expect(Math.min(scores[1] as number, scores[3] as number)).toBeGreaterThan(5);
    expect(scores[3]).toBeLessThan(scores[1] as number);
  });

  test("ranks several objectives by front, then by crowding", () => {
    const scores = scoresOf(
      [
        [5, 5],
        [0, 4],
        [1, 2],
        [1.1, 1.9],
        [4, 0],
      ].map((costs) => entry(costs)),
    );
    expect(scores[0]).toBe(4);
    expect([scores[1], scores[4]]).toEqual([0, 1]);
  });
});
