/** @file Public functions called from plain JavaScript: what is wrong is said, never a TypeError. */
import { expect, test } from "vitest";
import { type EspalierError, InputError } from "../../src/base/index.ts";
import { fromArrays, loadDataset } from "../../src/data/index.ts";
import { trainingEstimator } from "../../src/estimator/index.ts";
import { evaluateModel } from "../../src/export/index.ts";
import { choice, defineSpace, list, mlp, nb201 } from "../../src/space/index.ts";
import { createMemoryStorage } from "../../src/storage/index.ts";
import { evolution, random } from "../../src/strategy/index.ts";
import { Study, search } from "../../src/study/index.ts";
import { sumEstimator, sumSpace } from "./sum-space.ts";

const dataset = fromArrays({
  name: "xor",
  examples: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1),
  targets: Int32Array.of(0, 1, 1, 0),
  inputShape: [2],
  validation: 0.25,
  test: 0.25,
});
const whole = {
  storage: createMemoryStorage(),
  name: "s",
  space: sumSpace(),
  strategy: random(),
  estimator: sumEstimator(),
  objectives: ["loss"],
};
const given = { data: dataset, space: mlp() };
const created = (change: object) => Study.create({ ...whole, ...change } as never);
const searched = (change: object) => search({ ...given, ...change } as never);

test.each<[string, () => unknown, RegExp]>([
  ["search()", () => search(undefined as never), /the options are absent, expected an object/],
  ["search(null)", () => search(null as never), /the options are null/],
  ["search({})", () => search({} as never), /Cannot search: data is absent, expected a name or path of data/],
  ["data", () => searched({ data: 5 }), /data is 5/],
  ["space", () => searched({ space: "mlp" }), /space is "mlp", expected a search space such as mlp\(\)/],
  ["no space", () => searched({ space: null }), /space is null/],
  ["strategy", () => searched({ strategy: "randon" }), /strategy is "randon", expected a strategy.*random/],
  ["strategy uncalled", () => searched({ strategy: random }), /strategy is the function random/],
  ["trials", () => searched({ trials: "10" }), /trials is "10", expected an integer of at least 1/],
  ["timeMs", () => searched({ timeMs: "0.5" }), /timeMs is "0.5", expected a positive number/],
  ["workers", () => searched({ workers: 0 }), /workers is 0/],
  ["epochs", () => searched({ epochs: 1.5 }), /epochs is 1.5/],
  ["seed", () => searched({ seed: "1" }), /seed is "1", expected an integer/],
  ["training", () => searched({ training: { rate: "0.5" } }), /rate is "0.5", expected a positive number/],
  ["optimizer", () => searched({ training: { optimizer: "adam" } }), /optimizer is "adam"/],
  ["objectives", () => searched({ objectives: "accuracy" }), /objectives is "accuracy", expected a list/],
  ["constraints", () => searched({ constraints: "params<=10" }), /constraints is "params<=10", expected a list/],
  ["a constraint", () => searched({ constraints: [5] }), /Cannot read constraint 5: expected a text such as/],
  ["signal", () => searched({ signal: true }), /signal is true, expected an AbortSignal/],
  ["an unknown option", () => searched({ epoch: 3 }), /there is no option "epoch", expected .*epochs/],
  ["Study.create()", () => Study.create(undefined as never), /Cannot create study: the options are absent/],
  ["Study.create strategy", () => created({ strategy: "random" }), /strategy is "random", expected a strategy such as/],
  ["Study.create space", () => created({ space: undefined }), /space is absent, expected a search space/],
  ["Study.create storage", () => created({ storage: {} }), /storage is {}, expected a storage such as/],
  ["Study.create estimator", () => created({ estimator: "training" }), /estimator is "training"/],
  ["Study.create budget", () => created({ budget: "1" }), /budget is "1", expected a positive number/],
  ["Study.create objectives", () => created({ objectives: [1] }), /objectives is \[1\]/],
  ["Study.create setup", () => created({ setup: { at: 5n } }), /setup.at is 5n, expected plain JSON/],
  ["Study.resume()", () => Study.resume(null as never), /Cannot resume study: the options are null/],
  ["Study.resume name", () => Study.resume({ ...whole, name: 1 } as never), /name is 1, expected a text/],
  ["trainingEstimator()", () => trainingEstimator(undefined as never), /the options are absent/],
  [
    "trainingEstimator data",
    () => trainingEstimator({ space: mlp(), dataset: "digits" } as never),
    /dataset is "digits"/,
  ],
  ["latency", () => trainingEstimator({ space: mlp(), dataset, latency: 5 } as never), /latency is 5/],
  ["mlp", () => mlp("deep" as never), /Cannot set up mlp: the settings are "deep", expected an object/],
  ["mlp(null)", () => mlp(null as never), /the settings are null/],
  ["nb201", () => nb201({ cells: "1" } as never), /cells is "1", expected a number/],
  ["evolution", () => evolution({ population: "20" } as never), /population is "20"/],
  ["fromArrays()", () => fromArrays(undefined as never), /the input is absent/],
  [
    "fromArrays lists",
    () => fromArrays({ name: "x", examples: [1], targets: [1], inputShape: [1] } as never),
    /examples is \[1\]/,
  ],
  ["loadDataset()", () => loadDataset(undefined as never), /the name or path is absent, expected a text/],
  ["loadDataset options", () => loadDataset("digits", null as never), /the options are null|the options is null/],
  [
    "loadDataset share",
    () => loadDataset("digits", { validation: "0.5" } as never),
    /validation is "0.5", expected a fraction/,
  ],
  [
    "evaluateModel()",
    () => evaluateModel("best.onnx" as never, dataset),
    /the model is "best.onnx", expected its bytes/,
  ],
  [
    "evaluateModel part",
    () => evaluateModel(new Uint8Array(1), dataset, { part: "tests" } as never),
    /part is "tests"/,
  ],
])("%s says what is wrong", async (_, call, message) => {
  const error = await Promise.resolve()
    .then(call)
    .then(
      () => undefined,
      (thrown: EspalierError) => thrown,
    );
  expect(error).toBeInstanceOf(InputError);
  expect(error?.message).toMatch(message);
});

test.each<[string, () => unknown]>([
  ["defineSpace()", () => defineSpace(undefined as never)],
  ["defineSpace decisions", () => defineSpace({ name: "x", decisions: { a: 5 }, build: () => ({}) } as never)],
  ["choice()", () => choice(undefined as never)],
  ["choice of objects", () => choice([{}] as never)],
  ["list()", () => list(undefined as never)],
])("%s is refused with an error of ours", (_, call) => {
  expect(call).toThrow(/^Cannot /);
});

test("Study.create() and search() take the same constraints, as text and as objects", async () => {
  const bound = { metric: "size", relation: "<=", bound: 5 } as const;
  const create = async (constraint: string | typeof bound) =>
    (await Study.create({ ...whole, storage: createMemoryStorage(), constraints: [constraint] })).spec.constraints;

  expect(await create("size <= 5")).toEqual([bound]);
  expect(await create(bound)).toEqual([bound]);
  await expect(create("size=5")).rejects.toThrow('Cannot read constraint "size=5": expected a metric, a relation');
  await expect(create("size<=0x10")).rejects.toThrow("Cannot read constraint");
});

test("search() takes the name of a strategy, and short names of metrics, as Study.create() does", async () => {
  const names = {
    objectives: ["accuracy", "latency"],
    constraints: ["memory<1e9", { metric: "latency", relation: "<", bound: 1e9 }],
  };
  const study = await searched({ ...names, strategy: "random", trials: 1, epochs: 1 });

  expect(study.spec.strategy.name).toBe("random");
  expect(study.spec.objectives.map(({ name }) => name)).toEqual(["accuracy", "latencyMs"]);
  expect(study.spec.constraints.map(({ metric }) => metric)).toEqual(["peakMemoryBytes", "latencyMs"]);
}, 60_000);
