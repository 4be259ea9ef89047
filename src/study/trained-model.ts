/** @file A trial as a model that can be exported. */
import { createRequire } from "node:module";
import { InputError, type Json, type MetricSpec } from "../base/index.ts";
import { absenceNote, type DatasetCard } from "../data/index.ts";
import { scoreMetrics } from "../estimator/index.ts";
import type { TrainedModel } from "../export/index.ts";
import { type FinalModel, testMetrics } from "./final-training.ts";
import type { Study } from "./study.ts";
import type { Trial } from "./trial.ts";

/** Which classes the part of a score lacks; null for other metrics and where there are all. */
function scoreNote(dataset: DatasetCard, metric: string): string | null {
  const isOf = (metrics: readonly MetricSpec[]): boolean => metrics.some(({ name }) => name === metric);
  if (isOf(testMetrics(dataset.task))) return absenceNote(dataset, "test");
  return isOf(scoreMetrics(dataset.task)) ? absenceNote(dataset, "validation") : null;
}

/**
 * Joins a trial's network with the weights it was trained to, for `exportOnnx` and `exportPytorch`. Metrics that are not
 * finite numbers are left out.
 *
 * @param study  Or what stands for it where its data are not at hand: space, spec and weights are asked for.
 * @param dataset  What the study was run on; its card is enough.
 * @param final  Weights to take instead of those of the search, and values to add to those of the trial: what
 *   `finalTraining` and `testScore` gave.
 * @throws {InputError} if the trial has no weights: it failed, or was not run yet.
 */
export async function trainedModel<A extends Json>(
  study: Pick<Study<A>, "space" | "spec" | "weights">,
  trial: Pick<Trial<A>, "number" | "state" | "architecture" | "duplicateOf" | "values">,
  dataset: DatasetCard,
  final?: FinalModel,
): Promise<TrainedModel> {
  const { space, spec } = study;
  const weights = final ? final.weights : await study.weights(trial);
  if (!weights) {
    throw new InputError(
      `Cannot make a model of trial ${trial.number}: it is ${trial.state} and has no weights, expected a complete one`,
    );
  }
  const values = { ...trial.values, ...final?.values };
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return {
    network: space.build(trial.architecture, dataset.task, 1),
    weights,
    dataset,
    space: space.name,
    architecture: trial.architecture,
    description: space.describe(trial.architecture),
    metrics: [...spec.metrics, ...testMetrics(dataset.task)].flatMap(({ name, unit }) => {
      const value = values[name];
      const note = scoreNote(dataset, name);
      return value === undefined || !Number.isFinite(value) ? [] : [{ name, unit, value, ...(note ? { note } : {}) }];
    }),
    seed: spec.seed,
    version,
  };
}
