/** @file Turns what a reader found into a data set: checks it, splits it, measures it, names it by its hash. */
import { DataError, InputError } from "../base/index.ts";
import { sizeOf } from "../tensor/index.ts";
import { absenceFindings, absentClasses } from "./absent-classes.ts";
import { hashDataset } from "./content-hash.ts";
import type { Augmentation, Dataset } from "./dataset.ts";
import { type FittedEncoding, fitEncoding } from "./fit-encoding.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { findRepeated } from "./repeated-images.ts";
import { seenRows } from "./seen-rows.ts";
import { type SplitOptions, splitParts } from "./split.ts";
import { measureStandardization, measureTargets } from "./standardization.ts";
import type { TableColumn } from "./table-column.ts";

export interface DatasetOptions extends SplitOptions {
  /** Replaces single fields of the augmentation that suits the source. */
  readonly augmentation?: Partial<Augmentation> | undefined;
}

/**
 * Completes raw data to a data set.
 *
 * @param raw  Taken over without a copy; do not change its arrays afterwards.
 * @throws {DataError} if sizes do not fit together, a value is not finite (a table with columns may lack cells), a class or
 *   category index is out of range, or no column varies.
 * @throws {InputError} if an option is out of range.
 */
export function createDataset(raw: RawDataset, options: DatasetOptions = {}): Dataset {
  const count = countExamples(raw);
  checkTargets(raw, count);
  const columns = columnsOf(raw);
  if (raw.columns === undefined) checkFinite(raw, raw.examples, "example", raw.examples.length / count);
  else checkCells(raw.name, raw.examples, raw.columns);
  const { examples, targets } = raw;

  const parts = splitParts(count, targets instanceof Int32Array ? targets : null, raw.given, options);
  const { encoding, standardization, findings } =
    columns === null ? measureImages(raw, parts.train) : fitEncoding(examples, columns, parts.train);
  const task = encoding === null ? raw.task : { ...raw.task, inputShape: [encoding.features.length] };
  if (encoding?.features.length === 0) {
    throw new DataError(
      `Cannot use data set ${raw.name}: none of its ${encoding.columns.length} columns varies in the training part, expected one`,
    );
  }
  const absent = absentClasses({ task, targets, parts });
  return {
    name: raw.name,
    source: raw.source,
    task,
    hash: hashDataset({ task, examples, targets, parts, encoding }),
    examples,
    targets,
    parts,
    seen: seenRows({ examples, targets, count }, [parts.train, parts.validation]),
    valueRange: measureRange(examples),
    encoding,
    ...(raw.target !== undefined && { target: raw.target }),
    standardization,
    targetStandardization: task.kind === "regression" ? measureTargets(targets, parts.train, task.outputs) : null,
    augmentation: mergeAugmentation(raw, options.augmentation ?? {}),
    ...(raw.names ? { names: raw.names } : {}),
    ...(raw.imageFit ? { imageFit: raw.imageFit } : {}),
    absent,
    findings: [
      ...(raw.findings ?? []),
      ...findings,
      ...absenceFindings({ task, targets, absent }),
      ...(encoding === null ? findRepeated({ task, examples, targets, parts }) : []),
    ],
  };
}

/** Columns as the source brings them, or plain numbers for other tables; null for images. */
function columnsOf({ name, task, columns, examples }: RawDataset): readonly TableColumn[] | null {
  const [width, ...rest] = task.inputShape;
  if (columns !== undefined) {
    const names = new Set(columns.map((column) => column.name));
    if (rest.length === 0 && width === columns.length && names.size === columns.length) return columns;
    throw new DataError(
      `Cannot use data set ${name}: ${columns.length} columns of ${names.size} names for examples of shape ` +
        `[${task.inputShape.join(", ")}], expected a column of its own name for each number`,
    );
  }
  if (rest.length === 0) {
    return Array.from({ length: width ?? 0 }, (_, index) => ({
      name: `feature ${index + 1}`,
      kind: "number" as const,
    }));
  }
  if (examples instanceof Float64Array) {
    throw new DataError(
      `Cannot use data set ${name}: images are Float64Array, expected Uint8Array or Float32Array; only tables may be in float64`,
    );
  }
  return null;
}

function measureImages(
  { examples, task }: RawDataset,
  train: Int32Array,
): Omit<FittedEncoding, "encoding"> & { encoding: null } {
  const [channels = 1, ...plane] = task.inputShape;
  return {
    encoding: null,
    standardization: measureStandardization(examples, train, channels, sizeOf(plane)),
    findings: [],
  };
}

/** Of the values that are there; 0 to 0 if none is. */
function measureRange(values: Dataset["examples"]): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? [least, greatest] : [0, 0];
}

function countExamples({ name, task, examples }: RawDataset): number {
  const size = sizeOf(task.inputShape);
  const count = examples.length / size;
  if (!(Number.isInteger(count) && count > 0)) {
    throw new DataError(
      `Cannot use data set ${name}: found ${examples.length} numbers, expected a positive multiple of ${size} ` +
        `for examples of shape [${task.inputShape.join(", ")}]`,
    );
  }
  return count;
}

function checkTargets(raw: RawDataset, count: number): void {
  const { name, task, targets } = raw;
  const classes = task.kind === "classification";
  if (classes !== targets instanceof Int32Array) {
    throw new DataError(
      `Cannot use data set ${name}: targets are ${targets.constructor.name}, expected ` +
        `${classes ? "Int32Array for classification" : "Float32Array or Float64Array for regression"}`,
    );
  }
  const expected = classes ? count : count * task.outputs;
  if (targets.length !== expected) {
    throw new DataError(`Cannot use data set ${name}: found ${targets.length} targets, expected ${expected}`);
  }
  if (task.labels.length !== task.outputs) {
    throw new DataError(`Cannot use data set ${name}: found ${task.labels.length} labels, expected ${task.outputs}`);
  }
  checkFinite(raw, targets, "target of example", task.outputs);
  if (!classes) return;
  const wrong = targets.findIndex((target: number) => target < 0 || target >= task.outputs);
  if (wrong >= 0) {
    throw new DataError(
      `Cannot use data set ${name}: example ${wrong} has class ${targets[wrong]}, expected 0 to ${task.outputs - 1}`,
    );
  }
}

/** Squares of greater numbers leave float64. */
const GREATEST = 1e150;

function checkFinite(raw: RawDataset, values: Dataset["examples" | "targets"], what: string, width: number): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return;
  const wrong = values.findIndex((value: number) => !(Math.abs(value) <= GREATEST));
  if (wrong < 0) return;
  throw new DataError(
    `Cannot use data set ${raw.name}: ${what} ${Math.floor(wrong / width)} holds ${values[wrong]}, expected finite numbers` +
      (Number.isFinite(values[wrong]) ? ` to ±${GREATEST}` : ""),
  );
}

function checkCells(name: string, cells: Dataset["examples"], columns: readonly TableColumn[]): void {
  columns.forEach((column, c) => {
    const categories = column.kind === "category" ? column.values.length : null;
    for (let i = c; i < cells.length; i += columns.length) {
      const cell = cells[i] as number;
      if (Number.isNaN(cell)) continue;
      const isFine =
        categories === null ? Math.abs(cell) <= GREATEST : Number.isInteger(cell) && cell >= 0 && cell < categories;
      if (isFine) continue;
      const expected =
        categories === null
          ? `numbers to ±${GREATEST}, or NaN for missing`
          : `an index of its ${categories} values, or NaN`;
      throw new DataError(
        `Cannot use data set ${name}: column "${column.name}" of example ${(i - c) / columns.length} holds ${cell}, expected ${expected}`,
      );
    }
  });
}

function mergeAugmentation(raw: RawDataset, changes: Partial<Augmentation>): Augmentation {
  const merged = { ...raw.augmentation, ...changes };
  const { inputShape } = raw.task;
  // Even one that says no: where there are no images it would change nothing.
  if (inputShape.length !== 3 && Object.values(changes).some((change) => change !== undefined)) {
    throw new InputError(
      `Cannot augment data set ${raw.name}: examples have shape [${inputShape.join(", ")}], ` +
        "expected images of shape [channels, height, width]",
    );
  }
  for (const field of ["crop", "cutout"] as const) {
    if (!Number.isInteger(merged[field]) || merged[field] < 0) {
      throw new InputError(`Cannot augment data set ${raw.name}: ${field} is ${merged[field]}, expected pixels from 0`);
    }
  }
  return merged;
}
