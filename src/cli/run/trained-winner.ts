/** @file The winner of a run as a model that can be exported: with the weights of its final training. */
import type { Json, MetricSpec, Values } from "../../base/index.ts";
import type { Measurement, TrainedModel } from "../../export/index.ts";
import type { Trial } from "../../study/index.ts";
import { readVersions } from "../package-info.ts";
import type { FinalRecord } from "./final-record.ts";
import type { PreparedRun } from "./prepare-run.ts";

/** Joins the winning trial with what its final training gave; `metrics` name the units of its values. */
export function trainedWinner(
  { spec, space, dataset }: PreparedRun,
  { architecture }: Trial<Json>,
  { weights, values }: FinalRecord,
  metrics: readonly MetricSpec[],
): TrainedModel {
  return {
    network: space.build(architecture, dataset.task, 1),
    weights,
    dataset,
    space: space.name,
    architecture,
    description: space.describe(architecture),
    metrics: measurementsOf(values, metrics),
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
