/** @file What a reader hands over: everything of a data set that is read rather than derived. */
import type { Augmentation, Dataset, Task } from "./dataset.ts";
import type { Finding } from "./finding.ts";
import type { ImageFit } from "./resize.ts";
import type { TableColumn } from "./table-column.ts";

/** Parts that the source itself fixes, as example indices. The examples in neither list are split by seed. */
export interface GivenParts {
  readonly validation?: Int32Array;
  readonly test?: Int32Array;
}

export interface RawDataset {
  readonly name: string;
  readonly source: string;
  /** Of a table, `inputShape` is [columns]: cells as read, not features. */
  readonly task: Task;
  /** Row-major; a table's cells are Float64Array where float32 might not hold them, as with `columns`. */
  readonly examples: Dataset["examples"];
  /** Class indices, or quantities: Float64Array where float32 might not hold them. */
  readonly targets: Dataset["targets"];
  /** What the columns of a table are, in order; only then cells may be NaN, for missing. Default: numbers, all there. */
  readonly columns?: readonly TableColumn[];
  /** Name of the column that classes or quantities were read from, where there is one. */
  readonly target?: string;
  readonly given: GivenParts;
  /** Where each example came from, such as its file. */
  readonly names?: readonly string[];
  /** What suits this source; the caller's options override it field by field. */
  readonly augmentation: Augmentation;
  /** How image files became examples; absent for other sources. */
  readonly imageFit?: ImageFit;
  /** What the reader guessed or left out; default nothing. */
  readonly findings?: readonly Finding[];
}

/** Returns [start, start + 1, ..., end - 1]. */
export function indexRange(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, offset) => start + offset);
}
