/** @file How good, fast and large a model file is. */
import {
  checkOption,
  checkOptions,
  InputError,
  type MetricSpec,
  needed,
  type OptionChecks,
  optionOf,
  type Values,
} from "../base/index.ts";
import { absenceNote, countSeen, type Dataset, gatherBatch, type PartName } from "../data/index.ts";
import {
  createProcessEngine,
  type Engine,
  type Latency,
  type LatencyOptions,
  measureLatency,
  type PortType,
  type Program,
} from "../engine/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { type AlignedData, alignData, rawData } from "./align-data.ts";
import { type ModelInfo, modelInfoOf } from "./model-info.ts";
import { type ModelPorts, mismatch, modelPorts } from "./model-ports.ts";
import type { Outcomes } from "./outcomes.ts";
import { evaluationMetrics, type Outputs, outcomes, score } from "./scores.ts";

export interface EvaluateOptions {
  /** Which examples to score. Default "test". */
  readonly part?: PartName | "all";
  /** What the model takes: "raw" values as Espalier's exports do (default), or those standardised by the data set. */
  readonly input?: "raw" | "standardized";
  /** Threads of the runtime. Default 1. */
  readonly threads?: number;
  /** Milliseconds in which the model must open, or give a result. Default 60,000. */
  readonly timeoutMs?: number;
  /** What runs the model. Default: a process of its own, which the file cannot take the caller down with. */
  readonly engine?: Engine;
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
  /** What may make the scores mean less than they seem to, such as examples seen in training. */
  readonly warnings: readonly string[];
}

const checks: OptionChecks<EvaluateOptions> = {
  part: optionOf.word("train", "validation", "test", "all"),
  input: optionOf.word("raw", "standardized"),
  threads: optionOf.integer(1),
  timeoutMs: optionOf.integer(1),
  engine: optionOf.object("an engine", { compileModel: "function" }),
  latency: optionOf.object("an object with options of latency"),
};

const BATCH = 256;

/**
 * Scores an ONNX file on a data set and measures how long one run takes. The file alone is enough: one exported by
 * Espalier, or any with one float32 input [N, C, H, W] or [N, F] and an output [N, classes] of logits or probabilities.
 *
 * Of a model exported by Espalier, columns and classes are found by name and categories by text, whatever their order in
 * the data. Any other takes the examples as they are: of a table the cells, or with `input: "standardized"` what our own
 * networks are fed.
 *
 * The model runs in a process of its own: one that ends the runtime, hangs or fills the memory is refused like any other.
 *
 * @throws {ModelError} if the bytes are no ONNX model, the data lack columns it takes or hold classes it does not know.
 * @throws {InputError} if the part has no examples or an option is wrong.
 * @throws {EngineError} if the runtime refuses the model.
 */
export async function evaluateModel(
  bytes: Uint8Array,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  checkOption("evaluate model", "the model", bytes, needed(optionOf.instance("its bytes as a Uint8Array", Uint8Array)));
  checkOption("evaluate model", "the data", dataset, needed(optionOf.object("a data set", { parts: "object" })));
  checkOptions("evaluate model", options, checks);
  const { part = "test", input = "raw", threads = 1 } = options;
  const info = modelInfoOf(bytes);
  const data = info === null ? rawData(dataset) : alignData(dataset, info);
  const indices = part === "all" ? Int32Array.from({ length: data.count }, (_, i) => i) : dataset.parts[part];
  if (indices.length === 0) {
    throw new InputError(`Cannot evaluate model: part ${part} of ${dataset.name} is empty, expected examples`);
  }
  const task = input === "raw" ? data.task : { ...data.task, inputShape: dataset.task.inputShape };
  const { engine, timeoutMs } = options;
  await using own = engine
    ? undefined
    : createProcessEngine({ threads, optimization: "all", ...(timeoutMs !== undefined && { timeoutMs }) });
  await using program = await (engine ?? (own as Engine)).compileModel(bytes);
  const ports = modelPorts(program, dataset.name, task);
  const gather = (chosen: Int32Array): Tensor => {
    const values = input === "raw" ? gatherRaw(data, chosen, ports.dtype) : gatherBatch(dataset, chosen).x;
    return tensor(ports.dtype, [chosen.length, ...ports.example], values);
  };
  const outputs = await runAll(program, ports, indices, task.outputs, gather);
  const batch = ports.batch ?? 1;
  const single = { [ports.input]: gather(filledChunk(indices, 0, 1, batch)) };
  return {
    part,
    examples: indices.length,
    metrics: evaluationMetrics(task),
    values: score(outputs, indices, data),
    absence: part === "all" ? null : absenceNote(dataset, part),
    outcomes: outcomes(outputs, indices, data),
    latencyMs: { ...(await measureLatency(program, single, options.latency)), threads, batch },
    sizeBytes: bytes.length,
    warnings: info === null ? [] : [...data.warnings, ...warningOfSeen(info, dataset, data, indices, part)],
  };
}

/** Scores on examples that the model was trained on say nothing of others. */
function warningOfSeen(
  { dataset: trained }: ModelInfo,
  { hash }: Dataset,
  data: AlignedData,
  indices: Int32Array,
  part: Evaluation["part"],
): string[] {
  // The test part of the same split is apart; equal examples that both hold are the data's own.
  if (trained.seen === undefined || (trained.hash === hash && part === "test")) return [];
  const { looked, seen } = countSeen(trained.seen, data, indices);
  if (seen === 0) return [];
  const consequence = "were seen in training or in choosing the model, which flatters its scores";
  if (looked === indices.length) return [`${seen} of ${looked} examples ${consequence}`];
  return [`about ${Math.round((100 * seen) / looked)} % of ${indices.length} examples ${consequence}`];
}

async function runAll(
  program: Program,
  { input, output, batch }: ModelPorts,
  indices: Int32Array,
  width: number,
  gather: (indices: Int32Array) => Tensor,
): Promise<Outputs> {
  const { dtype } = program.outputs.get(output) as PortType;
  const outputs =
    dtype === "float64" ? new Float64Array(indices.length * width) : new Float32Array(indices.length * width);
  const step = batch ?? BATCH;
  for (let start = 0; start < indices.length; start += step) {
    const end = Math.min(start + step, indices.length);
    const chunk = filledChunk(indices, start, end, batch ?? end - start);
    const result = (await program.run({ [input]: gather(chunk) }))[output] as Tensor;
    if (result.shape.length !== 2 || result.shape[0] !== chunk.length || result.shape[1] !== width) {
      throw mismatch(`output ${output} has shape [${result.shape}]`, `[${chunk.length}, ${width}]`);
    }
    outputs.set((result.data as Outputs).subarray(0, (end - start) * width), start * width);
  }
  return outputs;
}

/** Indices from `start` to `end`, the first repeated up to `size` for models of a fixed batch. */
function filledChunk(indices: Int32Array, start: number, end: number, size: number): Int32Array {
  const chunk = new Int32Array(size).fill(indices[start] as number);
  chunk.set(indices.subarray(start, end));
  return chunk;
}

function gatherRaw({ examples, count }: AlignedData, indices: Int32Array, dtype: ModelPorts["dtype"]): Outputs {
  const size = examples.length / count;
  const length = indices.length * size;
  const values = dtype === "float64" ? new Float64Array(length) : new Float32Array(length);
  indices.forEach((index, i) => {
    values.set(examples.subarray(index * size, (index + 1) * size), i * size);
  });
  return values;
}
