/** @file Builds graphs node by node, with types checked as they grow. */
import { GraphError } from "../base/index.ts";
import { type Tensor, type TensorType, tensor } from "../tensor/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { checkOutputCount, inferNode } from "./infer.ts";
import { type OpType, ops } from "./ops/index.ts";

/** A value of the graph under construction. */
export interface Value {
  readonly name: ValueName;
  readonly type: TensorType;
}

/** Appends nodes in topological order; every method returns typed values and fails at once where types do not fit. */
export class GraphBuilder {
  readonly #inputs = new Map<ValueName, TensorType>();
  readonly #constants = new Map<ValueName, Tensor>();
  readonly #nodes: Node[] = [];
  readonly #names = new Set<ValueName>();
  readonly #reserved = new Set<ValueName>();
  readonly #counters = new Map<string, number>();
  readonly #scalars = new Map<number, Value>();
  readonly #types = new Map<ValueName, TensorType>();

  /** Starts from an existing graph, to append to it. @throws {GraphError} if the graph is malformed. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    for (const [name, type] of graph.inputs) builder.input(name, type);
    for (const [name, value] of graph.constants) builder.constant(value, name);
    for (const node of graph.nodes) {
      builder.node(
        node.op,
        node.inputs.map((name) => builder.value(name)),
        node.attributes,
        node.outputs,
      );
    }
    return builder;
  }

  /** The nodes appended so far, in topological order. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Looks a value up by name. @throws {GraphError} if there is none. */
  value(name: ValueName): Value {
    const type = this.#types.get(name);
    if (!type)
      throw new GraphError(`Cannot look up value ${name}: it is not defined yet, expected a value of the graph`);
    return { name, type };
  }

  /** Returns float32 values all equal to `fill`. */
  filled(shape: readonly number[], fill: number): Value {
    return this.op("Expand", [this.scalar(fill)], { shape });
  }

  /** Declares a graph input. @throws {GraphError} if the name is taken. */
  input(name: ValueName, type: TensorType): Value {
    this.#take(name);
    this.#inputs.set(name, type);
    return this.#define(name, type);
  }

  /** Adds a constant. */
  constant(value: Tensor, name?: ValueName): Value {
    const taken = name === undefined ? this.#fresh("const") : this.#take(name);
    this.#constants.set(taken, value);
    return this.#define(taken, { dtype: value.dtype, shape: value.shape });
  }

  /** Returns the float32 scalar constant, the same value for the same number. */
  scalar(value: number): Value {
    const known = this.#scalars.get(value);
    if (known) return known;
    const added = this.constant(tensor("float32", [], [value]));
    this.#scalars.set(value, added);
    return added;
  }

  /** Appends a node and returns its first output. @throws {GraphError} where inputs or attributes do not fit the op. */
  op(type: OpType, inputs: readonly Value[], attributes: Attributes = {}): Value {
    return this.node(type, inputs, attributes)[0] as Value;
  }

  /** Appends a node and returns its outputs; `names` fixes how many and what they are called. */
  node(
    type: OpType,
    inputs: readonly Value[],
    attributes: Attributes = {},
    names?: number | readonly ValueName[],
  ): Value[] {
    const draft: Node = { op: type, inputs: inputs.map((input) => input.name), outputs: [type], attributes };
    const types = inferNode(
      draft,
      inputs.map((input) => input.type),
    );
    const count = typeof names === "number" ? names : (names?.length ?? ops[type].defaultOutputs ?? types.length);
    checkOutputCount({ ...draft, outputs: new Array(count).fill(type) }, types.length);
    const outputs = Array.from({ length: count }, (_, i) =>
      Array.isArray(names) ? this.#take(names[i] as string) : this.#fresh(type),
    );
    this.#nodes.push({ ...draft, outputs });
    return outputs.map((name, i) => this.#define(name, types[i] as TensorType));
  }

  /** Keeps names for later definition by name, so that no automatic name takes them. */
  reserve(names: Iterable<ValueName>): void {
    for (const name of names) this.#reserved.add(name);
  }

  /** Ends the graph; the values become its outputs, in this order, under the names given by a map. */
  build(outputs: readonly Value[] | ReadonlyMap<ValueName, Value>): Graph {
    const values = outputs instanceof Map ? [...outputs].map(([name, value]) => this.#named(name, value)) : outputs;
    return {
      inputs: new Map(this.#inputs),
      constants: new Map(this.#constants),
      nodes: [...this.#nodes],
      outputs: (values as readonly Value[]).map((value) => value.name),
    };
  }

  #named(name: ValueName, value: Value): Value {
    return value.name === name ? value : (this.node("Identity", [value], {}, [name])[0] as Value);
  }

  #define(name: ValueName, type: TensorType): Value {
    this.#types.set(name, type);
    return { name, type };
  }

  #take(name: ValueName): ValueName {
    if (name === "" || this.#names.has(name))
      throw new GraphError(`Cannot name a value: "${name}" is taken or empty, expected a new name`);
    this.#names.add(name);
    return name;
  }

  #fresh(prefix: string): ValueName {
    for (;;) {
      const count = (this.#counters.get(prefix) ?? 0) + 1;
      this.#counters.set(prefix, count);
      const name = `${prefix}_${count}`;
      if (!this.#names.has(name) && !this.#reserved.has(name)) return this.#take(name);
    }
  }
}
