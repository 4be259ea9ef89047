/** @file Trials of a made-up search, the same at every call. */
import { createRng, type MetricSpec } from "../../src/base/index.ts";
import { paretoFront } from "../../src/pareto/index.ts";
import type { ReportInput } from "../../src/report/index.ts";
import type { LabelledDag } from "../../src/space/index.ts";
import type { TrialRecord } from "../../src/storage/index.ts";

export const accuracy: MetricSpec = { name: "accuracy", unit: "1", goal: "max" };
export const parameters: MetricSpec = { name: "parameters", unit: "count", goal: "min" };
export const latency: MetricSpec = { name: "latency", unit: "ms", goal: "min" };

export function trial(number: number, fields: Partial<TrialRecord> = {}): TrialRecord {
  return {
    number,
    state: "complete",
    architecture: `|nor_conv_3x3~0|+|skip_connect~0|none~1|+|none~0|avg_pool_3x3~1|nor_conv_1x1~2| ${number}`,
    key: String(number),
    origin: number < 10 ? "random" : `mutated from ${number - 10}`,
    fidelity: 1,
    continues: null,
    values: null,
    curve: [],
    seconds: 0,
    error: null,
    duplicateOf: null,
    worker: null,
    attempts: 1,
    finishOrder: number + 1,
    ...fields,
  };
}

/** The graph of the winner below. */
export const cellDag: LabelledDag = {
  labels: ["input", "nor_conv_3x3", "skip_connect", "avg_pool_3x3", "nor_conv_1x1", "output"],
  edges: [
    [0, 1],
    [0, 2],
    [1, 3],
    [2, 4],
    [3, 5],
    [4, 5],
    [0, 5],
  ],
};

/** 60 trials with a trade-off between size and accuracy; one fails, one is pruned, one is taken over. */
export function exampleReport(): ReportInput {
  const rng = createRng("report");
  const trials = Array.from({ length: 60 }, (_, number) => {
    const size = Math.round(10 ** (3 + 2.2 * rng.next()));
    const reached = 0.72 + 0.11 * (Math.log10(size) - 3) + 0.03 * (number / 60) - 0.06 * rng.next();
    const curve = Array.from({ length: 8 }, (_, i) => ({
      step: i + 1,
      values: {
        accuracy: reached - 0.5 * Math.exp(-(i + 1) / 2) + 0.01 * rng.normal(),
        loss: 2.3 * Math.exp(-(i + 1) / 3),
      },
    }));
    if (number === 7)
      return trial(number, { state: "failed", error: "Cannot train: the loss is NaN", curve: curve.slice(0, 2) });
    const values = { accuracy: reached, parameters: size, latency: size / 2e4 };
    if (number === 11) return trial(number, { state: "pruned", values, curve: curve.slice(0, 3), seconds: 1.2 });
    if (number === 20) return trial(number, { values, duplicateOf: 3, seconds: 0 });
    return trial(number, { values, curve, seconds: 2 + size / 1e4 });
  });
  const complete = trials.filter(({ state }) => state === "complete");
  const front = paretoFront(
    complete.map(({ values }) => [-(values?.accuracy as number), values?.parameters as number]),
  ).map((i) => complete[i]?.number as number);
  const winner = complete.reduce((best, next) =>
    (next.values?.accuracy as number) > (best.values?.accuracy as number) ? next : best,
  );
  return {
    title: "digits-nb201",
    facts: [
      ["space", "nb201(cells=1,channels=8)"],
      ["data set", "digits, 1797 images of 1x8x8, 10 classes"],
      ["strategy", "evolution(population=20)"],
      ["seed", "1"],
    ],
    metrics: [accuracy, parameters, latency],
    objectives: ["accuracy", "parameters"],
    constraints: [],
    trials,
    dags: new Map(trials.map(({ number }) => [number, cellDag])),
    stepName: "epoch",
    front,
    winner: {
      trial: winner.number,
      drawing:
        "node 1 = nor_conv_3x3(input)\nnode 2 = skip_connect(input)\noutput = avg_pool_3x3(node 1) + nor_conv_1x1(node 2)",
      results: [
        { name: "test accuracy", unit: "1", value: 0.97314 },
        { name: "parameters", unit: "count", value: 81930 },
        { name: "latency p50", unit: "ms", value: 0.2481 },
        { name: "file size", unit: "B", value: 331204 },
      ],
    },
  };
}
