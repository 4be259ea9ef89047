/** @file Training and validation data together, for the last training after a search. */
import { absentClasses } from "./absent-classes.ts";
import { hashDataset } from "./content-hash.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Returns the data set with its validation part moved into the training part; the test part stays apart.
 *
 * Standardisation stays that of the original training part, so that weights found before still fit. The arrays are
 * shared, not copied; the hash is new where anything moved.
 */
export function withFullTraining(dataset: Dataset): Dataset {
  const { train, validation, test } = dataset.parts;
  const parts = { train: Int32Array.from([...train, ...validation]).sort(), validation: new Int32Array(0), test };
  const moved = { ...dataset, parts };
  return { ...moved, absent: absentClasses(moved), hash: hashDataset(moved) };
}
