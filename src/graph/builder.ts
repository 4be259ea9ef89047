/** @file Builds graphs node by node, with types checked as they grow. */
import { GraphError } from "../base/index.ts";
import { type Tensor, type TensorType, tensor } from "../tensor/index.ts";
import type { Attributes } from "./attributes.ts";
import type { Graph, Node, OpNode, SwitchNode, ValueName } from "./graph.ts";
import { checkOutputCount, inferNode, inferTypes } from "./infer.ts";
import { type OpType, ops } from "./ops/index.ts";
import { type Owners, ownersOf } from "./owners.ts";
import { inferSwitch, outputsOfBranch } from "./switch.ts";

/** A value of the graph under construction. */
export interface Value {
  readonly name: ValueName;
  readonly type: TensorType;
}

/** Builds one branch of a Switch: reads nothing but `captures` and returns the branch's outputs. */
export type BranchBuilder = (graph: GraphBuilder, captures: readonly Value[]) => readonly Value[];

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
  readonly #owners = new Map<ValueName, Owners>();

  /** Starts from an existing graph, to append to it. @throws {GraphError} if the graph is malformed. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    for (const [name, type] of graph.inputs) builder.input(name, type);
    for (const [name, value] of graph.constants) builder.constant(value, name);
    for (const node of graph.nodes) {
      builder.copy(
        node,
        node.inputs.map((name) => builder.value(name)),
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
    const draft: OpNode = { op: type, inputs: inputs.map((input) => input.name), outputs: [type], attributes };
    const types = inferNode(
      draft,
      inputs.map((input) => input.type),
    );
    const count = typeof names === "number" ? names : (names?.length ?? ops[type].defaultOutputs ?? types.length);
    checkOutputCount({ ...draft, outputs: new Array(count).fill(type) }, types.length);
    return this.#append(draft, types.slice(0, count), Array.isArray(names) ? names : undefined);
  }

  /**
   * Appends a Switch, which runs the branch that `index` picks: an int64 scalar from 0; any other number picks the last.
   *
   * @param captures  What branches may read of the graph.
   * @param branches  At least two, whose outputs have equal types.
   * @returns The outputs of the branch that runs.
   * @throws {GraphError} where branches differ in their outputs.
   */
  switch(index: Value, captures: readonly Value[], branches: readonly BranchBuilder[]): Value[] {
    const graphs = branches.map((build) => {
      const graph = new GraphBuilder();
      return graph.build(
        graph.distinct(
          build(
            graph,
            captures.map(({ type }, i) => graph.input(`capture_${i}`, type)),
          ),
        ),
      );
    });
    return this.appendSwitch(index, captures, graphs, graphs[0]?.outputs.length ?? 0);
  }

  /** Appends a Switch of finished branches, which return `shared` outputs of equal types first; see `SwitchNode`. */
  appendSwitch(
    index: Value,
    captures: readonly Value[],
    branches: readonly Graph[],
    shared: number,
    names?: readonly ValueName[],
  ): Value[] {
    const inputs = [index, ...captures];
    const own = branches.flatMap(({ outputs }) => outputs.slice(shared));
    const draft: SwitchNode = {
      op: "Switch",
      inputs: inputs.map(({ name }) => name),
      outputs: names ?? Array(shared + own.length).fill("Switch"),
      attributes: {},
      branches,
      shared,
    };
    const types = inferSwitch(
      draft,
      inputs.map(({ type }) => type),
      inferTypes,
    );
    return this.#append(draft, types, names);
  }

  /**
   * Makes branches of a Switch of this graph return more of their values.
   *
   * @param output  Any output of the Switch.
   * @param branches  The branches as they are, but for outputs at their ends.
   * @returns For each branch all its outputs, as values of this graph; those known before keep their names.
   */
  extendSwitch(output: ValueName, branches: readonly Graph[]): Value[][] {
    const position = this.#nodes.findIndex(({ outputs }) => outputs.includes(output));
    const node = this.#nodes[position];
    if (node?.op !== "Switch")
      throw new GraphError(`Cannot extend ${output}: it is no output of a Switch, expected one`);
    const names = branches.map((branch, b) => {
      const known = outputsOfBranch(node, b);
      const types = inferTypes(branch);
      return branch.outputs.map((inner, i) => {
        const name = known[i] ?? this.#fresh("Switch");
        if (i >= known.length) this.#types.set(name, types.get(inner) as TensorType);
        return name;
      });
    });
    const own = names.flatMap((list) => list.slice(node.shared));
    const extended = { ...node, branches, outputs: [...node.outputs.slice(0, node.shared), ...own] };
    this.#nodes[position] = extended;
    this.#own(extended.outputs, ownersOf(extended, this.#owners));
    return names.map((list) => list.map((name) => this.value(name)));
  }

  /** Appends a node like the given one, of other inputs; names as in `node`. */
  copy(node: Node, inputs: readonly Value[], names?: readonly ValueName[]): Value[] {
    if (node.op !== "Switch") return this.node(node.op, inputs, node.attributes, names ?? node.outputs.length);
    const [index, ...captures] = inputs;
    return this.appendSwitch(index as Value, captures, node.branches, node.shared, names);
  }

  /** The branches a value exists in alone, outermost first; none where it always exists. */
  ownersOf(value: Value): Owners {
    return this.#owners.get(value.name) ?? [];
  }

  /** The same values, each but the first of equal ones passed through Identity: outputs must be distinct. */
  distinct(values: readonly Value[]): Value[] {
    const seen = new Set<ValueName>();
    return values.map((value) => {
      if (seen.has(value.name)) return this.op("Identity", [value]);
      seen.add(value.name);
      return value;
    });
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

  #append(draft: Node, types: readonly TensorType[], names?: readonly ValueName[]): Value[] {
    const owners = ownersOf(draft, this.#owners);
    const outputs = types.map((_, i) => (names ? this.#take(names[i] as ValueName) : this.#fresh(draft.op)));
    this.#nodes.push({ ...draft, outputs });
    this.#own(outputs, owners);
    return outputs.map((name, i) => this.#define(name, types[i] as TensorType));
  }

  #own(outputs: readonly ValueName[], owners: readonly Owners[]): void {
    owners.forEach((conditions, i) => {
      if (conditions.length > 0) this.#owners.set(outputs[i] as ValueName, conditions);
    });
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
