/** @file Builds networks: a graph builder that also keeps parameters, normalisations, noises and choices. */
import { InputError } from "../base/index.ts";
import type { Task } from "../data/index.ts";
import {
  type Attributes,
  type BranchName,
  type Graph,
  GraphBuilder,
  type Initializer,
  type Network,
  type NoiseKind,
  type OpType,
  type Value,
  type ValueName,
} from "../graph/index.ts";
import type { Shape, TensorType } from "../tensor/index.ts";
import { NetworkContents } from "./network-contents.ts";

/** Appends a branch of a choice and returns its result; reads nothing but `inputs` of the network around it. */
export type ChoiceBranch = (net: NetworkBuilder, ...inputs: Value[]) => Value;

/** Where a builder of a branch stands. */
interface Surroundings {
  readonly around: NetworkBuilder;
  readonly owner: BranchName;
}

/**
 * Appends layers to a network in its training form. Layer functions (`conv2d`, `linear`, …) take it as first argument.
 * None of them writes the batch size into a node (a Reshape says 0 or -1), so that the inference form of a network
 * built for one example serves any batch; layers of your own should do the same. Only noises have the batch in their shape.
 */
export class NetworkBuilder {
  readonly task: Task;
  readonly batch: number;
  /** The examples, float32 [batch, ...task.inputShape], or ids; in a branch of a choice the first of its inputs. */
  readonly input: Value;
  readonly #graph = new GraphBuilder();
  readonly #contents: NetworkContents;
  readonly #surroundings: Surroundings | undefined;

  /** `inputDtype` is int64 for token ids. Builders of branches come from `switch`. */
  constructor(
    task: Task,
    batch: number,
    inputDtype: "float32" | "int64" = "float32",
    branch?: Surroundings & { readonly input: TensorType },
  ) {
    if (!Number.isSafeInteger(batch) || batch < 1)
      throw new InputError(`Cannot build a network: batch is ${batch}, expected a positive integer`);
    this.task = task;
    this.batch = batch;
    this.#surroundings = branch;
    this.#contents = branch ? branch.around.#contents : new NetworkContents();
    const shape = [batch, ...task.inputShape];
    this.input = branch
      ? this.#graph.input("branch_input_0", branch.input)
      : this.#graph.input("x", { dtype: inputDtype, shape });
  }

  /** Declares a trainable parameter, which belongs to the branch it is declared in; names follow the order of declaration. */
  parameter(shape: Shape, initializer: Initializer, label = "p"): Value {
    const name = `${label}.${this.#contents.parameters.length}`;
    this.#contents.parameters.push({ name, shape, initializer, owner: this.#surroundings?.owner });
    return this.#declare(name, { dtype: "float32", shape });
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
    this.#contents.normalizations.push({
      channels,
      batchMean: batchMean.name,
      batchVariance: batchVariance.name,
      count: x.type.shape.reduce((size, d, axis) => (axis === 1 ? size : size * d), 1),
      owner: this.#surroundings?.owner,
    });
    return y;
  }

  /** Declares noise the trainer draws for every step; inference removes it with the node that reads it. */
  noise(shape: Shape, kind: NoiseKind): Value {
    const name = `${kind.kind}.${this.#contents.noises.length}`;
    this.#contents.noises.push({ name, shape, owner: this.#surroundings?.owner, ...kind });
    return this.#declare(name, { dtype: "float32", shape });
  }

  /**
   * Appends a Switch that runs the branch an input of the network picks; see `choice`, which checks what it is given.
   *
   * @param inputs  What branches may read, at least one value.
   * @param branches  At least two, whose results have equal types.
   */
  switch(name: string, inputs: readonly [Value, ...Value[]], branches: readonly ChoiceBranch[]): Value {
    const index = this.#declare(`choice.${name}`, { dtype: "int64", shape: [] });
    this.#contents.choices.push({
      name,
      index: index.name,
      branches: branches.length,
      owner: this.#surroundings?.owner,
    });
    const first = this.#contents.normalizations.length;
    const graphs = branches.map((build, branch) => this.#branch({ choice: name, branch }, inputs, build));
    const declared = new Map(graphs.flatMap((graph) => [...graph.inputs].slice(inputs.length)));
    const given = new Map([...(graphs[0] as Graph).inputs].slice(0, inputs.length));
    const captures = [...inputs, ...Array.from(declared.keys(), (captured) => this.#graph.value(captured))];
    const bodies = graphs.map((graph) => ({ ...graph, inputs: new Map([...given, ...declared]) }));
    const [result, ...statistics] = this.#graph.appendSwitch(index, captures, bodies, 1) as [Value, ...Value[]];
    this.#contents.moveStatistics(first, statistics);
    return result;
  }

  /** Ends the network with its logits or predictions, [batch, task.outputs]. */
  finish(output: Value): Network {
    return this.#contents.network(this.#graph.build([output]), this.input.name, output.name);
  }

  /** A branch as a graph that returns its result and the batch's statistics of its normalisations. */
  #branch(owner: BranchName, [input, ...others]: readonly [Value, ...Value[]], build: ChoiceBranch): Graph {
    const first = this.#contents.normalizations.length;
    const branch = new NetworkBuilder(this.task, this.batch, "float32", { around: this, owner, input: input.type });
    const rest = others.map(({ type }, i) => branch.#graph.input(`branch_input_${i + 1}`, type));
    const result = build(branch, branch.input, ...rest);
    const statistics = this.#contents.statisticsFrom(first).map((name) => branch.#graph.value(name));
    return branch.#graph.build(branch.#graph.distinct([result, ...statistics]));
  }

  /** Declares an input of the network, and captures it in the branches around. */
  #declare(name: ValueName, type: TensorType): Value {
    if (this.#surroundings) this.#surroundings.around.#declare(name, type);
    return this.#graph.input(name, type);
  }
}
