import { expect, test } from "vitest";
import type { Json } from "../../src/base/index.ts";
import type { Estimator } from "../../src/estimator/index.ts";
import { createMemoryStorage } from "../../src/storage/index.ts";
import { evolution, random, type StrategyFactory } from "../../src/strategy/index.ts";
import { Study } from "../../src/study/index.ts";
import { type Digits, sumEstimator, sumSpace } from "./sum-space.ts";

type Estimate = (arch: Digits, context: { report(step: unknown, values: unknown): Promise<unknown> }) => unknown;

/** A study whose parts are of plain JavaScript, where no compiler saw what they answer. */
function start(parts: {
  estimate?: Estimate;
  own?: object;
  ask?: () => unknown;
  judge?: () => unknown;
  space?: object;
}) {
  const { estimate, own, ask, judge } = parts;
  const estimator = { ...sumEstimator(), ...(estimate ? { estimate } : {}), ...own } as unknown as Estimator<Digits>;
  const create = () => ({ ask, tell: () => {}, snapshot: () => null, ...(judge ? { judge } : {}) });
  const own2 = { name: "own", settings: null, needs: [], create, restore: create } as unknown as StrategyFactory;
  const strategy = ask ? own2 : judge ? withJudge(judge) : evolution();
  const space = { ...sumSpace(), ...parts.space };
  return Study.create({ storage: createMemoryStorage(), name: "s", space, strategy, estimator, objectives: ["loss"] });
}

function withJudge(judge: () => unknown): StrategyFactory {
  const factory = random();
  return {
    ...factory,
    create: (space, objectives, rng) => {
      const strategy = factory.create(space, objectives, rng);
      return {
        ask: (n) => strategy.ask(n),
        tell: (o) => strategy.tell(o),
        snapshot: () => strategy.snapshot(),
        judge: judge as () => "stop",
      };
    },
  };
}

const values = { loss: 1, size: 2 };

test.each<[string, unknown, string]>([
  ["no object", undefined, "it is absent, expected { state, values }"],
  ["another state", { state: "done", values }, 'state is "done", expected "complete" or "pruned"'],
  ["no state", { values }, "state is absent"],
  ["no values", { state: "complete" }, "values is absent, expected a number for each metric"],
  ["a text for a number", { state: "complete", values: { loss: "1", size: 2 } }, 'values is {"loss":"1","size":2}'],
  ["a bigint", { state: "complete", values: { loss: 1n, size: 2 } }, 'values is {"loss":1n,"size":2}'],
  ["a list of values", { state: "complete", values: [1, 2] }, "values is [1,2]"],
  ["weights in a list", { state: "complete", values, weights: [1] }, "weights is [1]"],
  [
    "weights without statistics",
    { state: "complete", values, weights: { parameters: new Float32Array(1) } },
    "weights is",
  ],
  ["a checkpoint of nothing", { state: "complete", values, checkpoint: {} }, "checkpoint is {}"],
])("run() fails the trials of an estimator that answers %s", async (_, answer, message) => {
  let estimates = 0;
  const study = await start({ estimate: async () => (estimates++ === 0 ? answer : { state: "complete", values }) });
  await study.run({ trials: 3 });
  const [first, second] = await study.trials();

  expect(first).toMatchObject({ state: "failed", error: expect.stringContaining(message) });
  expect(first?.error).toMatch(/^Cannot use the answer of estimator sum: /);
  expect(second?.state).toBe("complete");
});

test("run() ends with a typed error where an estimator answers wrongly for ever", async () => {
  const study = await start({ estimate: async () => ({ state: "done", values }) });

  await expect(study.run({ trials: 100 })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining('state is "done", expected "complete" or "pruned"'),
  });
});

test.each<[unknown, unknown, string]>([
  ["1", values, 'step is "1"'],
  [Number.NaN, values, "step is NaN"],
  [1, { loss: "x" }, 'values is {"loss":"x"}'],
  [1, null, "values is null"],
])(
  "run() fails a trial that reports %j with %j, also where the estimator swallows it",
  async (step, given, message) => {
    const study = await start({
      estimate: async (_arch, { report }) => {
        await report(step, given).catch(() => undefined);
        return { state: "complete", values };
      },
    });
    await study.run({ trials: 1 });

    expect((await study.trials())[0]).toMatchObject({ state: "failed", error: expect.stringContaining(message) });
  },
);

const architecture = [1, 2, 3];
const proposal = { architecture, origin: "x" };

test.each<[string, unknown, string]>([
  ["nothing", undefined, "it is absent, expected one proposal in a list"],
  ["none", [], "it is 0 proposals"],
  ["two", [proposal, proposal], "it is 2 proposals"],
  ["no object", [null], "it is null, expected { architecture, origin }"],
  [
    "another space's architecture",
    [{ architecture: "x", origin: "x" }],
    'the architecture is "x", expected one of sum',
  ],
  ["no origin", [{ architecture }], "origin is absent, expected a text"],
  ["a fidelity of 0", [{ ...proposal, fidelity: 0 }], "fidelity is 0, expected a number above 0, at most 1"],
  ["a fidelity of NaN", [{ ...proposal, fidelity: Number.NaN }], "fidelity is NaN"],
  ["a fidelity as text", [{ ...proposal, fidelity: "1" }], 'fidelity is "1"'],
  [
    "to go on from no trial",
    [{ ...proposal, continues: 7 }],
    "continues is 7, expected the number of a complete trial",
  ],
])("run() ends with a typed error where a strategy proposes %s", async (_, answer, message) => {
  const study = await start({ ask: () => answer });

  await expect(study.run({ trials: 2 })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining(`Cannot use what strategy own proposes: ${message}`),
  });
  expect(await study.trials()).toEqual([]);
});

test("run() ends with a typed error where a strategy decides nothing that is known, or a key is no text", async () => {
  const undecided = await start({ judge: () => "maybe" });
  await expect(undecided.run({ trials: 1 })).rejects.toThrow(
    'Cannot use what strategy random decides: it is "maybe", expected "continue" or "stop"',
  );
  const keyless = await start({ space: { key: () => 12 } });
  await expect(keyless.run({ trials: 1 })).rejects.toThrow(
    "Cannot use space sum(base=5): a key is 12, expected a text",
  );
});

test.each<[object, string]>([
  [{ metrics: "loss" }, "estimator is"],
  [{ metrics: [{ name: "loss" }] }, 'metrics[0] of the estimator is {"name":"loss"}, expected { name, unit, goal }'],
  [{ metrics: [{ name: "loss", unit: "1", goal: "less" }] }, 'the goal of metrics[0] of the estimator is "less"'],
  [{ metrics: [...sumEstimator().metrics, ...sumEstimator().metrics] }, 'two metrics "loss"'],
  [{ fingerprint: { rate: Number.NaN } as Json }, "the fingerprint of the estimator.rate is NaN, expected plain JSON"],
  [{ fingerprint: () => 1 }, "the fingerprint of the estimator is"],
  [{ estimate: 3 }, "estimator is"],
])("create() refuses an estimator with %j", async (own, message) => {
  await expect(start({ own })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringContaining(message),
  });
});
