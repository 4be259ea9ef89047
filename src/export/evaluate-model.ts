/** @file How good, fast and large a model file is. */
import { InputError, type MetricSpec, type Values } from "../base/index.ts";
import { absenceNote, type Dataset, gatherBatch, type PartName } from "../data/index.ts";
import { createNodeEngine, type Latency, type LatencyOptions, measureLatency, type Program } from "../engine/index.ts";
import { readMetadata } from "../onnx/index.ts";
import { sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import { readModelInfo } from "./model-info.ts";
import { type ModelPorts, mismatch, modelPorts } from "./model-ports.ts";
import type { Outcomes } from "./outcomes.ts";
import { evaluationMetrics, outcomes, score } from "./scores.ts";

export interface EvaluateOptions {
  /** Which examples to score. Default "test". */
  readonly part?: PartName | "all";
  /** What the model takes: "raw" values as Espalier's exports do (default), or those standardised by the data set. */
  readonly input?: "raw" | "standardized";
  /** Threads of the runtime. Default 1. */
  readonly threads?: number;
  /** How to measure latency (see `measureLatency`). */
  readonly latency?: LatencyOptions;
}

export interface Evaluation {
  readonly part: PartName | "all";
  /** Number of examples scored. */
  readonly examples: number;
  /** What the values are: accuracy and loss; for regression mse and mae in the targets' own units, and r2. */
  readonly metrics: readonly MetricSpec[];
  readonly values: Values;
  /** Which classes have no example among those scored, in words to stand beside the scores; null where all have. */
  readonly absence: string | null;
  /** What the model mixes up and where it errs most. */
  readonly outcomes: Outcomes;
  /** Time of one run on `batch` examples, 1 where the model allows it. */
  readonly latencyMs: Latency & { readonly threads: number; readonly batch: number };
  readonly sizeBytes: number;
}

const BATCH = 256;

/**
 * Scores an ONNX file on a data set and measures how long one run takes. The file alone is enough: one exported by
 * Espalier, or any with one float32 input [N, C, H, W] or [N, F] and an output [N, classes] of logits or probabilities.
 *
 * @throws {ModelError} if the bytes are no ONNX model, or its input, classes or their names are not those of the data.
 * @throws {InputError} if the part has no examples or an option is wrong.
 * @throws {EngineError} if the runtime refuses the model.
 */
export async function evaluateModel(
  bytes: Uint8Array,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { part = "test", input = "raw", threads = 1 } = options;
  const indices = part === "all" ? allExamples(dataset) : dataset.parts[part];
  if (indices.length === 0) {
    throw new InputError(`Cannot evaluate model: part ${part} of ${dataset.name} is empty, expected examples`);
  }
  checkLabels(bytes, dataset);
  await using program = await createNodeEngine({ threads, optimization: "all" }).compileModel(bytes);
  const ports = modelPorts(program, dataset);
  const gather = (chosen: Int32Array): Tensor => {
    const values = input === "raw" ? gatherRaw(dataset, chosen) : gatherBatch(dataset, chosen).x;
    return tensor("float32", [chosen.length, ...ports.example], values);
  };
  const outputs = await runAll(program, ports, indices, dataset.task.outputs, gather);
  const batch = ports.batch ?? 1;
  const single = { [ports.input]: gather(filledChunk(indices, 0, 1, batch)) };
  return {
    part,
    examples: indices.length,
    metrics: evaluationMetrics(dataset.task),
    values: score(outputs, indices, dataset),
    absence: part === "all" ? null : absenceNote(dataset, part),
    outcomes: outcomes(outputs, indices, dataset),
    latencyMs: { ...(await measureLatency(program, single, options.latency)), threads, batch },
    sizeBytes: bytes.length,
  };
}

/** Equal numbers of classes are not enough: in another order, all predictions would be wrong. */
function checkLabels(bytes: Uint8Array, { name, task }: Dataset): void {
  const info = readModelInfo(readMetadata(bytes).metadata);
  if (info === null) return;
  if (info.task !== task.kind) throw mismatch(`it was trained for ${info.task}`, `${task.kind} as in ${name}`);
  const [found, expected] = [quoted(info.labels), quoted(task.labels)];
  if (task.kind === "regression" || found === expected) return;
  throw mismatch(`its classes are ${found}`, `those of ${name}: ${expected}`);
}

/** A list of names in text, another one for every list: names may hold commas. */
function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}

async function runAll(
  program: Program,
  { input, output, batch }: ModelPorts,
  indices: Int32Array,
  width: number,
  gather: (indices: Int32Array) => Tensor,
): Promise<Float32Array> {
  const outputs = new Float32Array(indices.length * width);
  const step = batch ?? BATCH;
  for (let start = 0; start < indices.length; start += step) {
    const end = Math.min(start + step, indices.length);
    const chunk = filledChunk(indices, start, end, batch ?? end - start);
    const result = (await program.run({ [input]: gather(chunk) }))[output] as Tensor;
    if (result.shape.length !== 2 || result.shape[0] !== chunk.length || result.shape[1] !== width) {
      throw mismatch(`output ${output} has shape [${result.shape}]`, `[${chunk.length}, ${width}]`);
    }
    outputs.set((result.data as Float32Array).subarray(0, (end - start) * width), start * width);
  }
  return outputs;
}

/** Indices from `start` to `end`, the first repeated up to `size` for models of a fixed batch. */
function filledChunk(indices: Int32Array, start: number, end: number, size: number): Int32Array {
  const chunk = new Int32Array(size).fill(indices[start] as number);
  chunk.set(indices.subarray(start, end));
  return chunk;
}

function gatherRaw({ examples, task }: Dataset, indices: Int32Array): Float32Array {
  const size = sizeOf(task.inputShape);
  const values = new Float32Array(indices.length * size);
  indices.forEach((index, i) => {
    values.set(examples.subarray(index * size, (index + 1) * size), i * size);
  });
  return values;
}

function allExamples({ examples, task }: Dataset): Int32Array {
  return Int32Array.from({ length: examples.length / sizeOf(task.inputShape) }, (_, i) => i);
}
