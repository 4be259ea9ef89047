/** @file A trial of a run as a model that can be exported. */
import type { Json, MetricSpec, Values } from "../../base/index.ts";
import type { Weights } from "../../estimator/index.ts";
import type { Measurement, TrainedModel } from "../../export/index.ts";
import { readVersions } from "../package-info.ts";
import type { PreparedRun } from "./prepare-run.ts";

/** Joins an architecture of a run with its weights and what was measured of it. */
export function trainedModel(
  { spec, space, dataset }: PreparedRun,
  architecture: Json,
  weights: Weights,
  metrics: readonly Measurement[],
): TrainedModel {
  return {
    network: space.build(architecture, dataset.task, 1),
    weights,
    dataset,
    space: space.name,
    architecture,
    description: space.describe(architecture),
    metrics,
    seed: spec.seed,
    version: readVersions().espalier,
  };
}

/** Joins values with their units, in the order of the metrics; values that are not finite are left out. */
export function measurementsOf(values: Values, metrics: readonly MetricSpec[]): Measurement[] {
  return metrics.flatMap(({ name, unit }) => {
    const value = values[name];
    return value === undefined || !Number.isFinite(value) ? [] : [{ name, unit, value }];
  });
}
