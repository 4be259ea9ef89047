/** @file What an exported ONNX file says of itself, in its metadata: one key `espalier.*` for each field, as JSON. */
import { canonicalJson, type Json, ModelError } from "../base/index.ts";
import {
  type DatasetCard,
  type Feature,
  type ImageFit,
  type SeenRows,
  squareFit,
  type TableColumn,
  type Task,
} from "../data/index.browser.ts";
import { readMetadata } from "../onnx/index.ts";
import type { Shape } from "../tensor/index.ts";
import { inputType, type Measurement, type TrainedModel } from "./trained-model.ts";

/** How the values that go in relate to those the network was trained on. */
export interface InputInfo {
  /** Axes of the input: NCHW for a batch of images, NF for rows of a table. */
  readonly layout: "NCHW" | "NF";
  /** Of one example: of a table, [columns]. */
  readonly shape: Shape;
  readonly dtype: "float32" | "float64";
  /** Least and greatest raw value of the data set. */
  readonly valueRange: readonly [number, number];
  /** The model encodes, subtracts `mean` and divides by `std` per channel or feature itself: feed raw values. */
  readonly preprocessing: "in-graph";
  /** Of a table, in the order of the input: names, kinds, and the categories whose indices stand for them. */
  readonly columns?: readonly TableColumn[];
  /** Of a table: what columns become inside, in the order of `mean` and `std`. */
  readonly features?: readonly Feature[];
  /** Of a table: whether the model knows missing cells (NaN); others answer NaN to them. */
  readonly hasMissing?: boolean;
  /** Of square images of one or three channels. */
  readonly image?: ImageInput;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** How an image of any size becomes an example: see `coverSquare` and `toChannels`. */
export interface ImageInput extends ImageFit {
  /** Of a grey model, coloured images are fed by their brightness (luma of ITU-R BT.601). */
  readonly colours: "grey" | "red, green, blue";
  /** The raw values that black and white are fed as; those between lie evenly. */
  readonly levels: readonly [black: number, white: number];
}

export interface DataInfo {
  readonly name: string;
  readonly source: string;
  readonly hash: string;
  /** Name of the column that was learned, where there is one. */
  readonly target?: string;
  /** The examples of training and validation; models of earlier versions do not tell. */
  readonly seen?: SeenRows;
}

export interface ModelInfo {
  /** Of this record: 1 before there was a field for it, which knew no columns, and 2. */
  readonly format: number;
  readonly version: string;
  readonly task: Task["kind"];
  /** Class names in the order of the logits, or target names in the order of the predictions. */
  readonly labels: readonly string[];
  readonly input: InputInfo;
  readonly dataset: DataInfo;
  readonly space: string;
  readonly architecture: Json;
  readonly metrics: readonly Measurement[];
  readonly seed: string | number;
}

const FORMAT = 2;
const fields = ["version", "task", "labels", "input", "dataset", "space", "architecture", "metrics", "seed"] as const;
const unitsOfTime = new Set(["s", "ms", "us", "µs", "ns", "min", "h"]);

/** Collects what a model says of itself; metrics in units of time and those that are not finite are left out. */
export function modelInfo(model: TrainedModel): ModelInfo {
  const { dataset, version, space, architecture, seed } = model;
  const metrics = model.metrics
    .filter(({ unit, value }) => !unitsOfTime.has(unit) && Number.isFinite(value))
    .map(({ name, unit, value }) => ({ name, unit, value }));
  return {
    format: FORMAT,
    version,
    task: dataset.task.kind,
    labels: dataset.task.labels,
    input: inputInfo(dataset),
    dataset: dataInfo(dataset),
    space,
    architecture,
    metrics,
    seed,
  };
}

function inputInfo(dataset: DatasetCard): InputInfo {
  const { encoding, standardization } = dataset;
  const { shape, dtype } = inputType(dataset);
  return {
    layout: shape.length === 3 ? "NCHW" : "NF",
    shape,
    dtype,
    valueRange: dataset.valueRange,
    preprocessing: "in-graph",
    ...imageInput(dataset),
    ...(encoding && { columns: encoding.columns, features: encoding.features, hasMissing: encoding.hasMissing }),
    mean: standardization.mean,
    std: standardization.std,
  };
}

/** Greatest value of data that are images of 256 levels for sure. */
const FEW_LEVELS = 32;

function imageInput({ task, imageFit, valueRange }: DatasetCard): { image?: ImageInput } {
  const [channels, height, width] = task.inputShape;
  if (height === undefined || height !== width || (channels !== 1 && channels !== 3)) return {};
  const [least, greatest] = valueRange;
  // Image files have 256 levels even if none of those seen was white; other data may have been stored in fewer.
  const isFull = imageFit !== undefined || (least >= 0 && greatest > FEW_LEVELS && greatest <= 255);
  const levels = isFull ? ([0, 255] as const) : valueRange;
  return { image: { ...squareFit, ...imageFit, colours: channels === 1 ? "grey" : "red, green, blue", levels } };
}

function dataInfo({ name, source, hash, target, seen }: DatasetCard): DataInfo {
  return { name, source, hash, ...(target !== undefined && { target }), seen };
}

/** Writes model info as metadata of an ONNX model. */
export function writeModelInfo(info: ModelInfo): Record<string, string> {
  return Object.fromEntries(
    ["format" as const, ...fields].map((field) => [`espalier.${field}`, canonicalJson(info[field] as Json)]),
  );
}

/**
 * Reads model info from the metadata of an ONNX model; null where Espalier did not export it.
 *
 * Models of earlier versions get what their record had no word for: format 1 and an input of float32.
 *
 * @throws {ModelError} if a field is missing or damaged, or the record is of a later version.
 */
export function readModelInfo(metadata: Readonly<Record<string, string>>): ModelInfo | null {
  if (metadata["espalier.version"] === undefined) return null;
  const format = metadata["espalier.format"] === undefined ? 1 : parse("format", metadata["espalier.format"]);
  if (!(typeof format === "number" && format >= 1 && format <= FORMAT)) {
    throw new ModelError(
      `Cannot read model: its metadata are of format ${format}, expected up to ${FORMAT}; a later Espalier wrote them`,
    );
  }
  const info = Object.fromEntries(fields.map((field) => [field, parse(field, metadata[`espalier.${field}`])]));
  if (!isListOfNames(info.labels)) throw damaged("labels", "a list of names");
  const input = info.input as InputInfo | null;
  if (!Array.isArray(input?.shape) || (input.columns !== undefined && !areColumns(input.columns, input.shape))) {
    throw damaged("input", "a shape, and a name and kind for each column");
  }
  return { ...(info as unknown as ModelInfo), format, input: { ...input, dtype: input.dtype ?? "float32" } };
}

/** Reads what a model file says of itself; null where Espalier did not export it. @throws {ModelError} as `readModelInfo`. */
export function modelInfoOf(bytes: Uint8Array): ModelInfo | null {
  return readModelInfo(readMetadata(bytes).metadata);
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function areColumns(columns: unknown, shape: Shape): boolean {
  return (
    Array.isArray(columns) &&
    columns.length === shape[0] &&
    columns.every(
      (column) =>
        typeof column?.name === "string" &&
        (column.kind === "category" ? isListOfNames(column.values) : ["number", "date"].includes(column.kind)),
    )
  );
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
