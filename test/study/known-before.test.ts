import { expect, test } from "vitest";
import type { Values } from "../../src/base/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { type Observation, random, type StrategyFactory, strategies } from "../../src/strategy/index.ts";
import { Study, type StudyEvent } from "../../src/study/index.ts";
import { OUTSIDE_LIMIT } from "../../src/study/ledger.ts";
import { type Digits, sumEstimator, sumSpace } from "./sum-space.ts";

const sizeOf = (arch: Digits): number => arch.reduce((sum, digit) => sum + digit, 0);

interface Setting {
  readonly bound?: number;
  readonly strategy?: StrategyFactory;
  readonly storage?: Storage;
  readonly known?: (arch: Digits) => Values | Promise<Values>;
}

/** A study in which the size of an architecture is known before it is paid for. */
async function start({ bound = 4, known = (arch) => ({ size: sizeOf(arch) }), ...setting }: Setting = {}) {
  const estimator = { ...sumEstimator(), known };
  const storage = setting.storage ?? createMemoryStorage();
  const { strategy = random() } = setting;
  const parts = { storage, name: "s", space: sumSpace(9), strategy, estimator };
  const study = await Study.create({ ...parts, objectives: ["loss", "size"], constraints: [`size<=${bound}`] });
  return { study, estimator, parts };
}

test("run() pays only for what is within the constraints, and goes on to so many trials", async () => {
  const { study, estimator } = await start();
  const summary = await study.run({ trials: 12 });
  const trials = await study.trials();
  const outside = trials.filter((trial) => trial.outside);

  expect(estimator.begun.length).toBe(12 - summary.duplicates);
  expect(summary).toMatchObject({ reason: "trials", complete: 12, pruned: 0, failed: 0, outside: outside.length });
  expect(outside.length).toBeGreaterThan(12);
  for (const trial of outside) {
    expect(trial).toMatchObject({ state: "pruned", feasible: false, curve: [], error: null });
    expect(trial.values).toEqual({ size: sizeOf(trial.architecture) });
  }
  for (const trial of trials.filter((each) => !each.outside)) expect(trial.feasible).toBe(true);
});

test("run() says of a trial outside the constraints that it ended, and counts it for nothing", async () => {
  const { study } = await start();
  const events: StudyEvent<Digits>[] = [];
  for await (const event of study.run({ trials: 3 })) events.push(event);

  const ended = events.flatMap((event) => (event.type === "trial-finished" ? [event] : []));
  const started = new Set(events.flatMap((event) => (event.type === "trial-started" ? [event.number] : [])));
  for (const { trial } of ended) expect(started.has(trial.number)).toBe(!trial.outside && trial.duplicateOf === null);
  expect(ended.at(-1)?.progress.finished).toBe(3);
});

test("run() tells the strategy what is outside the constraints", async () => {
  const told: Observation<unknown>[] = [];
  const inner = random();
  const strategy: StrategyFactory = {
    ...inner,
    create: (space, objectives, rng) => {
      const own = inner.create(space, objectives, rng);
      return { ask: (n) => own.ask(n), snapshot: () => own.snapshot(), tell: (some) => void told.push(...some) };
    },
  };
  const { study } = await start({ strategy });
  await study.run({ trials: 4 });

  expect(told.filter(({ outside }) => outside).length).toBeGreaterThan(0);
  for (const { outside, state, feasible, values } of told) {
    expect({ state, feasible }).toEqual({ state: outside ? "pruned" : "complete", feasible: outside !== true });
    expect("loss" in values).toBe(outside !== true);
  }
});

test("run() ends a search that finds nothing within the constraints, and again when resumed", async () => {
  const { study, estimator, parts } = await start({
    bound: -1,
    strategy: random({ tries: 1 }),
    storage: createMemoryStorage(),
  });
  const { reason, outside } = await study.run({ trials: 5 });

  expect(["infeasible", "exhausted"]).toContain(reason);
  expect(outside).toBeGreaterThan(100);
  expect(outside).toBeLessThanOrEqual(OUTSIDE_LIMIT);
  expect(estimator.begun).toEqual([]);
  const again = await (await Study.resume({ ...parts })).run({ trials: 5 });
  expect(again).toMatchObject({ reason, outside });
});

test("run() is repeatable and can be interrupted where trials are outside the constraints", async () => {
  const whole = await start({ strategy: strategies.tpe.create() });
  await whole.study.run({ trials: 15 });
  const cut = await start({ strategy: strategies.tpe.create() });
  for (const trials of [1, 2, 7, 15]) await (await Study.resume(cut.parts)).run({ trials });

  const plain = async (study: Study<Digits>) =>
    (await study.trials()).map(({ seconds: _, worker: _worker, ...trial }) => trial);
  expect(await plain(cut.study)).toEqual(await plain(whole.study));
  expect((await whole.study.replay()).map(({ architecture }) => architecture)).toEqual(
    (await whole.study.trials()).map(({ architecture }) => architecture),
  );
});

test("run() with several workers pays for exactly so many", async () => {
  const { study, estimator } = await start();
  const summary = await study.run({ trials: 10, workers: 3 });

  expect(summary.complete).toBe(10);
  expect(estimator.begun.length).toBe(10 - summary.duplicates);
});

test("run() fails a trial of which the estimator cannot tell what is known, or tells no numbers", async () => {
  const broken = await start({
    known: () => {
      throw new Error("cannot be built");
    },
  });
  await expect(broken.study.run({ trials: 9 })).rejects.toThrow("cannot be built");
  const wrong = await start({ known: () => ({ size: "4" }) as unknown as Values });
  await expect(wrong.study.run({ trials: 9 })).rejects.toThrow(
    'Cannot use what estimator sum knows: it is {"size":"4"}, expected finite numbers',
  );
});

test("run() asks nothing of an estimator where no constraint is set", async () => {
  const known = () => expect.unreachable();
  const parts = { storage: createMemoryStorage(), name: "s", space: sumSpace(), strategy: random() };
  const study = await Study.create({ ...parts, estimator: { ...sumEstimator(), known }, objectives: ["loss"] });

  expect((await study.run({ trials: 2 })).complete).toBe(2);
});

test.each(Object.entries(strategies).filter(([name]) => name !== "neat"))(
  "%s finds its way within a tight constraint",
  async (_, { create }) => {
    const { study } = await start({ strategy: create(), bound: 6 });
    const { complete, pruned, reason } = await study.run({ trials: 15 });

    expect(reason === "exhausted" || complete + pruned === 15).toBe(true);
    for (const trial of await study.trials()) expect(trial.outside || sizeOf(trial.architecture) <= 6).toBe(true);
  },
);
