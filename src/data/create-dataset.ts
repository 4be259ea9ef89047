/** @file Turns what a reader found into a data set: checks it, splits it, measures it, names it by its hash. */
import { DataError, InputError } from "../base/index.ts";
import { sizeOf } from "../tensor/index.ts";
import { hashDataset } from "./content-hash.ts";
import type { Augmentation, Dataset } from "./dataset.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { type SplitOptions, splitParts } from "./split.ts";
import { measureStandardization } from "./standardization.ts";

export interface DatasetOptions extends SplitOptions {
  /** Replaces single fields of the augmentation that suits the source. */
  readonly augmentation?: Partial<Augmentation> | undefined;
}

/**
 * Completes raw data to a data set.
 *
 * @param raw  Taken over without a copy; do not change its arrays afterwards.
 * @throws {DataError} if sizes do not fit together, a value is not finite or a class index is out of range.
 * @throws {InputError} if an option is out of range.
 */
export function createDataset(raw: RawDataset, options: DatasetOptions = {}): Dataset {
  const count = countExamples(raw);
  checkTargets(raw, count);
  checkFinite(raw, raw.examples, "example", raw.examples.length / count);
  const { task, examples, targets } = raw;
  const [channels = 1, ...plane] = task.inputShape;

  const parts = splitParts(count, targets instanceof Int32Array ? targets : null, raw.given, options);
  return {
    name: raw.name,
    source: raw.source,
    task,
    hash: hashDataset({ task, examples, targets, parts }),
    examples,
    targets,
    parts,
    standardization: measureStandardization(examples, parts.train, channels, sizeOf(plane)),
    targetStandardization:
      task.kind === "regression" ? measureStandardization(targets, parts.train, task.outputs, 1) : null,
    augmentation: mergeAugmentation(raw, options.augmentation ?? {}),
    ...(raw.names ? { names: raw.names } : {}),
    findings: raw.findings ?? [],
  };
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
        `${classes ? "Int32Array for classification" : "Float32Array for regression"}`,
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

function checkFinite(raw: RawDataset, values: Dataset["examples" | "targets"], what: string, width: number): void {
  if (!(values instanceof Float32Array)) return;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw new DataError(
    `Cannot use data set ${raw.name}: ${what} ${Math.floor(wrong / width)} holds ${values[wrong]}, expected finite numbers`,
  );
}

function mergeAugmentation(raw: RawDataset, changes: Partial<Augmentation>): Augmentation {
  const merged = { ...raw.augmentation, ...changes };
  const { inputShape } = raw.task;
  if (inputShape.length !== 3 && (merged.flip || merged.crop > 0 || merged.cutout > 0)) {
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
