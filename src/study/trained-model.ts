/** @file A trial as a model that can be exported. */
import { createRequire } from "node:module";
import { InputError, type Json } from "../base/index.ts";
import type { Dataset } from "../data/index.ts";
import type { TrainedModel } from "../export/index.ts";
import type { Study } from "./study.ts";
import type { Trial } from "./trial.ts";

/**
 * Joins a trial's network with the weights it was trained to, for `exportOnnx` and `exportPytorch`.
 *
 * @param dataset  What the study was run on.
 * @throws {InputError} if the trial has no weights: it failed, or was not run yet.
 */
export async function trainedModel<A extends Json>(
  study: Study<A>,
  trial: Trial<A>,
  dataset: Dataset,
): Promise<TrainedModel> {
  const { space, spec } = study;
  const weights = await study.weights(trial);
  if (!weights) {
    throw new InputError(
      `Cannot make a model of trial ${trial.number}: it is ${trial.state} and has no weights, expected a complete one`,
    );
  }
  const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };
  return {
    network: space.build(trial.architecture, dataset.task, 1),
    weights,
    dataset,
    space: space.name,
    architecture: trial.architecture,
    description: space.describe(trial.architecture),
    metrics: spec.metrics.flatMap(({ name, unit }) => {
      const value = trial.values?.[name];
      return value === undefined ? [] : [{ name, unit, value }];
    }),
    seed: spec.seed,
    version,
  };
}
