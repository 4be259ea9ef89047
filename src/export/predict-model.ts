/** @file What an exported model says of examples: classes with probabilities, or quantities. */
import { InputError, ModelError } from "../base/index.ts";
import { createNodeEngine } from "../engine/index.ts";
import { sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import type { ModelInfo } from "./model-info.ts";
import { type Prediction, readPrediction } from "./read-prediction.ts";

/** Raw examples as the model takes them. */
export interface Examples {
  readonly dtype: "float32" | "float64";
  /** [count, ...shape of one]. */
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

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
    for (let i = 0; i < end - start; i++)
      predictions.push(readPrediction(info.task, info.labels, values.slice(i * width, (i + 1) * width)));
  }
  return predictions;
}
