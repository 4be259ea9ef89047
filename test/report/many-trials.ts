/** @file A made-up search of any length, the same at every call, with networks of a real space. */
import { createRng, type MetricSpec } from "../../src/base/index.ts";
import { paretoFront } from "../../src/pareto/index.ts";
import type { ReportInput } from "../../src/report/index.ts";
import { convChain } from "../../src/space/index.ts";
import { trial } from "./example-trials.ts";

const metrics: readonly MetricSpec[] = [
  { name: "accuracy", unit: "1", goal: "max" },
  { name: "loss", unit: "nat", goal: "min" },
  { name: "params", unit: "count", goal: "min" },
  { name: "flops", unit: "count", goal: "min" },
  { name: "peakMemoryBytes", unit: "B", goal: "min" },
  { name: "latencyMs", unit: "ms", goal: "min" },
];

/** The report of a search for accuracy and few parameters, of 12 epochs a trial; a few trials fail. */
export function manyTrials(count: number): ReportInput {
  const rng = createRng("many trials");
  const space = convChain();
  const trials = Array.from({ length: count }, (_, number) => {
    const architecture = space.sample(rng);
    const params = Math.round(10 ** (3 + 2.2 * rng.next()));
    const reached = 0.72 + 0.08 * (Math.log10(params) - 3) + 0.04 * (number / count) - 0.08 * rng.next() ** 2;
    const curve = Array.from({ length: 12 }, (_, i) => ({
      step: i + 1,
      values: {
        accuracy: reached - 0.5 * Math.exp(-(i + 1) / 3) + 0.01 * rng.normal(),
        loss: 0.3 + 2 * Math.exp(-(i + 1) / 3) + 0.02 * rng.normal(),
        trainLoss: 2.3 * Math.exp(-(i + 1) / 3) + 0.02 * rng.normal(),
      },
    }));
    const fields = { architecture, key: String(number), curve, seconds: 2 + params / 1e4 };
    if (number % 97 === 7) return trial(number, { ...fields, state: "failed", error: "Cannot train: the loss is NaN" });
    const values = {
      ...{ accuracy: reached, loss: 1.2 - reached + 0.02 * rng.normal(), params, flops: params * 210 },
      ...{ peakMemoryBytes: 4 * params + 70_000, latencyMs: params / 2e5 + 0.01 * rng.next() },
    };
    return trial(number, { ...fields, values });
  });
  const complete = trials.filter(({ state }) => state === "complete");
  const front = paretoFront(
    complete.map(({ values }) => [-(values?.accuracy as number), values?.params as number]),
  ).map((i) => complete[i]?.number as number);
  const winner = complete.reduce((best, next) =>
    (next.values?.accuracy as number) > (best.values?.accuracy as number) ? next : best,
  );
  return {
    title: "Search on made-up images",
    facts: [["Seed", "0"]],
    metrics,
    objectives: ["accuracy", "params"],
    constraints: [],
    trials,
    dags: new Map(trials.map(({ number, architecture }) => [number, space.toDag(space.parse(architecture))])),
    stepName: "epoch",
    front,
    winner: { trial: winner.number, drawing: space.describe(space.parse(winner.architecture)), results: [] },
  };
}
