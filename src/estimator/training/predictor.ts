/** @file Runs the inference form of a network over a part of a data set. */
import { type Dataset, epochBatches, gatherBatch, type PartName } from "../../data/index.browser.ts";
import { detectTarget, type Engine, type Program } from "../../engine/index.browser.ts";
import { type Network, optimize, programBytes } from "../../graph/index.ts";
import { parameterTensors, statisticTensors, toInference } from "../../nn/index.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Weights } from "../estimator.ts";
import { type Score, Scorer } from "./score.ts";

/** A compiled inference graph of fixed batch size whose weights are fed with each run. */
export class Predictor implements AsyncDisposable {
  /** What the program adds to its process, estimated. */
  readonly memoryBytes: number;
  readonly #network: Network;
  readonly #program: Program;
  readonly #batch: number;

  constructor(network: Network, program: Program, batch: number, memoryBytes: number) {
    this.memoryBytes = memoryBytes;
    this.#network = network;
    this.#program = program;
    this.#batch = batch;
  }

  static async create(network: Network, engine: Engine): Promise<Predictor> {
    const graph = optimize(toInference(network), await detectTarget(engine));
    const batch = graph.inputs.get(network.input)?.shape[0] as number;
    return new Predictor(network, await engine.compile(graph), batch, programBytes(graph));
  }

  /**
   * Scores the network with these weights on one part, in the part's order.
   *
   * @param watch  Sees the outputs of each batch: the rows of these examples, and the filling after them.
   */
  async score(
    weights: Weights,
    dataset: Dataset,
    part: PartName,
    pause: () => Promise<void>,
    watch?: (outputs: Float32Array, indices: Int32Array) => void,
  ): Promise<Score> {
    const bound = Object.fromEntries([
      ...parameterTensors(this.#network, weights.parameters),
      ...statisticTensors(this.#network, weights.statistics),
    ]);
    const scorer = new Scorer(dataset.task);
    const full = new Int32Array(this.#batch);
    for (const indices of epochBatches(dataset, part, this.#batch, null)) {
      // The last batch is filled up with its first example; what is computed for the filling is not scored.
      full.fill(indices[0] as number).set(indices);
      const { x, labels, targets } = gatherBatch(dataset, full);
      const shape = [this.#batch, ...dataset.task.inputShape];
      const results = await this.#program.run({ ...bound, [this.#network.input]: tensor("float32", shape, x) });
      const output = results[this.#network.output] as Tensor<"float32">;
      scorer.add(output.data, labels ?? (targets as Float32Array), indices.length);
      watch?.(output.data, indices);
      await pause();
    }
    return scorer.result();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]();
  }
}
