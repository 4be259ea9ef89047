/** @file What a reader hands over: everything of a data set that is read rather than derived. */
import type { Augmentation, Task } from "./dataset.ts";
import type { Finding } from "./finding.ts";

/** Parts that the source itself fixes, as example indices. The examples in neither list are split by seed. */
export interface GivenParts {
  readonly validation?: Int32Array;
  readonly test?: Int32Array;
}

export interface RawDataset {
  readonly name: string;
  readonly source: string;
  readonly task: Task;
  readonly examples: Uint8Array | Float32Array;
  readonly targets: Int32Array | Float32Array;
  readonly given: GivenParts;
  /** Where each example came from, such as its file. */
  readonly names?: readonly string[];
  /** What suits this source; the caller's options override it field by field. */
  readonly augmentation: Augmentation;
  /** What the reader guessed or left out; default nothing. */
  readonly findings?: readonly Finding[];
}

/** Returns [start, start + 1, ..., end - 1]. */
export function indexRange(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, offset) => start + offset);
}
