/** @file Trains one network and scores it after every epoch. Runs where it is called; workers call it in processes of their own. */
import { DivergedError, type Rng, type Values } from "../../base/index.ts";
import { augment, type Batch, type Dataset, epochBatches, gatherBatch } from "../../data/index.browser.ts";
import { detectTarget, type Engine, type Program } from "../../engine/index.browser.ts";
import { type Network, optimize } from "../../graph/index.ts";
import {
  cosineRate,
  initialParameters,
  keepStep,
  startTraining,
  type TrainingState,
  trainingStep,
} from "../../nn/index.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Checkpoint, Estimate, Weights } from "../estimator.ts";
import { isBetter } from "./better-score.ts";
import { checkMemory } from "./check-memory.ts";
import { drawNoises } from "./draw-noises.ts";
import { Predictor } from "./predictor.ts";
import { scoreMetrics } from "./score.ts";
import { stepBytes } from "./training-memory.ts";
import type { ResolvedTrainingOptions } from "./training-options.ts";

export interface TrainingJob {
  /** Built for the batch size that training will use. */
  readonly network: Network;
  readonly dataset: Dataset;
  readonly options: ResolvedTrainingOptions;
  /** Epochs after which training ends, those of the checkpoint included. */
  readonly epochs: number;
  /** Epochs of the whole training, over which the learning rate has its schedule. Default `epochs`. */
  readonly fullEpochs?: number;
  readonly rng: Rng;
  /** Weights to go on from; default: drawn by `rng`. */
  readonly start?: Weights;
  /**
   * Where fewer epochs of the same job ended: training goes on there, and gives bit for bit what it gives from the
   * start. One that is not of this network is left aside.
   */
  readonly checkpoint?: Checkpoint;
  /** Bytes that training may add to the process, by estimate. Default no limit. */
  readonly memoryBytes?: number;
}

export interface TrainingHooks {
  /**
   * Called after each epoch with the validation score, `trainLoss` and, for classes, `trainAccuracy`.
   *
   * @param checkpoint  Tells where training stands, in arrays that it goes on to change. Undefined after the last epoch.
   */
  report(epoch: number, values: Values, checkpoint: (() => Checkpoint) | undefined): Promise<"continue" | "stop">;
  /** Called between steps: gives the process time to read messages, and throws where the work is to end. */
  pause(): Promise<void>;
}

/**
 * Trains with cosine schedule and, where the best epoch is selected, early stopping. Of a longer training it trains the
 * first epochs, at the rates they have there, and returns a checkpoint.
 *
 * @returns The weights and validation score of the best epoch (by the first score metric, then the loss), or of the
 *   last one by `options.selection`. Without validation data there is no score.
 * @throws {DivergedError} if the training loss is not a finite number.
 * @throws {MemoryError} before it begins, if it would take more than `job.memoryBytes`.
 */
export async function trainNetwork(job: TrainingJob, engine: Engine, hooks: TrainingHooks): Promise<Estimate> {
  const training = await Training.create(job, engine);
  try {
    return await training.run(hooks);
  } finally {
    await training[Symbol.asyncDispose]();
  }
}

class Training implements AsyncDisposable {
  readonly #job: TrainingJob;
  readonly #program: Program;
  readonly #predictor: Predictor;
  readonly #batchSize: number;
  readonly #state: TrainingState;
  #step: number;
  #best: Checkpoint["best"] | undefined;
  /** The last that was trained. */
  #epoch: number;
  #batch: Batch | undefined;
  #noises: Record<string, Tensor> = {};

  static async create(job: TrainingJob, engine: Engine): Promise<Training> {
    const { network, options, dataset, memoryBytes = Number.POSITIVE_INFINITY } = job;
    const loss = dataset.task.kind === "classification" ? "cross-entropy" : "mse";
    const step = trainingStep(network, { optimizer: options.optimizer, loss, smoothing: options.smoothing });
    const graph = optimize(step, await detectTarget(engine));
    const predictor = await Predictor.create(network, engine);
    try {
      checkMemory(stepBytes(graph) + predictor.memoryBytes, memoryBytes, options.batchSize);
      return new Training(job, await engine.compile(graph), predictor);
    } catch (error) {
      await predictor[Symbol.asyncDispose]();
      throw error;
    }
  }

  constructor(job: TrainingJob, program: Program, predictor: Predictor) {
    const { network, options, rng, start, checkpoint } = job;
    this.#job = job;
    this.#program = program;
    this.#predictor = predictor;
    this.#batchSize = network.graph.inputs.get(network.input)?.shape[0] as number;
    const parameters = start?.parameters ?? initialParameters(network, rng.split("initialization"));
    const initial = startTraining(network, options, parameters, start?.statistics);
    const earlier = checkpoint && fits(checkpoint, initial) ? checkpoint : undefined;
    this.#state = earlier ? stateOf(earlier) : initial;
    this.#step = earlier?.step ?? 0;
    this.#epoch = earlier?.epoch ?? 0;
    this.#best = earlier?.best;
  }

  async run(hooks: TrainingHooks): Promise<Estimate> {
    const { epochs, fullEpochs = epochs, options, dataset } = this.#job;
    const goal = scoreMetrics(dataset.task)[0]?.name as string;
    const isScored = dataset.parts.validation.length > 0;
    while (this.#epoch < epochs && this.#epoch - (this.#best?.epoch ?? this.#epoch) < options.patience) {
      const trained = await this.#trainEpoch(hooks);
      const weights = this.#weights();
      const score = isScored ? await this.#predictor.score(weights, dataset, "validation", hooks.pause) : {};
      if (!this.#best || options.selection === "last" || isBetter(score, this.#best.score, goal)) {
        this.#best = { epoch: this.#epoch, score, weights };
      }
      const best = this.#best;
      const checkpoint = this.#epoch < epochs ? () => this.#checkpoint(best) : undefined;
      const decision = await hooks.report(this.#epoch, { ...score, ...trained }, checkpoint);
      if (decision === "stop") return { state: "pruned", values: this.#best.score, weights: this.#best.weights };
    }
    if (!this.#best) throw new DivergedError("Cannot train: the budget is 0 epochs, expected at least 1");
    const estimate = { state: "complete", values: this.#best.score, weights: this.#best.weights } as const;
    return epochs < fullEpochs ? { ...estimate, checkpoint: this.#checkpoint(this.#best) } : estimate;
  }

  async #trainEpoch(hooks: TrainingHooks): Promise<Values> {
    const { dataset, options, rng: seed, epochs, fullEpochs = epochs } = this.#job;
    this.#epoch++;
    // By the epoch's number alone, so that a training which goes on from a checkpoint draws what it would have drawn.
    const rng = seed.split("epoch").split(this.#epoch);
    const noise = rng.split("noise");
    const totalSteps = Math.floor(dataset.parts.train.length / this.#batchSize) * fullEpochs;
    let loss = 0;
    let correct = 0;
    let batches = 0;
    for (const indices of epochBatches(dataset, "train", this.#batchSize, rng, { dropLast: true })) {
      this.#batch = gatherBatch(dataset, indices, this.#batch);
      if (options.augment) augment(this.#batch, dataset, noise);
      const rate = cosineRate(this.#step, totalSteps, options.rate, options.warmup);
      const result = await this.#train(this.#batch, rate, noise);
      loss += result.loss;
      correct += result.correct;
      batches++;
      await hooks.pause();
    }
    const trainLoss = loss / batches;
    return dataset.task.kind === "classification"
      ? { trainLoss, trainAccuracy: correct / (batches * this.#batchSize) }
      : { trainLoss };
  }

  async #train(batch: Batch, rate: number, noise: Rng): Promise<{ loss: number; correct: number }> {
    const { network, dataset } = this.#job;
    this.#step++;
    const { inputShape, outputs } = dataset.task;
    const truth = batch.labels
      ? { labels: tensor("int64", [batch.count], batch.labels) }
      : { targets: tensor("float32", [batch.count, outputs], batch.targets as Float32Array) };
    this.#noises = drawNoises(network, noise, this.#noises);
    const results = await this.#program.run({
      ...this.#state,
      ...this.#noises,
      ...truth,
      [network.input]: tensor("float32", [batch.count, ...inputShape], batch.x),
      rate: tensor("float32", [], [rate]),
      step: tensor("float32", [], [this.#step]),
    });
    const loss = (results.loss as Tensor<"float32">).data[0] as number;
    if (!Number.isFinite(loss)) {
      throw new DivergedError(
        `Cannot go on training: the loss is ${loss} at step ${this.#step}, expected a finite number (try a lower rate)`,
      );
    }
    keepStep(network, this.#state, results);
    return { loss, correct: (results.correct as Tensor<"float32"> | undefined)?.data[0] ?? 0 };
  }

  #weights(): Weights {
    return {
      parameters: this.#state.params?.data as Float32Array,
      statistics: this.#state.statistics?.data ?? new Float32Array(0),
    };
  }

  #checkpoint(best: Checkpoint["best"]): Checkpoint {
    const state = Object.fromEntries(Object.entries(this.#state).map(([name, { data }]) => [name, data]));
    return { epoch: this.#epoch, step: this.#step, state, best };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#program[Symbol.asyncDispose](), this.#predictor[Symbol.asyncDispose]()]);
  }
}

/** True for a checkpoint with the vectors of this state. */
function fits({ state }: Checkpoint, initial: TrainingState): boolean {
  const names = Object.keys(initial);
  return (
    names.length === Object.keys(state).length &&
    names.every((name) => state[name]?.length === initial[name]?.data.length)
  );
}

function stateOf({ state }: Checkpoint): TrainingState {
  return Object.fromEntries(
    Object.entries(state).map(([name, data]) => [name, tensor("float32", [data.length], data)]),
  );
}
