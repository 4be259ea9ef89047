/** @file Draws batches from a data set. On the training hot path: no allocation per example. */
import { InputError, type Rng, shuffled } from "../base/index.ts";
import { sizeOf } from "../tensor/index.ts";
import type { Dataset, PartName } from "./dataset.ts";
import { gatherFeatures } from "./gather-features.ts";

/** Standardised examples with their labels or targets. */
export interface Batch {
  readonly count: number;
  /** Shape [count, ...inputShape]. */
  readonly x: Float32Array;
  /** Class indices, shape [count]; null for regression. */
  readonly labels: BigInt64Array | null;
  /** Targets standardised by `targetStandardization`, shape [count, outputs]; null for classification. */
  readonly targets: Float32Array | null;
}

/**
 * Copies some examples into a batch and standardises them.
 *
 * @param indices  Example indices, as from `epochBatches` or `dataset.parts`.
 * @param out  A batch of the same data set whose memory may be reused; what it held is lost where it is large enough.
 */
export function gatherBatch(dataset: Dataset, indices: Int32Array, out?: Batch): Batch {
  const count = indices.length;
  const { task } = dataset;
  const batch = out !== undefined && out.count >= count ? shorten(out, count) : allocate(dataset, count);
  const { examples, encoding, standardization } = dataset;
  if (encoding !== null) gatherFeatures(examples, indices, encoding, standardization, batch.x);
  else {
    const [channels = 1, ...plane] = task.inputShape;
    gatherStandardized(examples, indices, channels, sizeOf(plane), standardization, batch.x);
  }
  if (batch.labels !== null) {
    for (let n = 0; n < count; n++) batch.labels[n] = BigInt(dataset.targets[indices[n] as number] as number);
  }
  if (batch.targets !== null && dataset.targetStandardization !== null) {
    gatherStandardized(dataset.targets, indices, task.outputs, 1, dataset.targetStandardization, batch.targets);
  }
  return batch;
}

function allocate({ task }: Dataset, count: number): Batch {
  return {
    count,
    x: new Float32Array(count * sizeOf(task.inputShape)),
    labels: task.kind === "classification" ? new BigInt64Array(count) : null,
    targets: task.kind === "regression" ? new Float32Array(count * task.outputs) : null,
  };
}

/** Returns the first `count` examples of a batch, sharing its memory. */
function shorten(batch: Batch, count: number): Batch {
  if (batch.count === count) return batch;
  return {
    count,
    x: batch.x.subarray(0, (batch.x.length / batch.count) * count),
    labels: batch.labels?.subarray(0, count) ?? null,
    targets: batch.targets?.subarray(0, (batch.targets.length / batch.count) * count) ?? null,
  };
}

/** Writes (value - mean) / std per channel of the chosen rows; `values` has shape [rows, channels, area]. */
function gatherStandardized(
  values: Dataset["examples" | "targets"],
  indices: Int32Array,
  channels: number,
  area: number,
  { mean, std }: { readonly mean: readonly number[]; readonly std: readonly number[] },
  out: Float32Array,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const offset = mean[channel] as number;
    const scale = 1 / (std[channel] as number);
    for (let n = 0; n < indices.length; n++) {
      const from = ((indices[n] as number) * channels + channel) * area;
      const to = (n * channels + channel) * area;
      for (let i = 0; i < area; i++) out[to + i] = ((values[from + i] as number) - offset) * scale;
    }
  }
}

export interface EpochOptions {
  /** Leaves out the examples that do not fill a last batch, for graphs of a fixed batch size. Default false. */
  readonly dropLast?: boolean | undefined;
}

/**
 * Walks once through a part in batches of example indices.
 *
 * @param rng  Shuffles the part; null keeps its order, as for evaluation.
 * @returns Views into one index array; the last batch is shorter unless dropped.
 * @throws {InputError} if `batchSize` is no positive integer, or `dropLast` would drop the only batch.
 */
export function epochBatches(
  dataset: Dataset,
  part: PartName,
  batchSize: number,
  rng: Rng | null,
  { dropLast = false }: EpochOptions = {},
): IterableIterator<Int32Array> {
  const indices = dataset.parts[part];
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new InputError(`Cannot draw batches: batch size is ${batchSize}, expected a positive integer`);
  }
  if (dropLast && indices.length < batchSize) {
    throw new InputError(
      `Cannot draw batches: part ${part} of ${dataset.name} has ${indices.length} examples, expected at least ${batchSize}`,
    );
  }
  const order = rng === null ? indices : Int32Array.from(shuffled([...indices], rng));
  return cut(order, batchSize, dropLast ? order.length - (order.length % batchSize) : order.length);
}

function* cut(order: Int32Array, batchSize: number, end: number): IterableIterator<Int32Array> {
  for (let start = 0; start < end; start += batchSize) {
    yield order.subarray(start, Math.min(start + batchSize, end));
  }
}
