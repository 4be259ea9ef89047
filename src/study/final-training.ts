/** @file The last training of a winner, and the one look at the test data. */
import { createRng, type Json, type MetricSpec, type Values } from "../base/index.ts";
import { type Dataset, type Task, withFullTraining } from "../data/index.ts";
import { createNodeEngine } from "../engine/index.ts";
import {
  type EstimateContext,
  Predictor,
  scoreMetrics,
  type TrainingOptions,
  trainingEstimator,
  type Weights,
} from "../estimator/index.ts";
import { type Outcomes, recordOutcomes } from "../export/index.ts";
import type { Space } from "../space/index.ts";

export interface FinalTrainingOptions<A extends Json> {
  readonly space: Space<A>;
  /** With the parts of the search. */
  readonly dataset: Dataset;
  readonly architecture: A;
  /** As in the search; early stopping does not apply. */
  readonly training?: TrainingOptions;
  readonly epochs: number;
  /** Equal seeds give equal weights, whatever came before. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Called after each epoch, from 1, with `trainLoss`. */
  readonly onEpoch?: (epoch: number, values: Values) => void;
}

export interface FinalModel {
  readonly weights: Weights;
  /** Cost and latency of the network. */
  readonly values: Values;
}

/**
 * Trains an architecture from scratch on training and validation data together and keeps the last epoch's weights.
 *
 * @throws {AbortedError} when the signal is aborted; nothing is kept then, and training again gives the same.
 * @throws {DivergedError} if the loss leaves the finite numbers.
 */
export async function finalTraining<A extends Json>(options: FinalTrainingOptions<A>): Promise<FinalModel> {
  const { space, architecture, training, epochs, seed, signal = new AbortController().signal, onEpoch } = options;
  const estimator = trainingEstimator({
    space,
    dataset: withFullTraining(options.dataset),
    training: { ...training, selection: "last" },
  });
  const context: EstimateContext = {
    rng: createRng(seed).split("final training"),
    budget: epochs,
    signal,
    report: async (epoch, values) => {
      onEpoch?.(epoch, values);
      return "continue";
    },
  };
  try {
    const { weights, values } = await estimator.train(architecture, context);
    return { weights: weights as Weights, values };
  } finally {
    await estimator[Symbol.asyncDispose]();
  }
}

/** What `testScore` measures: `testAccuracy` and `testLoss`, or `testR2` and `testLoss`. */
export function testMetrics(task: Pick<Task, "kind">): readonly MetricSpec[] {
  return scoreMetrics(task).map((metric) => ({ ...metric, name: testName(metric.name) }));
}

/** What one look at the test part gave. */
export interface TestResult {
  /** Of `testMetrics`; none where the part is empty. */
  readonly values: Values;
  /** What was predicted example by example; null where the part is empty. */
  readonly outcomes: Outcomes | null;
}

/** Scores trained weights on the test part; no values where that part is empty. */
export async function testScore<A extends Json>(
  space: Space<A>,
  dataset: Dataset,
  architecture: A,
  weights: Weights,
): Promise<Values> {
  return (await testResult(space, dataset, architecture, weights)).values;
}

/** Scores trained weights on the test part, and notes what they mix up there and where they err most. */
export async function testResult<A extends Json>(
  space: Space<A>,
  dataset: Dataset,
  architecture: A,
  weights: Weights,
): Promise<TestResult> {
  const count = dataset.parts.test.length;
  if (count === 0) return { values: {}, outcomes: null };
  const network = space.build(architecture, dataset.task, Math.min(count, TEST_BATCH));
  const predictor = await Predictor.create(network, createNodeEngine());
  try {
    const recorder = recordOutcomes(dataset);
    const score = await predictor.score(
      ...([weights, dataset, "test", async () => undefined] as const),
      (outputs, indices) => recorder.add(inTargetUnits(outputs, dataset), indices),
    );
    const values = Object.fromEntries(Object.entries(score).map(([name, value]) => [testName(name), value]));
    return { values, outcomes: recorder.result() };
  } finally {
    await predictor[Symbol.asyncDispose]();
  }
}

/** Undoes the standardisation of predicted targets; logits stay as they are. */
function inTargetUnits(outputs: Float32Array, { task, targetStandardization }: Dataset): ArrayLike<number> {
  if (targetStandardization === null) return outputs;
  const { mean, std } = targetStandardization;
  return Float64Array.from(outputs, (value, i) => {
    return value * (std[i % task.outputs] as number) + (mean[i % task.outputs] as number);
  });
}

/** Large enough that the runtime's cost for each call does not count. */
const TEST_BATCH = 64;

function testName(name: string): string {
  return `test${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
