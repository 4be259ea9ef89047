/** @file What a data set is: plain records, cloneable between processes. Reading files, splitting and batching live beside. */
import type { Shape } from "../tensor/index.ts";
import type { Finding } from "./finding.ts";
import type { ImageFit } from "./resize.ts";
import type { SeenRows } from "./seen-rows.ts";
import type { TableEncoding } from "./table-encoding.ts";

/** What a network must map to what. */
export interface Task {
  readonly kind: "classification" | "regression";
  /** Shape of one example as a network takes it: [channels, height, width] for images, [features] for tables. */
  readonly inputShape: Shape;
  /** Number of classes or of target columns. */
  readonly outputs: number;
  /** Class names in the order of the logits, or target names. */
  readonly labels: readonly string[];
}

/** Affine standardisation x' = (x - mean) / std, per channel of an image or per feature of a table; from the training part only. */
export interface Standardization {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Random changes of training images, drawn by seed. Tables have none. */
export interface Augmentation {
  /** Mirror left-right with probability 1/2. */
  readonly flip: boolean;
  /** Pad by so many zero pixels, then crop at random. */
  readonly crop: number;
  /** Blank a random square of this side; 0 for none. */
  readonly cutout: number;
}

export type PartName = "train" | "validation" | "test";

/** A data set held in memory as raw values with index lists for its three parts. */
export interface Dataset {
  readonly name: string;
  /** One line: where the data come from, with licence where known. */
  readonly source: string;
  readonly task: Task;
  /** SHA-256 over examples, targets, split and features: equal hashes mean equal data split and encoded equally. */
  readonly hash: string;
  /** Raw examples, row-major: images as stored (0..255 or 0..16), [count, ...task.inputShape]; cells, [count, columns]. */
  readonly examples: Uint8Array | Float32Array | Float64Array;
  /** Class index per example, [count], or raw regression targets, [count, outputs]. */
  readonly targets: Int32Array | Float32Array | Float64Array;
  readonly parts: Readonly<Record<PartName, Int32Array>>;
  /** The examples of training and validation by their hashes. */
  readonly seen: SeenRows;
  /** Least and greatest number among the raw examples; 0 to 0 if all are missing. */
  readonly valueRange: readonly [number, number];
  /** How the cells of a table become features, fitted on the training part; null for images. */
  readonly encoding: TableEncoding | null;
  /** Name of the column that classes or quantities were read from, where there is one. */
  readonly target?: string;
  readonly standardization: Standardization;
  /** Per target column, from the training part only; null for classification. Batches hold standardised targets. */
  readonly targetStandardization: Standardization | null;
  readonly augmentation: Augmentation;
  /** Where each example came from, such as its file; absent where that says no more than its position. */
  readonly names?: readonly string[];
  /** How image files became examples, for use of a network elsewhere; absent for other sources. */
  readonly imageFit?: ImageFit;
  /** Names of the classes without any example in a part that has others: its scores say nothing of them. */
  readonly absent: Readonly<Record<PartName, readonly string[]>>;
  /** What reading and splitting guessed or left out. */
  readonly findings: readonly Finding[];
}

/**
 * What is known of a data set beside its examples: small, plain JSON. Kept with a study, so that a model can be exported
 * where the data are not at hand.
 */
export type DatasetCard = Omit<Dataset, "examples" | "targets" | "parts" | "names">;

/** Leaves out what grows with the examples, and keeps all else. */
export function datasetCard(dataset: Dataset): DatasetCard {
  const { examples: _x, targets: _y, parts: _parts, names: _names, ...card } = dataset;
  return card;
}
