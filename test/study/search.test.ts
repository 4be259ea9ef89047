import { expect, expectTypeOf, test } from "vitest";
import {
  type ArchitectureOf,
  createMemoryStorage,
  evaluateModel,
  exportOnnx,
  loadDataset,
  mlp,
  parseConstraint,
  random,
  type SearchOptions,
  search,
  trainedModel,
} from "../../src/index.ts";

const space = mlp({ maxDepth: 1 });
const dataset = await loadDataset("digits");
const options: SearchOptions<ArchitectureOf<typeof space>> = {
  ...{ data: dataset, space, strategy: random(), epochs: 2, seed: 1 },
};

test("search() trains, stores and goes on; its winner is exported as it was trained", async () => {
  const storage = createMemoryStorage();
  const kinds: string[] = [];
  const constraints = ["memory<1e9", { metric: "latency", relation: "<", bound: 1e6 }] as const;
  const run = search({ ...options, storage, objectives: ["accuracy", "latency"], constraints, trials: 2, workers: 2 });
  for await (const { type } of run) kinds.push(type);
  const study = await run;
  expectTypeOf((await study.front())[0]?.architecture).toEqualTypeOf<ArchitectureOf<typeof space> | undefined>();

  expect(kinds.filter((kind) => kind === "trial-finished").length).toBe(2);
  expect(kinds.at(-1)).toBe("study-finished");
  expect(study.spec.objectives.map(({ name }) => name)).toEqual(["accuracy", "latencyMs"]);
  expect(study.spec.constraints).toEqual(["peakMemoryBytes<1e9", "latencyMs<1e6"].map(parseConstraint));
  const best = await study.best();
  if (!best) throw new Error("no trial is feasible");
  expect(best.values?.accuracy).toBeGreaterThan(0.3);

  const model = exportOnnx(await trainedModel(study, best, dataset));
  const { values } = await evaluateModel(model, dataset, { part: "validation" });
  expect(values.accuracy).toBeCloseTo(best.values?.accuracy ?? -1, 6);

  const weights = await study.weights(best);
  if (!weights) throw new Error("the best trial has no weights");
  const found = { loss: Number.NaN, testAccuracy: 0.5 };
  const final = await trainedModel(study, best, dataset, { weights, values: found });
  const metrics = Object.fromEntries(final.metrics.map(({ name, value }) => [name, value]));
  expect(metrics).toMatchObject({ accuracy: best.values?.accuracy, testAccuracy: 0.5 });
  expect(metrics).not.toHaveProperty("loss");
  expect(
    exportOnnx(await trainedModel(study, { ...best, values: { ...best.values, loss: Number.NaN } }, dataset)),
  ).toEqual(exportOnnx({ ...final, metrics: final.metrics.filter(({ name }) => name !== "testAccuracy") }));

  const again = { ...options, storage, objectives: ["accuracy", "latency"], constraints, trials: 3 };
  expect((await (await search(again)).trials()).map(({ number }) => number)).toEqual([0, 1, 2]);
  await expect(search({ ...again, epochs: 3 }).then()).rejects.toThrow("budget is 3, expected 2");
});

test("search() does nothing before it is awaited, and stops by signal with what it has", async () => {
  const storage = createMemoryStorage();
  const signal = AbortSignal.abort();
  const run = search({ ...options, storage, signal });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await storage.listStudies()).toEqual([]);

  const study = await run;
  expect(await study.trials()).toEqual([]);
  expect(await study.best()).toBeUndefined();
});

test("search() names what is wrong before it stores anything", async () => {
  const storage = createMemoryStorage();
  await expect(search({ ...options, storage, data: "no-such-data" }).then()).rejects.toMatchObject({
    code: "invalid-input",
  });
  await expect(search({ ...options, storage, objectives: ["speed"] }).then()).rejects.toThrow('objectives is "speed"');
  await expect(search({ ...options, storage, constraints: ["params=3"] }).then()).rejects.toThrow("params=3");
  expect(await storage.listStudies()).toEqual([]);
});

test("search() refuses epochs that are no whole number before anything runs", async () => {
  await expect(search({ data: "wine", space: mlp(), trials: 1, epochs: 0.5 })).rejects.toThrow("epochs is 0.5");
});
