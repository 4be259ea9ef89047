/** @file The estimator that trains: validation score, static cost and latency of each architecture. */
import {
  checkInteger,
  checkOptions,
  InputError,
  type Json,
  type MetricSpec,
  needed,
  type OptionCheck,
  type OptionChecks,
  optionOf,
  type Values,
} from "../base/index.ts";
import type { Dataset } from "../data/index.ts";
import type { LatencyOptions } from "../engine/index.ts";
import { checkOutput, type Space } from "../space/index.ts";
import type { Estimate, EstimateContext, Estimator, Weights } from "./estimator.ts";
import { costMetrics, staticCost } from "./static-cost.ts";
import { scoreMetrics } from "./training/score.ts";
import {
  type ResolvedTrainingOptions,
  resolveTrainingOptions,
  type TrainingOptions,
} from "./training/training-options.ts";
import { memoryShare, WORKER_BYTES } from "./worker/memory-share.ts";
import { WorkerPool } from "./worker/worker-pool.ts";

export interface TrainingEstimatorOptions<A extends Json> {
  readonly space: Space<A>;
  readonly dataset: Dataset;
  readonly training?: TrainingOptions;
  /** Trials trained at the same time, each in a process of its own. Default 1. */
  readonly workers?: number;
  /** Threads of the runtime in each process. Default 1. */
  readonly threads?: number;
  /**
   * Bytes that all processes together may take; what the machine has free, and the limit of its container, count as
   * well. Each worker has an equal share, and a trial that would take more by estimate fails with a MemoryError instead
   * of starting. Default: those two alone; false: no check.
   */
  readonly memoryBytes?: number | false;
  /** How latency is measured; false leaves it out. */
  readonly latency?: LatencyOptions | false;
}

const off: OptionCheck = { ...optionOf.flag, expected: "false", test: (value) => value === false };

/** What the options of the estimator may be. */
const checks: OptionChecks<TrainingEstimatorOptions<Json>> = {
  space: needed(optionOf.object("a search space such as mlp()", { name: "string", build: "function" })),
  dataset: needed(
    optionOf.object("a data set as loadDataset() gives it", { hash: "string", task: "object", parts: "object" }),
  ),
  training: optionOf.object("an object with training options"),
  workers: optionOf.integer(1),
  threads: optionOf.integer(1),
  memoryBytes: optionOf.either(optionOf.integer(1), off),
  latency: optionOf.either(optionOf.object("an object with options of latency"), off),
};

export const latencyMetrics: readonly MetricSpec[] = [
  { name: "latencyMs", unit: "ms", goal: "min" },
  { name: "latencyP95Ms", unit: "ms", goal: "min" },
];

/**
 * Trains each architecture for `budget` epochs on the training part and scores it on the validation part. Of a longer
 * training it trains the first epochs, and from its checkpoint the next: as if all were trained at once.
 */
export interface TrainingEstimator<A> extends Estimator<A> {
  /** Trains with weights to go on from, or longer: `estimate` with a start. */
  train(arch: A, context: EstimateContext, start?: Weights): Promise<Estimate>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates the estimator; its processes start with the first trial and end on disposal. @throws {InputError} on bad options. */
export function trainingEstimator<A extends Json>(options: TrainingEstimatorOptions<A>): TrainingEstimator<A> {
  checkOptions("create estimator", options, checks);
  const { space, dataset, workers = 1, threads = 1, memoryBytes, latency = {} } = options;
  const training = fittingOptions(resolveTrainingOptions(options.training), dataset);
  if (training.selection === "best" && dataset.parts.validation.length === 0) {
    throw new InputError(
      `Cannot create estimator: the validation part of ${dataset.name} is empty, expected examples to select the best epoch by`,
    );
  }
  const pool = new WorkerPool({ size: workers, threads });
  // Once: while trials run, what is free is what they have left.
  const share = memoryBytes === false ? Number.POSITIVE_INFINITY : memoryShare(workers, memoryBytes);
  const forTraining = share - WORKER_BYTES - dataset.examples.byteLength - dataset.targets.byteLength;
  const train = async (arch: A, context: EstimateContext, start?: Weights): Promise<Estimate> => {
    const { budget, fullBudget = budget, checkpoint } = context;
    checkInteger("training", "the budget in epochs", budget, 1);
    checkInteger("training", "the full budget in epochs", fullBudget, budget);
    const single = space.build(arch, dataset.task, 1);
    checkOutput(space.name, single, dataset.task);
    const request = {
      kind: "trial",
      dataset: dataset.hash,
      network: space.build(arch, dataset.task, training.batchSize),
      single,
      options: training,
      epochs: budget,
      fullEpochs: fullBudget,
      memoryBytes: forTraining,
      rng: context.rng.state(),
      ...(start ? { start } : {}),
      ...(checkpoint ? { checkpoint } : {}),
      ...(latency ? { latency } : {}),
    } as const;
    const cost = staticCost(single);
    // Reported with the scores, so that strategies for several objectives can judge a trial before it ends.
    const report = (step: number, values: Values) => context.report(step, { ...values, ...cost });
    const note = (message: string) => context.note?.(message);
    const estimate = await pool.run(request, dataset, { report, note, signal: context.signal });
    return { ...estimate, values: { ...estimate.values, ...cost } };
  };
  return {
    name: "training",
    metrics: [...scoreMetrics(dataset.task), ...costMetrics, ...(latency ? latencyMetrics : [])],
    fingerprint: {
      estimator: "training",
      data: dataset.hash,
      augmentation: { ...dataset.augmentation },
      options: { ...training, optimizer: { ...training.optimizer } },
      threads,
      latency: latency && { ...latency },
    },
    estimate: train,
    known: (arch) => staticCost(space.build(arch, dataset.task, 1)),
    train,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

/** No batch is larger than the training part; regression has no label smoothing. */
export function fittingOptions(options: ResolvedTrainingOptions, dataset: Dataset): ResolvedTrainingOptions {
  const batchSize = Math.min(options.batchSize, dataset.parts.train.length);
  return { ...options, batchSize, smoothing: dataset.task.kind === "classification" ? options.smoothing : 0 };
}
