import { describe, expect, test } from "vitest";
import type { Checkpoint, EstimateContext } from "../../src/estimator/index.ts";
import { trainingEstimator } from "../../src/estimator/index.ts";
import { mlp } from "../../src/space/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { asha, hyperband, type StrategyFactory, successiveHalving } from "../../src/strategy/index.ts";
import { type RunOptions, Study, type StudyEvent } from "../../src/study/index.ts";
import { blobs } from "../estimator/blobs.ts";
import { Crash, crashingStorage } from "./crashing-storage.ts";
import { type Digits, type SumEstimator, sumEstimator, sumSpace, turns } from "./sum-space.ts";

const BUDGET = 9;
const strategies: readonly [string, StrategyFactory][] = [
  ["successiveHalving()", successiveHalving()],
  ["hyperband()", hyperband()],
  ["asha() that promotes", asha({ mode: "promotion" })],
];

/** Trains two numbers: every epoch they move by the stream and by how far the whole training is. */
function movingEstimator(): SumEstimator {
  return {
    ...sumEstimator(),
    estimate: async (arch, context) => {
      const { budget, fullBudget = budget, checkpoint, rng } = context;
      const state = Float32Array.from(checkpoint?.state.params ?? [rng.split("start").normal(), 0]);
      let epoch = checkpoint?.epoch ?? 0;
      const values = () => ({ loss: Math.abs(arch[0] as number) + (state[0] as number), size: state[1] as number });
      while (epoch < budget) {
        epoch++;
        await turns(rng.split("time").split(epoch).int(3));
        state[0] = 0.5 * (state[0] as number) + rng.split(epoch).normal() + epoch / fullBudget;
        state[1] = (state[1] as number) + (state[0] as number);
        await context.report(epoch, values());
      }
      const weights = { parameters: state, statistics: new Float32Array() };
      const end: Checkpoint = {
        ...{ epoch, step: epoch, state: { params: state } },
        best: { epoch, score: values(), weights },
      };
      return { state: "complete", values: values(), weights, ...(budget < fullBudget ? { checkpoint: end } : {}) };
    },
  };
}

async function open(
  storage: Storage,
  strategy: StrategyFactory,
  estimator = movingEstimator(),
): Promise<Study<Digits>> {
  const parts = { storage, name: "s", space: sumSpace(), strategy, estimator };
  if (await storage.loadStudy("s")) return Study.resume(parts);
  return Study.create({ ...parts, objectives: ["loss"], budget: BUDGET, seed: 5 });
}

interface Outcome {
  readonly trials: readonly Readonly<Record<string, unknown>>[];
  /** Epochs trained, by trial. */
  readonly epochs: readonly number[];
  readonly anew: readonly (StudyEvent<Digits> & { readonly type: "trained-anew" })[];
}

async function run(storage: Storage, strategy: StrategyFactory, options: RunOptions): Promise<Outcome> {
  const study = await open(storage, strategy);
  const anew: Outcome["anew"][number][] = [];
  for await (const event of study.run(options)) if (event.type === "trained-anew") anew.push(event);
  return { ...(await outcomeOf(storage)), anew };
}

async function outcomeOf(storage: Storage): Promise<Omit<Outcome, "anew">> {
  const records = await storage.trials("s");
  const artifacts = await Promise.all(records.map(({ number }) => storage.loadArtifact("s", number)));
  const trials = records.map(({ seconds, worker, attempts, curve, ...trial }, i) => ({
    ...trial,
    end: curve.at(-1),
    weights: artifacts[i],
  }));
  return { trials, epochs: records.map(({ curve }) => curve.length) };
}

/** Passes on all but the checkpoints, which `change` makes of them. */
function changingCheckpoints(inner: Storage, change: (bytes: Uint8Array) => Uint8Array | undefined): Storage {
  return new Proxy(inner, {
    get: (target, name) => {
      const method = (Reflect.get(target, name) as (...args: unknown[]) => unknown).bind(target);
      if (name !== "loadCheckpoint") return method;
      return async (study: string, trial: number) => {
        const bytes = await target.loadCheckpoint(study, trial);
        return bytes && change(bytes);
      };
    },
  });
}

const total = (epochs: readonly number[]): number => epochs.reduce((sum, count) => sum + count, 0);

describe.each(strategies)("a study with %s", (_, strategy) => {
  test("continues promoted trials where they ended", async () => {
    const storage = createMemoryStorage();
    const { anew } = await run(storage, strategy, { trials: 40 });

    const trials = await storage.trials("s");
    const continued = trials.filter(({ continues, duplicateOf }) => continues !== null && duplicateOf === null);
    expect(continued.length).toBeGreaterThan(8);
    expect(continued.some(({ fidelity }) => fidelity === 1)).toBe(true);
    for (const { continues, key, fidelity, curve } of continued) {
      const before = trials[continues as number];
      expect(before).toMatchObject({ key, state: "complete" });
      expect(before?.fidelity).toBeLessThan(fidelity);
      expect(curve.map(({ step }) => step)[0]).toBe(Math.round(BUDGET * (before?.fidelity as number)) + 1);
      // Nobody will want it any more.
      expect(await storage.loadCheckpoint("s", continues as number)).toBeUndefined();
    }
    expect(anew).toEqual([]);
  });

  test("finds the same without its checkpoints, and with damaged ones, but trains longer", async () => {
    const whole = await run(createMemoryStorage(), strategy, { trials: 40 });
    const missing = changingCheckpoints(createMemoryStorage(), () => undefined);
    const damaged = changingCheckpoints(createMemoryStorage(), (bytes) => bytes.subarray(0, bytes.length / 2));

    const without = await run(missing, strategy, { trials: 40 });
    const broken = await run(damaged, strategy, { trials: 40 });

    expect(without.trials).toEqual(whole.trials);
    expect(broken.trials).toEqual(whole.trials);
    expect(total(without.epochs)).toBeGreaterThan(1.1 * total(whole.epochs));
    expect(broken.epochs).toEqual(without.epochs);
    expect(without.anew[0]?.reason).toMatch(/^trial \d+ has no checkpoint$/);
    expect(broken.anew[0]?.reason).toBe(
      "Cannot read checkpoint: found a wrong checksum, expected the one in the header",
    );
    expect(broken.anew.length).toBe(without.anew.length);
  });

  test.each(["before", "after"] as const)("gives the same after a crash %s each storage step", async (when) => {
    const whole = await run(createMemoryStorage(), strategy, { trials: 16 });
    for (let at = 1, isCrash = true; isCrash; at += 5) {
      const storage = createMemoryStorage();
      await open(storage, strategy);

      isCrash = await run(crashingStorage(storage, at, when), strategy, { trials: 16 }).then(
        () => false,
        (error) => error instanceof Crash,
      );
      const resumed = await run(storage, strategy, { trials: 16 });

      expect({ ...resumed, anew: [] }, `crash ${when} step ${at}`).toEqual({ ...whole, anew: [] });
      expect(resumed.anew).toEqual([]);
    }
  });

  test("can be replayed when several workers trained it", async () => {
    const storage = createMemoryStorage();
    const study = await open(storage, strategy);

    await study.run({ trials: 20, workers: 3 });
    await study.run({ trials: 40, workers: 3 });

    const trials = await storage.trials("s");
    const proposals = (await study.replay()).map(({ continues = null, fidelity = 1, ...rest }) => ({
      ...rest,
      continues,
      fidelity,
    }));
    expect(proposals).toEqual(
      trials.map(({ architecture, origin, fidelity, continues }) => ({ architecture, origin, fidelity, continues })),
    );
  });
});

test("networks that are promoted get the weights of a training in one go", async () => {
  const space = mlp();
  const estimator = trainingEstimator({ space, dataset: blobs(2), latency: false });
  const inner = createMemoryStorage();
  const contexts: Pick<EstimateContext, "budget" | "rng">[] = [];
  const study = await Study.create({
    ...{ storage: inner, name: "s", space, strategy: successiveHalving({ eta: 2, minFidelity: 0.25, start: 4 }) },
    estimator: {
      ...estimator,
      estimate: (arch, context) => {
        contexts.push({ budget: context.budget, rng: context.rng });
        return estimator.estimate(arch, context);
      },
    },
    ...{ objectives: ["loss"], budget: 4, seed: 1 },
  });
  try {
    await study.run({ trials: 7 });
    const last = (await study.trials())[6];
    const straight = await estimator.train(last?.architecture as never, {
      ...{ budget: 4, rng: contexts[6]?.rng as EstimateContext["rng"], signal: new AbortController().signal },
      report: async () => "continue",
    });

    expect(last?.curve.map(({ step }) => step)).toEqual([3, 4]);
    expect(await study.weights(last as never)).toEqual(straight.weights);
    expect(last?.values).toEqual(straight.values);
  } finally {
    await estimator[Symbol.asyncDispose]();
  }
});
