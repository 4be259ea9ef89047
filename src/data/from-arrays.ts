/** @file Data sets from a caller's own arrays. */
import { checkOption, InputError, needed, optionOf } from "../base/index.ts";
import type { Shape } from "../tensor/index.ts";
import { noAugmentation } from "./augment.ts";
import { createDataset, type DatasetOptions } from "./create-dataset.ts";
import type { Dataset } from "./dataset.ts";
import type { GivenParts } from "./raw-dataset.ts";
import type { TableColumn } from "./table-column.ts";

export interface ArraysInput extends DatasetOptions {
  readonly name: string;
  /** One line: where the data come from. */
  readonly source?: string | undefined;
  /** Row-major, [count, ...inputShape]; Float64Array for tables alone. */
  readonly examples: Dataset["examples"];
  /** Int32Array of class indices, [count], or Float32Array or Float64Array of regression targets, [count, outputs]. */
  readonly targets: Dataset["targets"];
  /** Shape of one example: [channels, height, width] for images, [columns] for tables. */
  readonly inputShape: Shape;
  /** What the columns of a table are; only then examples may be NaN, for missing. Default: numbers, none missing. */
  readonly columns?: readonly TableColumn[] | undefined;
  /** Class or target names; default the class indices, or "target 1", "target 2", ... */
  readonly labels?: readonly string[] | undefined;
  /** Example indices of parts that are fixed already. */
  readonly given?: GivenParts | undefined;
}

/**
 * Makes a data set of arrays in memory: classification for Int32Array targets, regression for others.
 *
 * The arrays are not copied; do not change them afterwards. Images are not augmented unless `augmentation` says so.
 *
 * @throws {InputError} if the shape or a given index is wrong.
 * @throws {DataError} if the arrays do not fit together.
 * @example
 * fromArrays({ name: "xor", examples: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), targets: Int32Array.of(0, 1, 1, 0),
 *   inputShape: [2], validation: 0.25, test: 0.25 }).task.outputs; // 2
 */
export function fromArrays(input: ArraysInput): Dataset {
  checkArrays(input);
  const { name, source = "arrays in memory", examples, targets, inputShape, columns, given = {} } = input;
  if (inputShape.length === 0 || inputShape.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    throw new InputError(
      `Cannot use data set ${name}: input shape is [${inputShape.join(", ")}], expected positive integers`,
    );
  }
  const size = inputShape.reduce((product, dimension) => product * dimension, 1);
  const count = examples.length / size;
  checkGiven(name, count, given);
  const labels = input.labels ?? defaultLabels(targets, count);
  return createDataset(
    {
      name,
      source,
      task: {
        kind: targets instanceof Int32Array ? "classification" : "regression",
        inputShape,
        outputs: labels.length,
        labels,
      },
      examples,
      targets,
      ...(columns && { columns }),
      given,
      augmentation: noAugmentation,
    },
    input,
  );
}

const typedArray = needed(optionOf.object("a typed array", { BYTES_PER_ELEMENT: "number" }));

/** What plain JavaScript may get wrong; sizes and values are checked later. */
function checkArrays(input: ArraysInput): void {
  const action = "use arrays as a data set";
  checkOption(
    action,
    "the input",
    input,
    needed(optionOf.object("an object with name, examples, targets, inputShape")),
  );
  const { name, examples, targets, inputShape, labels, given } = input;
  checkOption(action, "name", name, needed(optionOf.text));
  checkOption(action, "examples", examples, typedArray);
  checkOption(action, "targets", targets, typedArray);
  checkOption(action, "inputShape", inputShape, needed(optionOf.list("a list of numbers", Number.isFinite)));
  checkOption(
    action,
    "labels",
    labels,
    optionOf.list("a list of texts", (label) => typeof label === "string"),
  );
  checkOption(action, "given", given, optionOf.object("{ validation, test }"));
}

function defaultLabels(targets: Dataset["targets"], count: number): string[] {
  if (targets instanceof Int32Array) {
    const classes = targets.reduce((most, target) => Math.max(most, target), 0) + 1;
    return Array.from({ length: classes }, (_, index) => String(index));
  }
  return Array.from({ length: Math.max(1, Math.floor(targets.length / count)) }, (_, index) => `target ${index + 1}`);
}

function checkGiven(name: string, count: number, { validation, test }: GivenParts): void {
  const seen = new Set<number>();
  for (const index of [...(validation ?? []), ...(test ?? [])]) {
    if (index < 0 || index >= count || seen.has(index)) {
      throw new InputError(
        `Cannot use data set ${name}: given index ${index} ${seen.has(index) ? "comes twice" : "is out of range"}, ` +
          `expected each of 0 to ${count - 1} at most once`,
      );
    }
    seen.add(index);
  }
}
