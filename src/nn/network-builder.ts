/** @file Builds networks: a graph builder that also keeps parameters, normalisations and noises. */
import { InputError } from "../base/index.ts";
import type { Task } from "../data/index.ts";
import {
  type Attributes,
  GraphBuilder,
  type Initializer,
  type Network,
  type Noise,
  type NoiseKind,
  type Normalization,
  type OpType,
  type Parameter,
  type Value,
} from "../graph/index.ts";
import type { Shape } from "../tensor/index.ts";

/**
 * Appends layers to a network in its training form. Layer functions (`conv2d`, `linear`, …) take it as first argument.
 * None of them writes the batch size into a node (a Reshape says 0 or -1), so that the inference form of a network
 * built for one example serves any batch; layers of your own should do the same. Only noises have the batch in their shape.
 */
export class NetworkBuilder {
  readonly task: Task;
  readonly batch: number;
  /** The examples, float32 [batch, ...task.inputShape], or the value given to the constructor. */
  readonly input: Value;
  readonly #graph = new GraphBuilder();
  readonly #parameters: Parameter[] = [];
  readonly #normalizations: Normalization[] = [];
  readonly #noises: Noise[] = [];

  /** `inputDtype` is int64 for token ids. */
  constructor(task: Task, batch: number, inputDtype: "float32" | "int64" = "float32") {
    if (!Number.isSafeInteger(batch) || batch < 1)
      throw new InputError(`Cannot build a network: batch is ${batch}, expected a positive integer`);
    this.task = task;
    this.batch = batch;
    this.input = this.#graph.input("x", { dtype: inputDtype, shape: [batch, ...task.inputShape] });
  }

  /** Declares a trainable parameter; names follow the order of declaration. */
  parameter(shape: Shape, initializer: Initializer, label = "p"): Value {
    const name = `${label}.${this.#parameters.length}`;
    this.#parameters.push({ name, shape, initializer });
    return this.#graph.input(name, { dtype: "float32", shape });
  }

  /** Appends an operation and returns its first output. @throws {GraphError} where types do not fit. */
  op(type: OpType, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.#graph.op(type, inputs, attributes);
  }

  /** Appends an operation and returns all its outputs. */
  node(type: OpType, inputs: readonly Value[], attributes: Attributes = {}): Value[] {
    return this.#graph.node(type, inputs, attributes);
  }

  /** Returns a float32 scalar constant. */
  scalar(value: number): Value {
    return this.#graph.scalar(value);
  }

  /** Adds a constant tensor. */
  constant(...value: Parameters<GraphBuilder["constant"]>): Value {
    return this.#graph.constant(...value);
  }

  /** Appends batch normalisation by batch statistics and remembers its running ones for inference. */
  normalize(x: Value, scale: Value, bias: Value, epsilon: number): Value {
    const channels = x.type.shape[1] as number;
    // Distinct zero vectors: the runtime may write its outputs over shared running-statistics inputs.
    const mean = this.op("Mul", [scale, this.scalar(0)]);
    const variance = this.op("Mul", [bias, this.scalar(0)]);
    const [y, batchMean, batchVariance] = this.#graph.node("BatchNormalization", [x, scale, bias, mean, variance], {
      epsilon,
      momentum: 0,
      trainingMode: 1,
    }) as [Value, Value, Value];
    const index = this.#normalizations.length;
    this.#normalizations.push({
      channels,
      batchMean: batchMean.name,
      batchVariance: batchVariance.name,
      runningMean: `running_mean.${index}`,
      runningVariance: `running_variance.${index}`,
      count: x.type.shape.reduce((size, d, axis) => (axis === 1 ? size : size * d), 1),
    });
    return y;
  }

  /** Declares noise the trainer draws for every step; inference removes it with the node that reads it. */
  noise(shape: Shape, kind: NoiseKind): Value {
    const name = `${kind.kind}.${this.#noises.length}`;
    this.#noises.push({ name, shape, ...kind });
    return this.#graph.input(name, { dtype: "float32", shape });
  }

  /** Ends the network with its logits or predictions, [batch, task.outputs]. */
  finish(output: Value): Network {
    return {
      graph: this.#graph.build([output]),
      input: this.input.name,
      output: output.name,
      parameters: [...this.#parameters],
      normalizations: [...this.#normalizations],
      noises: [...this.#noises],
    };
  }
}
