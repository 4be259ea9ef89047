import { describe, expect, test } from "vitest";
import { DataError } from "../../src/base/index.ts";
import type { SearchSpace } from "../../src/space/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { evolution, random, type StrategyFactory } from "../../src/strategy/index.ts";
import { Study, type StudyEvent, type StudyGoals } from "../../src/study/index.ts";
import { type Digits, type SumEstimator, sumEstimator, sumSpace, turns } from "./sum-space.ts";

interface Setting extends Partial<StudyGoals> {
  readonly storage?: Storage;
  readonly estimator?: SumEstimator;
  readonly strategy?: StrategyFactory;
  readonly base?: number;
  readonly space?: SearchSpace<Digits>;
}

async function start({ base, ...setting }: Setting = {}): Promise<Study<Digits>> {
  return Study.create({
    storage: createMemoryStorage(),
    name: "s",
    space: sumSpace(base),
    strategy: random({ tries: 1 }),
    estimator: sumEstimator(),
    objectives: ["loss"],
    ...setting,
  });
}

async function eventsOf(run: AsyncIterable<StudyEvent<Digits>>): Promise<StudyEvent<Digits>[]> {
  const events: StudyEvent<Digits>[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** Proposes one architecture for ever. */
function always(arch: Digits): StrategyFactory {
  const create = () => ({
    ask: () => [{ architecture: arch as never, origin: "always" }],
    tell: () => {},
    snapshot: () => null,
  });
  return { name: "always", settings: null, needs: [], create, restore: create };
}

describe("run() events", () => {
  test("tell each step of a trial in order, with progress", async () => {
    const study = await start({ budget: 2, strategy: random() });
    const events = await eventsOf(study.run({ trials: 2 }));

    expect(events.map(({ type }) => type)).toEqual([
      ...["trial-started", "trial-step", "trial-step", "trial-finished"],
      ...["trial-started", "trial-step", "trial-step", "trial-finished"],
      "study-finished",
    ]);
    const [trial] = await study.trials();
    expect(events[0]).toEqual({
      ...{ type: "trial-started", number: 0, architecture: trial?.architecture },
      ...{ origin: "random", attempt: 1, budget: 2 },
    });
    expect(events[2]).toEqual({ type: "trial-step", number: 0, step: 2, values: trial?.curve[1]?.values });
    expect(events[3]).toMatchObject({ trial, progress: { finished: 1, target: 2 } });
    expect(events[7]).toMatchObject({ progress: { finished: 2, target: 2, remainingMs: 0 } });
    expect(events.at(-1)).toMatchObject({ summary: { reason: "trials", complete: 2, failed: 0, unfinished: 0 } });
  });

  test("come in the order the trials finished, with several workers", async () => {
    const estimator = sumEstimator({ before: (_, { rng }) => turns(rng.int(6)).then(() => undefined) });
    const study = await start({ estimator });
    const events = await eventsOf(study.run({ trials: 30, workers: 4 }));

    const orders = events.flatMap((event) => (event.type === "trial-finished" ? [event.trial.finishOrder] : []));
    expect(orders).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test("an early leave stops the run, which can be resumed", async () => {
    const estimator = sumEstimator({ before: () => turns(2).then(() => undefined) });
    const study = await start({ estimator });
    for await (const event of study.run({ trials: 20, workers: 2 })) {
      if (event.type === "trial-finished" && event.trial.number === 3) break;
    }

    const states = (await study.trials()).map(({ state }) => state);
    expect(states.filter((state) => state === "complete").length).toBeLessThan(8);
    expect(states).not.toContain("running");
    expect(await study.run({ trials: 20 })).toMatchObject({ reason: "trials", complete: 20 });
  });

  test("are for all who iterate, while the run happens once", async () => {
    const estimator = sumEstimator();
    const study = await start({ estimator, strategy: random() });
    const run = study.run({ trials: 3 });
    const [first, second, summary] = await Promise.all([eventsOf(run), eventsOf(run), run]);

    expect(first).toEqual(second);
    expect(first.at(-1)).toEqual({ type: "study-finished", summary });
    expect(estimator.begun.length).toBe(3);
  });
});

describe("duplicates", () => {
  test("are taken over, count as trials and cost nothing", async () => {
    const estimator = sumEstimator();
    const study = await start({ estimator, seed: 5 });
    const events = await eventsOf(study.run({ trials: 40 }));

    const trials = await study.trials();
    const duplicates = trials.filter(({ duplicateOf }) => duplicateOf !== null);
    expect(trials.length).toBe(40);
    expect(duplicates.length).toBeGreaterThan(3);
    for (const duplicate of duplicates) {
      const original = trials[duplicate.duplicateOf ?? -1];
      expect(original).toMatchObject({ key: duplicate.key, values: duplicate.values, duplicateOf: null });
      expect(duplicate).toMatchObject({ state: "complete", seconds: 0, curve: [] });
      expect(await study.weights(duplicate)).toEqual(await study.weights(original ?? duplicate));
      expect(await study.weights(duplicate)).toBeDefined();
      expect(events).toContainEqual({ type: "duplicate", number: duplicate.number, duplicateOf: original?.number });
    }
    expect(estimator.begun.length).toBe(40 - duplicates.length);
    expect(new Set(estimator.begun).size).toBe(estimator.begun.length);
  });

  test("under way wait for the first of them", async () => {
    const estimator = sumEstimator({ before: () => turns(5).then(() => undefined) });
    const study = await start({ estimator, strategy: always([1, 2, 3]) });
    await study.run({ trials: 6, workers: 3 });

    expect(estimator.begun).toEqual(["123"]);
    expect((await study.trials()).map(({ duplicateOf }) => duplicateOf)).toEqual([null, 0, 0, 0, 0, 0]);
  });

  test("of a failed trial are tried again, one after the other", async () => {
    const estimator = sumEstimator({
      before: async (_, __, begun) => {
        await turns(3);
        if (begun <= 2) throw new Error("bad luck");
        return undefined;
      },
    });
    const study = await start({ estimator, strategy: always([1, 2, 3]) });
    await study.run({ trials: 6, workers: 4 });

    expect(estimator.begun.length).toBe(3);
    expect((await study.trials()).map(({ state }) => state).toSorted()).toEqual([
      ...["complete", "complete", "complete", "complete"],
      ...["failed", "failed"],
    ]);
  });

  test("without end finish the study", async () => {
    const summary = await (await start({ strategy: always([1, 2, 3]) })).run({ trials: 5000 });
    expect(summary).toMatchObject({ reason: "exhausted", complete: 101, duplicates: 100, unfinished: 0 });
  });

  test("without end finish the study, also where an architecture fails each time", async () => {
    const estimator = sumEstimator({
      before: async (arch) => {
        if (arch[0] === arch[1]) throw new DataError("Cannot train");
        return undefined;
      },
    });
    const space = { ...sumSpace(2), size: "infinite" as const };
    const study = await start({ space, estimator });
    const summary = await study.run({ trials: 5000 });
    const { complete, failed } = summary;
    expect(summary).toMatchObject({ reason: "exhausted", unfinished: 0 });
    expect(failed).toBeGreaterThan(20);
    expect(complete + failed).toBeLessThan(150);
  });

  test("are not even asked for once the whole space is measured", async () => {
    const space = { ...sumSpace(2), key: (arch: Digits) => arch.join("") };
    const study = await Study.create({
      ...{ storage: createMemoryStorage(), name: "s", space, strategy: random({ tries: 1000 }) },
      ...{ estimator: sumEstimator(), objectives: ["loss"] },
    });
    expect(await study.run({ timeMs: 60_000 })).toMatchObject({ reason: "exhausted", complete: 8, duplicates: 0 });
  });
});

describe("failures", () => {
  test("are kept with one line and what was known, and the study goes on", async () => {
    const estimator = sumEstimator({
      before: async ([first], context) => {
        if (first !== 0) return undefined;
        await context.report(1, { loss: 9 });
        throw new Error("Cannot train: no data\nat line 2");
      },
    });
    const study = await start({ estimator, strategy: random(), seed: 1 });
    await study.run({ trials: 20 });

    const failed = (await study.trials()).filter(({ state }) => state === "failed");
    expect(failed.length).toBeGreaterThan(0);
    for (const trial of failed) {
      expect(trial).toMatchObject({ error: "Cannot train: no data", values: { loss: 9 }, feasible: false });
      expect(trial.architecture[0]).toBe(0);
    }
  });

  test.each([
    [{ loss: Number.NaN }, "diverged: loss is NaN, expected a finite number"],
    [{ size: Number.POSITIVE_INFINITY }, "diverged: size is Infinity, expected a finite number"],
    [{ size: undefined as unknown as number }, "the estimator gave no size"],
  ])("are results with %j", async (values, error) => {
    const study = await start({ estimator: sumEstimator({ before: async () => values }) });
    await study.run({ trials: 1 });
    expect((await study.trials())[0]).toMatchObject({ state: "failed", error });
  });

  test("of all trials stop the run with the reason, and again when resumed in vain", async () => {
    const storage = createMemoryStorage();
    const broken = sumEstimator({
      before: async () => {
        throw new DataError("Cannot read labels");
      },
    });
    const study = await start({ storage, estimator: broken });
    const error = {
      code: "invalid-data",
      message: expect.stringMatching(/all 5 trials so far failed.*Cannot read labels$/),
    };
    await expect(study.run({ trials: 100 })).rejects.toMatchObject(error);
    await expect(study.run({ trials: 100 })).rejects.toMatchObject({
      message: expect.stringContaining("all 10 trials"),
    });

    const parts = { storage, name: "s", space: sumSpace(), strategy: random({ tries: 1 }) };
    const repaired = await Study.resume({ ...parts, estimator: sumEstimator() });
    expect(await repaired.run({ trials: 13 })).toMatchObject({ failed: 10, complete: 3 });
  });

  test("of all trials are told by the error of the trial named, with several workers", async () => {
    const estimator = sumEstimator({
      before: async (_, __, begun) => {
        throw begun % 6 === 0 ? new TypeError("no trainer") : new DataError(`Cannot read labels of trial ${begun - 1}`);
      },
    });
    const run = (await start({ estimator, strategy: random() })).run({ trials: 6, workers: 6 });

    await expect(run).rejects.toMatchObject({
      code: "invalid-data",
      message: expect.stringMatching(/the last said: Cannot read labels of trial 4$/),
      cause: { message: "Cannot read labels of trial 4" },
    });
  });

  test("of the storage end the run and the estimates under way", async () => {
    const storage = createMemoryStorage();
    let reports = 0;
    const failing = new Proxy(storage, {
      get: (target, name) =>
        name === "report" && ++reports > 3
          ? () => Promise.reject(new Error("disk full"))
          : Reflect.get(target, name).bind(target),
    });
    const { estimate, ...estimator } = sumEstimator({
      before: (_, { rng }) => turns(rng.int(9)).then(() => undefined),
    });
    let active = 0;
    const counting: SumEstimator = {
      ...estimator,
      estimate: async (...args) => {
        active++;
        return estimate(...args).finally(() => active--);
      },
    };
    const study = await start({ storage: failing, estimator: counting });
    await expect(eventsOf(study.run({ trials: 10, workers: 3 }))).rejects.toThrow("disk full");
    expect(active).toBe(0);
    expect((await storage.trials("s")).filter(({ state }) => state === "failed")).toEqual([]);
  });
});

test("run() ends with the storage's error where an estimator swallows it", async () => {
  const storage = createMemoryStorage();
  const failing = new Proxy(storage, {
    get: (target, name) =>
      name === "report" ? () => Promise.reject(new Error("disk full")) : Reflect.get(target, name).bind(target),
  });
  const estimator = sumEstimator({
    before: async (_, { report }) => {
      await report(1, {}).catch(() => {});
      return undefined;
    },
  });
  const study = await start({ storage: failing, estimator, budget: 0.5 });
  await expect(study.run({ trials: 1 })).rejects.toThrow("disk full");
  expect((await storage.trials("s"))[0]).toMatchObject({ state: "waiting", values: null });
});

describe("pruning", () => {
  /** Stops odd trials after their first step. */
  const stopOdd: StrategyFactory = {
    ...{ name: "odd", settings: null, needs: [] },
    create: (...args) => ({ ...bound(random().create(...args)), judge: (trial) => (trial % 2 ? "stop" : "continue") }),
    restore: (...args) => ({
      ...bound(random().restore(...args)),
      judge: (trial) => (trial % 2 ? "stop" : "continue"),
    }),
  };
  function bound<A>(strategy: ReturnType<StrategyFactory["create"]> | A): A {
    const { ask, tell, snapshot } = strategy as ReturnType<StrategyFactory["create"]>;
    return { ask: ask.bind(strategy), tell: tell.bind(strategy), snapshot: snapshot.bind(strategy) } as A;
  }

  test("judge() ends trials with what was known", async () => {
    const study = await start({ strategy: stopOdd, budget: 3 });
    await study.run({ trials: 6 });
    const trials = await study.trials();
    expect(trials.map(({ state }) => state)).toEqual([
      "complete",
      "pruned",
      "complete",
      "pruned",
      "complete",
      "pruned",
    ]);
    expect(trials[1]).toMatchObject({ feasible: false, values: trials[1]?.curve[0]?.values });
    expect(trials[1]?.curve.length).toBe(1);
  });

  test("judge() is told the part of the budget that is spent", async () => {
    const judged: number[] = [];
    const judging: StrategyFactory = {
      ...stopOdd,
      create: (...args) => ({
        ...bound(random().create(...args)),
        judge: (_, fidelity) => {
          judged.push(fidelity);
          return "continue";
        },
      }),
    };
    await (await start({ strategy: judging, budget: 4 })).run({ trials: 1 });
    expect(judged).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe("proposals with a part of the budget", () => {
  /** The same architecture at three fidelities, each twice; keeps what it was told. */
  function rising(told: unknown[]): StrategyFactory {
    const fidelities = [0.1, 0.5, 0.5, 1, 1];
    return {
      ...{ name: "rising", settings: null, needs: [] },
      create: () => ({
        ask: () => [{ architecture: [1, 2, 3] as never, origin: "rising", fidelity: fidelities.shift() ?? 1 }],
        tell: (observations) => told.push(...observations.map(({ fidelity, curve }) => [fidelity, curve?.length])),
        snapshot: () => null,
      }),
      restore: () => {
        throw new Error("not needed here");
      },
    };
  }

  test("get so many whole steps, at least one, and are duplicates only of equal ones", async () => {
    const told: unknown[] = [];
    const study = await start({ strategy: rising(told), budget: 4 });
    const events = [];
    for await (const event of study.run({ trials: 5 })) events.push(event);
    const budgets = events.flatMap((event) => (event.type === "trial-started" ? [event.budget] : []));
    expect(budgets).toEqual([1, 2, 4]);
    const trials = await study.trials();
    expect(trials.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, 1, null, 3]);
    expect(trials.map(({ curve }) => curve.length)).toEqual([1, 2, 0, 4, 0]);
    expect(told).toEqual([
      [0.1, 1],
      [0.5, 2],
      [0.5, 0],
      [1, 4],
    ]);
    expect((await study.best())?.number).toBe(3);
  });
});

describe("the end of a run", () => {
  test("by abort leaves trials to be run again, as if nothing had been", async () => {
    const storage = createMemoryStorage();
    const controller = new AbortController();
    const waiting = sumEstimator({
      before: async (_, { signal }, begun) => {
        if (begun > 3) await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        return undefined;
      },
    });
    const study = await start({ storage, estimator: waiting, strategy: evolution({ population: 3 }) });
    const run = study.run({ trials: 8, workers: 1, signal: controller.signal });
    for await (const event of run) if (event.type === "trial-started" && event.number === 3) controller.abort();

    expect(await run).toMatchObject({ reason: "aborted", complete: 3, unfinished: 1 });
    expect((await study.trials())[3]).toMatchObject({ state: "waiting", worker: null, values: null });
    const parts = { storage, name: "s", space: sumSpace(), strategy: evolution({ population: 3 }) };
    const resumed = await Study.resume({ ...parts, estimator: sumEstimator() });
    await resumed.run({ trials: 8 });
    const whole = await start({ strategy: evolution({ population: 3 }) });
    await whole.run({ trials: 8 });
    const plain = async (s: Study<Digits>) => (await s.trials()).map(({ key, values }) => ({ key, values }));
    expect(await plain(resumed)).toEqual(await plain(whole));
  });

  test("by abort does not start duplicates that waited for the trial aborted", async () => {
    const controller = new AbortController();
    const estimator = sumEstimator({
      before: async () => {
        await turns(5);
        controller.abort();
        return undefined;
      },
    });
    const study = await start({ estimator, strategy: always([1, 2, 3]) });
    const events = await eventsOf(study.run({ trials: 5, workers: 3, signal: controller.signal }));
    expect(events.map(({ type }) => type)).toEqual(["trial-started", "study-finished"]);
    expect(events.at(-1)).toMatchObject({ summary: { reason: "aborted", unfinished: 3 } });
  });

  test("by a signal aborted before it starts begins nothing", async () => {
    const estimator = sumEstimator();
    const study = await start({ estimator });
    expect(await study.run({ trials: 3, signal: AbortSignal.abort() })).toMatchObject({ reason: "aborted" });
    expect(estimator.begun).toEqual([]);
  });

  test("by time lets running trials end", async () => {
    const estimator = sumEstimator({ before: () => new Promise((resolve) => setTimeout(resolve, 100, undefined)) });
    const study = await start({ estimator, strategy: random() });
    const summary = await study.run({ timeMs: 300, workers: 2 });
    expect(summary).toMatchObject({ reason: "time", unfinished: 0 });
    expect(summary.complete).toBeGreaterThanOrEqual(2);
    expect(summary.complete).toBeLessThanOrEqual(6);
  });

  test("comes at once where the study has its trials", async () => {
    const estimator = sumEstimator();
    const study = await start({ estimator });
    await study.run({ trials: 3 });
    const begun = estimator.begun.length;
    expect(await study.run({ trials: 2 })).toMatchObject({ reason: "trials", complete: 3 });
    expect(estimator.begun.length).toBe(begun);
  });
});

describe("options", () => {
  test.each([
    [{ objectives: [] }, "objectives is an empty list"],
    [{ objectives: ["acc"] }, 'objectives is "acc", expected a metric of the estimator: loss, size'],
    [{ objectives: ["loss", "loss"] }, "objectives is loss, loss, expected each metric once"],
    [{ constraints: [{ metric: "mass", relation: "<", bound: 1 }] as const }, 'constraints is "mass"'],
    [{ budget: 0 }, "budget is 0"],
    [{ seed: 0.5 }, "seed is 0.5"],
  ])("create() refuses %j", async (change, message) => {
    await expect(start(change)).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringContaining(`Cannot create study "s": ${message}`),
    });
  });

  test("create() refuses a space the strategy cannot work with, and a name that is taken", async () => {
    const { mutate: _, ...space } = sumSpace();
    const storage = createMemoryStorage();
    const parts = { storage, name: "s", strategy: evolution(), estimator: sumEstimator(), objectives: ["loss"] };
    await expect(Study.create({ ...parts, space: space as never })).rejects.toThrow(
      "without mutate(), expected a mutable",
    );
    await Study.create({ ...parts, space: sumSpace() });
    await expect(Study.create({ ...parts, space: sumSpace() })).rejects.toMatchObject({ code: "study-exists" });
  });

  test.each([
    [{}, "trials is absent"],
    [{ trials: 0 }, "trials is 0"],
    [{ trials: 2, workers: 1.5 }, "workers is 1.5"],
    [{ timeMs: Number.NaN }, "timeMs is NaN"],
    [{ trials: 2, leaseMs: 0 }, "leaseMs is 0"],
    [{ trials: 2, leaseMs: Number.NaN }, "leaseMs is NaN"],
    [{ trials: 2, leaseMs: 2 ** 31 }, "leaseMs is 2147483648, expected a positive number of at most 2147483647"],
    [{ trials: 2, leaseMs: Number.POSITIVE_INFINITY }, "leaseMs is Infinity"],
  ])("run() refuses %j", async (options, message) => {
    const study = await start();
    expect(() => study.run(options)).toThrow(`Cannot run study "s": ${message}`);
  });
});
