import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/base/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { openSqliteStorage } from "../../src/storage/sqlite.ts";
import { evolution, random, type StrategyFactory } from "../../src/strategy/index.ts";
import { type RunOptions, Study } from "../../src/study/index.ts";
import { tempFolder } from "../storage/temp-folder.ts";
import { Crash, crashingStorage } from "./crashing-storage.ts";
import { type Digits, sumEstimator, sumSpace, turns } from "./sum-space.ts";

const strategy = evolution({ population: 5, sample: 3, tries: 1 });
const goals = { objectives: ["loss", "size"], budget: 2, seed: 3 };

/** Fails some, waits for others, so that a study has every kind of trial and no fixed order. */
function estimator() {
  return sumEstimator({
    before: async ([first], { rng }) => {
      await turns(rng.int(4));
      if (rng.int(5) === 0) throw new Error("bad luck\nagain");
      return first === 3 && rng.int(2) === 0 ? { loss: Number.NaN } : undefined;
    },
  });
}

async function start(
  storage: Storage,
  used: StrategyFactory = strategy,
  estimates = estimator(),
): Promise<Study<Digits>> {
  return Study.create({ storage, name: "s", space: sumSpace(), strategy: used, estimator: estimates, ...goals });
}

async function resume(storage: Storage, estimates = estimator()): Promise<Study<Digits>> {
  return Study.resume({ storage, name: "s", space: sumSpace(), strategy, estimator: estimates });
}

/** All that has to be equal: everything but who did it, when and how often it was tried. */
async function contents(storage: Storage): Promise<Json> {
  const trials = await storage.trials("s");
  const artifacts = await Promise.all(trials.map(({ number }) => storage.loadArtifact("s", number)));
  return trials.map(({ seconds, worker, attempts, ...trial }, i) => {
    return { ...trial, artifact: artifacts[i] ? [...artifacts[i]] : null };
  }) as unknown as Json;
}

test("the study of these tests has trials of every kind", async () => {
  const storage = createMemoryStorage();
  const summary = await (await start(storage)).run({ trials: 25 });
  expect(summary).toMatchObject({ reason: "trials", complete: 19, failed: 6, duplicates: 5 });
  const errors = (await storage.trials("s")).map(({ error }) => error);
  expect(errors).toContain("bad luck");
  expect(errors).toContain("diverged: loss is NaN, expected a finite number");
});

async function uninterrupted(run: RunOptions): Promise<Json> {
  const storage = createMemoryStorage();
  await (await start(storage)).run(run);
  return contents(storage);
}

/** Lets a process die at its `at`-th storage step. @returns false if it came to its end before. */
async function crashAt(storage: Storage, at: number, when: "before" | "after", run: RunOptions): Promise<boolean> {
  const dying = crashingStorage(storage, at, when);
  try {
    await (await resume(dying)).run(run);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(Crash);
    return true;
  }
}

test.each(["before", "after"] as const)("run() gives the same after a crash %s each storage step", async (when) => {
  const expected = await uninterrupted({ trials: 25 });
  let steps = 0;
  for (let at = 1, isCrash = true; isCrash; at++) {
    const storage = createMemoryStorage();
    await start(storage);

    isCrash = await crashAt(storage, at, when, { trials: 25 });
    await (await resume(storage)).run({ trials: 25 });

    expect(await contents(storage), `crash ${when} step ${at}`).toEqual(expected);
    steps = at;
  }
  // Each trial takes a step to add, to claim, to finish, to read back.
  expect(steps).toBeGreaterThan(25 * 4);
});

test("run() gives the same after crash upon crash, on a database", async () => {
  const path = join(await tempFolder(), "studies.db");
  {
    await using storage = await openSqliteStorage(path);
    await start(storage);
  }

  for (let at = 10, isCrash = true; isCrash; at += 1) {
    await using storage = await openSqliteStorage(path);
    isCrash = await crashAt(storage, at, at % 2 === 0 ? "before" : "after", { trials: 25 });
  }

  await using storage = await openSqliteStorage(path);
  expect(await contents(storage)).toEqual(await uninterrupted({ trials: 25 }));
});

test("run() with several workers loses and repeats nothing, whichever step a crash is at", async () => {
  for (let at = 1, isCrash = true; isCrash; at += 3) {
    const storage = createMemoryStorage();
    await start(storage);

    isCrash = await crashAt(storage, at, at % 2 === 0 ? "before" : "after", { trials: 25, workers: 3 });
    const before = await storage.finishedSince("s", 0);
    const study = await resume(storage);
    const summary = await study.run({ trials: 25, workers: 3 });

    expect(summary.complete + summary.failed).toBe(25);
    expect((await storage.finishedSince("s", 0)).slice(0, before.length)).toEqual(before);
    const trials = await study.trials();
    expect(await study.replay(), `crash at step ${at}`).toEqual(
      trials.map(({ architecture, origin }) => ({ architecture, origin })),
    );
  }
});

describe("the list of trials", () => {
  test("is a function of the seed with one worker", async () => {
    expect(await uninterrupted({ trials: 25 })).toEqual(await uninterrupted({ trials: 25 }));
    const storage = createMemoryStorage();
    const parts = { storage, name: "s", space: sumSpace(), strategy, estimator: estimator() };
    await (await Study.create({ ...parts, ...goals, seed: 4 })).run({ trials: 25 });
    expect(await contents(storage)).not.toEqual(await uninterrupted({ trials: 25 }));
  });

  test.each([1, 4])("does not change when the target is raised step by step, with %d workers", async (workers) => {
    const storage = createMemoryStorage();
    // All trials take equally long and none is a duplicate, so that the order of results is fixed.
    const unseen = evolution({ population: 5, sample: 3 });
    const study = await start(storage, unseen, sumEstimator());
    for (const trials of [1, 7, 8, 20]) await study.run({ trials, workers });
    const whole = createMemoryStorage();
    await (await start(whole, unseen, sumEstimator())).run({ trials: 20, workers });

    const pick = ({ architecture, origin }: { architecture: unknown; origin: string }) => ({ architecture, origin });
    const [stepwise, direct] = [await storage.trials("s"), await whole.trials("s")];
    expect(stepwise.map(pick)).toEqual(direct.map(pick));
    expect(await study.replay()).toEqual(stepwise.map(pick));
  });

  test("can be replayed after runs with different numbers of workers", async () => {
    const storage = createMemoryStorage();
    const study = await start(storage);
    for (const [trials, workers] of [
      [9, 4],
      [14, 1],
      [30, 3],
      [33, 6],
    ] as const)
      await study.run({ trials, workers });

    const trials = await study.trials();
    expect(await study.replay()).toEqual(trials.map(({ architecture, origin }) => ({ architecture, origin })));
    expect(trials.some(({ origin }) => origin.startsWith("mutation"))).toBe(true);
    const orders = trials.map(({ finishOrder }) => finishOrder);
    expect(orders).not.toEqual(orders.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test("shows by its replay where a result was altered", async () => {
    const storage = createMemoryStorage();
    const study = await start(storage);
    await study.run({ trials: 25 });
    const altered = new Proxy(storage, {
      get: (target, name) => {
        if (name !== "finishedSince") return Reflect.get(target, name).bind(target);
        return async (name: string, cursor: number) =>
          (await target.finishedSince(name, cursor)).map((trial) => ({
            ...trial,
            values: { loss: -trial.number, size: 1 },
          }));
      },
    });
    const replayed = await (await resume(altered)).replay();
    expect(replayed.map(({ origin }) => origin)).not.toEqual((await study.trials()).map(({ origin }) => origin));
  });
});

describe("Study.resume()", () => {
  const parts = { name: "s", space: sumSpace(), strategy, estimator: sumEstimator() };

  test.each([
    ["space", { space: sumSpace(6) }, 'space is "sum(base=6)", expected "sum(base=5)"'],
    ["strategy", { strategy: random() }, 'strategy.name is "random", expected "evolution"'],
    ["setting", { strategy: evolution({ population: 6, tries: 1 }) }, "strategy.settings.population is 6, expected 5"],
    ["data", { estimator: sumEstimator({ fingerprint: 2 }) }, "estimator.fingerprint.version is 2, expected 1"],
    ["objectives", { objectives: ["loss"] }, "objectives is ["],
    ["budget", { budget: 3 }, "budget is 3, expected 2"],
    ["seed", { seed: 4 }, "seed is 4, expected 3"],
  ])("refuses another %s, naming it", async (_, change, message) => {
    const storage = createMemoryStorage();
    await start(storage);
    const action = Study.resume({ storage, ...parts, ...change });
    await expect(action).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringContaining(`Cannot resume study "s": ${message}`),
    });
  });

  test("takes what is left out from the stored study", async () => {
    const storage = createMemoryStorage();
    await start(storage);
    const study = await Study.resume({ storage, ...parts });
    expect(study.spec).toMatchObject({ budget: 2, seed: 3, objectives: [{ name: "loss" }, { name: "size" }] });
  });

  test("names the studies there are", async () => {
    const storage = createMemoryStorage();
    await start(storage);
    await expect(Study.resume({ storage, ...parts, name: "t" })).rejects.toMatchObject({
      code: "storage",
      message: 'Cannot open study "t": it is not in this storage, expected one of s',
    });
  });
});
