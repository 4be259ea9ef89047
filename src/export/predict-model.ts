/** @file What an exported model says of examples: classes with probabilities, or quantities. */
import { InputError, ModelError } from "../base/index.ts";
import { createNodeEngine } from "../engine/index.ts";
import { sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import type { ModelInfo } from "./model-info.ts";

/** Raw examples as the model takes them. */
export interface Examples {
  readonly dtype: "float32" | "float64";
  /** [count, ...shape of one]. */
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

export type Prediction =
  | {
      readonly kind: "class";
      readonly label: string;
      /** Of that class, as the model sees it. */
      readonly probability: number;
      /** Of every class, in the order of the model's labels. */
      readonly probabilities: readonly number[];
    }
  | {
      readonly kind: "quantities";
      /** In their own units, in the order of the model's labels. */
      readonly values: readonly number[];
    };

const BATCH = 256;

/**
 * Runs a model that Espalier exported.
 *
 * @param info  As `readModelInfo` reads it from the file.
 * @returns One prediction for each example, in their order.
 * @throws {InputError} if the examples are not of the model's shape.
 * @throws {ModelError} if the bytes are no model, or one that gives something else than its labels say.
 */
export async function predictModel(bytes: Uint8Array, info: ModelInfo, examples: Examples): Promise<Prediction[]> {
  const [count = 0, ...one] = examples.shape;
  if (String(one) !== String(info.input.shape)) {
    throw new InputError(
      `Cannot predict: examples are [${one}], expected [${info.input.shape}] as the model takes them`,
    );
  }
  await using program = await createNodeEngine({ threads: 1, optimization: "all" }).compileModel(bytes);
  const [input] = [...program.inputs.keys()];
  const [output] = [...program.outputs.keys()];
  if (input === undefined || output === undefined) {
    throw new ModelError("Cannot predict: the model has no input or output, expected one of each");
  }
  const size = sizeOf(one);
  const width = info.labels.length;
  const predictions: Prediction[] = [];
  for (let start = 0; start < count; start += BATCH) {
    const end = Math.min(count, start + BATCH);
    const chunk = tensor(examples.dtype, [end - start, ...one], examples.data.subarray(start * size, end * size));
    const result = (await program.run({ [input]: chunk }))[output] as Tensor;
    if (String(result.shape) !== String([end - start, width])) {
      throw new ModelError(`Cannot predict: output is [${result.shape}], expected [${end - start},${width}]`);
    }
    const values = Array.from(result.data, Number);
    for (let i = 0; i < end - start; i++) predictions.push(read(info, values.slice(i * width, (i + 1) * width)));
  }
  return predictions;
}

function read({ task, labels }: ModelInfo, values: readonly number[]): Prediction {
  if (task === "regression") return { kind: "quantities", values };
  const probabilities = softmax(values);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return {
    kind: "class",
    label: labels[best] as string,
    probability: probabilities[best] as number,
    probabilities,
  };
}

function softmax(logits: readonly number[]): number[] {
  const greatest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
