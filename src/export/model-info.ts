/** @file What an exported ONNX file says of itself, in its metadata: one key `espalier.*` for each field, as JSON. */
import { canonicalJson, type Json, ModelError } from "../base/index.ts";
import type { Task } from "../data/index.ts";
import type { Shape } from "../tensor/index.ts";
import type { Measurement, TrainedModel } from "./trained-model.ts";

/** How the values that go in relate to those the network was trained on. */
export interface InputInfo {
  /** Axes of the input, such as NCHW for a batch of images. */
  readonly layout: "NCHW" | "NF";
  /** Of one example. */
  readonly shape: Shape;
  /** Least and greatest raw value of the data set. */
  readonly valueRange: readonly [number, number];
  /** The model subtracts `mean` and divides by `std` per channel or feature itself: feed raw values. */
  readonly preprocessing: "in-graph";
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface ModelInfo {
  readonly version: string;
  readonly task: Task["kind"];
  /** Class names in the order of the logits, or target names in the order of the predictions. */
  readonly labels: readonly string[];
  readonly input: InputInfo;
  readonly dataset: { readonly name: string; readonly source: string; readonly hash: string };
  readonly space: string;
  readonly architecture: Json;
  readonly metrics: readonly Measurement[];
  readonly seed: string | number;
}

const fields = ["version", "task", "labels", "input", "dataset", "space", "architecture", "metrics", "seed"] as const;
const unitsOfTime = new Set(["s", "ms", "us", "µs", "ns", "min", "h"]);

/** Collects what a model says of itself; metrics in units of time and those that are not finite are left out. */
export function modelInfo(model: TrainedModel): ModelInfo {
  const { dataset, version, space, architecture, seed } = model;
  const { kind: task, labels, inputShape: shape } = dataset.task;
  const metrics = model.metrics
    .filter(({ unit, value }) => !unitsOfTime.has(unit) && Number.isFinite(value))
    .map(({ name, unit, value }) => ({ name, unit, value }));
  const { mean, std } = dataset.standardization;
  return {
    version,
    task,
    labels,
    input: {
      layout: shape.length === 3 ? "NCHW" : "NF",
      shape,
      valueRange: dataset.valueRange,
      preprocessing: "in-graph",
      mean,
      std,
    },
    dataset: { name: dataset.name, source: dataset.source, hash: dataset.hash },
    space,
    architecture,
    metrics,
    seed,
  };
}

/** Writes model info as metadata of an ONNX model. */
export function writeModelInfo(info: ModelInfo): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [`espalier.${field}`, canonicalJson(info[field] as Json)]));
}

/**
 * Reads model info from the metadata of an ONNX model; null where Espalier did not export it.
 *
 * @throws {ModelError} if a field is missing or damaged.
 */
export function readModelInfo(metadata: Readonly<Record<string, string>>): ModelInfo | null {
  if (metadata["espalier.version"] === undefined) return null;
  const info = Object.fromEntries(fields.map((field) => [field, parse(field, metadata[`espalier.${field}`])]));
  const labels = info.labels;
  if (!Array.isArray(labels) || labels.some((label) => typeof label !== "string")) {
    throw damaged("labels", "a list of names");
  }
  return info as unknown as ModelInfo;
}

function parse(field: string, text: string | undefined): unknown {
  try {
    return JSON.parse(text as string);
  } catch (cause) {
    throw damaged(field, "JSON", cause);
  }
}

function damaged(field: string, expected: string, cause?: unknown): ModelError {
  return new ModelError(`Cannot read model: its metadata espalier.${field} is damaged, expected ${expected}`, {
    cause,
  });
}
