import { describe, expect, test } from "vitest";
import { createRng, type MetricSpec } from "../../../src/base/index.ts";
import { Archive, type Observation } from "../../../src/strategy/index.ts";
import { BoundedResults } from "../../../src/strategy/tpe/bounded-results.ts";
import { splitByScore } from "../../../src/strategy/tpe/split.ts";
import { splitByFront } from "../../../src/strategy/tpe/split-by-front.ts";
import { type TabularArchitecture, tabularSpace } from "../../../src/testing/tabular-space.ts";

const space = tabularSpace();
const loss: MetricSpec = { name: "loss", unit: "1", goal: "min" };
const size: MetricSpec = { name: "size", unit: "1", goal: "min" };

function observations(count: number): Observation<TabularArchitecture>[] {
  const rng = createRng("results");
  return Array.from({ length: count }, (_, trial) => {
    const architecture = space.sample(rng);
    const values = { loss: rng.next(), size: rng.next() };
    const state = trial % 7 === 6 ? "failed" : "complete";
    return { trial, architecture, key: space.key(architecture), state, values, feasible: trial % 5 > 0 };
  });
}

describe("BoundedResults", () => {
  test("knows everything while there is little, and the best and the latest later", () => {
    const archive = new Archive<TabularArchitecture>(space, [loss]);
    const results = new BoundedResults(archive, 30, splitByScore);
    archive.tell(observations(30));
    expect(results.latest).toEqual(archive.entries.filter(({ state }) => state !== "failed"));
    expect(results.contenders).toEqual(archive.usable());

    archive.tell(observations(1000).slice(30));
    const finished = archive.entries.filter(({ state }) => state !== "failed");
    expect(results.finished).toBe(finished.length);
    expect(results.latest).toEqual(finished.slice(-30));
    expect(results.contenders.length).toBeLessThanOrEqual(30);
    const best = splitByScore(archive.usable(), 10, 25).entries;
    expect(splitByScore(results.contenders, 10, 25).entries).toEqual(best);
  });

  test.each([
    ["one objective", [loss], splitByScore],
    ["two objectives", [loss, size], splitByFront("uniform")],
  ] as const)("is the same however often it was read on the way, with %s", (_, objectives, split) => {
    const told = observations(400);
    const [often, once] = [0, 0].map(() => new Archive<TabularArchitecture>(space, objectives)) as [
      Archive<TabularArchitecture>,
      Archive<TabularArchitecture>,
    ];
    const reader = new BoundedResults(often, 30, split);
    for (const observation of told) {
      often.tell([observation]);
      reader.contenders;
    }
    once.tell(told);
    const late = new BoundedResults(once, 30, split);
    expect([reader.finished, reader.latest, reader.contenders]).toEqual([late.finished, late.latest, late.contenders]);
  });
});
