import { expect, test } from "vitest";
import type { Checkpoint, Estimate, EstimateContext } from "../../src/estimator/index.ts";
import { createMemoryStorage, type Storage } from "../../src/storage/index.ts";
import { asha, random, type StrategyFactory } from "../../src/strategy/index.ts";
import { Study, type StudyEvent } from "../../src/study/index.ts";
import { type Digits, sumMetrics, sumSpace } from "./sum-space.ts";

const BUDGET = 8;

/** Counts in steps, each of which depends on the one before and on chance, and hands over where it stands after each. */
function counter(stop: { readonly at: number; readonly abort: () => void }, keeps = true) {
  const steps: number[] = [];
  const estimate = async (arch: Digits, context: EstimateContext): Promise<Estimate> => {
    const { rng, budget, checkpoint, signal, report, keep } = context;
    let state = checkpoint ? (checkpoint.state.sum as Float32Array).slice() : Float32Array.of(arch[0] as number);
    for (let step = (checkpoint?.epoch ?? 0) + 1; step <= budget; step++) {
      steps.push(step);
      state = Float32Array.of((state[0] as number) * 0.9 + rng.split(step).normal());
      const values = { loss: state[0] as number, size: step };
      if ((await report(step, values)) === "stop") return { state: "pruned", values };
      const weights = { parameters: state, statistics: new Float32Array(0) };
      const reached: Checkpoint = {
        epoch: step,
        step,
        state: { sum: state },
        best: { epoch: step, score: values, weights },
      };
      if (keeps) keep?.(reached);
      if (steps.length === stop.at) stop.abort();
      if (signal.aborted) throw signal.reason;
    }
    const weights = { parameters: state, statistics: new Float32Array(0) };
    return { state: "complete", values: { loss: state[0] as number, size: budget }, weights };
  };
  return { name: "counter", metrics: sumMetrics, fingerprint: null, estimate, steps };
}

interface Run {
  readonly storage: Storage;
  readonly at?: number;
  readonly strategy?: StrategyFactory;
  readonly keeps?: boolean;
}

/** Runs five trials, stopped after so many steps; returns the steps done and what was said on the way. */
async function run({ storage, at = 0, strategy = random(), keeps = true }: Run) {
  const abort = new AbortController();
  const estimator = counter({ at, abort: () => abort.abort(new Error("stopped")) }, keeps);
  const parts = { storage, name: "s", space: sumSpace(), strategy, estimator, objectives: ["loss"], budget: BUDGET };
  const isThere = (await storage.loadStudy("s")) !== undefined;
  const study = await (isThere ? Study.resume(parts) : Study.create(parts));
  const events: StudyEvent<Digits>[] = [];
  for await (const event of study.run({ trials: 5, signal: abort.signal })) events.push(event);
  const notes = events.flatMap((event) => (event.type === "trial-note" ? [event.message] : []));
  const trials = (await study.trials()).map(({ seconds: _, worker: _worker, attempts: _attempts, ...trial }) => trial);
  const weights = await Promise.all((await study.trials()).map((trial) => study.weights(trial)));
  return { steps: estimator.steps, notes, trials, weights };
}

test.each([
  ["random", random()],
  ["asha", asha({ minFidelity: 1 / 8, eta: 2 })],
])("run() goes on within an interrupted trial, to the same result, by %s", async (_, strategy) => {
  const whole = await run({ storage: createMemoryStorage(), strategy });
  for (const at of [1, 3, 10, 13]) {
    const storage = createMemoryStorage();
    const first = await run({ storage, at, strategy });
    const second = await run({ storage, strategy });

    expect([...first.steps, ...second.steps]).toEqual(whole.steps);
    expect(second.trials).toEqual(whole.trials);
    expect(second.weights).toEqual(whole.weights);
    const atWhich = first.steps.at(-1) as number;
    expect(second.notes).toEqual(atWhich === BUDGET ? [] : [`goes on after step ${atWhich}`]);
  }
});

test("run() begins an interrupted trial anew where nothing was kept, to the same result", async () => {
  const whole = await run({ storage: createMemoryStorage() });
  const storage = createMemoryStorage();
  await run({ storage, at: 3, keeps: false });
  const second = await run({ storage, keeps: false });

  expect(second.notes).toEqual([]);
  expect(second.steps.slice(0, 3)).toEqual([1, 2, 3]);
  expect([second.trials, second.weights]).toEqual([whole.trials, whole.weights]);
});

test("run() says why it begins an interrupted trial anew, and does", async () => {
  const whole = await run({ storage: createMemoryStorage() });
  const inner = createMemoryStorage();
  await run({ storage: inner, at: 3 });
  const storage = new Proxy(inner, {
    get: (target, name) => {
      if (name === "loadCheckpoint") return async () => Uint8Array.from({ length: 40 }, (_, i) => i);
      const method = Reflect.get(target, name) as unknown;
      return typeof method === "function" ? method.bind(target) : method;
    },
  });
  const second = await run({ storage });

  expect(second.notes).toEqual([
    expect.stringMatching(/^begins anew: Cannot read checkpoint: found bytes of another kind/),
  ]);
  expect([second.trials, second.weights]).toEqual([whole.trials, whole.weights]);
});

test("run() keeps nothing of a finished trial but its result", async () => {
  const storage = createMemoryStorage();
  await run({ storage, at: 3 });
  expect(await storage.loadCheckpoint("s", 0)).toBeDefined();
  await run({ storage });

  expect(await storage.loadCheckpoint("s", 0)).toBeUndefined();
});
