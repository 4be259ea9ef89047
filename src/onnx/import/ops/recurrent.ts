/** @file Readers of recurrent networks, unrolled over their steps of time. */
import type { GraphBuilder, Value } from "../../../graph/index.ts";
import type { ImportNode } from "../import-node.ts";
import { countTo, type Reader, type Readers, reshaped } from "../reader.ts";

/** Steps of time that are unrolled; each is a dozen nodes. */
const MOST_STEPS = 1024;

type Activation = (x: Value) => Value;

/** What one direction of a cell works with. */
interface Cell {
  readonly graph: GraphBuilder;
  readonly hidden: number;
  readonly activations: readonly Activation[];
  /** Products of the inputs of all steps with the weights, biases of both added, [steps, batch, gates · hidden]. */
  readonly inputs: readonly Value[];
  /** [hidden, gates · hidden] */
  readonly recurrent: Value;
  /** True where the recurrent product and its bias are added up before a gate scales them. */
  readonly isLinear: boolean;
  /** Bias of the recurrent product, [gates · hidden], where it is not among those of the inputs. */
  readonly recurrentBias: Value | undefined;
  /** Weights of the cell state, [hidden] for each gate that has one. */
  readonly peepholes: readonly Value[];
}

/** From the state before a step, hidden alone or hidden and cell, to that after it. */
type Step = (input: Value, state: readonly Value[]) => readonly Value[];

interface Kind {
  readonly gates: number;
  readonly states: 1 | 2;
  /** Names of the activations of one direction. */
  readonly activations: readonly string[];
  /** Where the recurrent bias must not be added to that of the inputs. */
  keepsBiasApart(node: ImportNode): boolean;
  step(node: ImportNode, cell: Cell): Step;
}

function recurrent(kind: Kind): Reader {
  return (node) => {
    const { graph } = node;
    const batchFirst = node.since >= 14 && node.flag("layout");
    const given = node.value(0);
    const x = batchFirst ? graph.op("Transpose", [given], { perm: [1, 0, 2] }) : given;
    const [steps, batch] = x.type.shape as [number, number, number];
    if (x.type.shape.length !== 3) node.fail(`reads shape [${x.type.shape}]`, "[steps, batch, features]");
    if (steps > MOST_STEPS) node.fail(`has ${steps} steps`, `${MOST_STEPS} at most`);
    checkLengths(node, steps);
    if (node.gives("clip")) node.fail("has attribute clip", "none");
    if (node.gives("output_sequence")) node.flag("output_sequence");
    const direction = node.word("direction", ["forward", "reverse", "bidirectional"], "forward");
    const directions = direction === "bidirectional" ? 2 : 1;
    const hidden = node.int("hidden_size") ?? (node.shapeOf(2)[2] as number);
    const activations = activationsOf(node, kind, directions);
    const apart = kind.keepsBiasApart(node);
    const runs = countTo(directions).map((d) => {
      const isReverse = direction === "reverse" || d === 1;
      const cell = cellOf(node, kind, { x, d, hidden, activations: activations[d] as Activation[], apart });
      return run(cell, kind.step(node, cell), initialStates(node, kind, { d, batch, hidden, batchFirst }), isReverse);
    });
    return outputsOf(node, runs, { steps, batch, hidden, batchFirst });
  };
}

/** Sequences of other lengths would end earlier; only full ones are read. */
function checkLengths(node: ImportNode, steps: number): void {
  if (!node.has(4)) return;
  const lengths = node.numbers(4, "sequence lengths") as number[];
  if (lengths.some((length) => length !== steps)) node.fail(`has sequence lengths [${lengths}]`, `${steps} all`);
}

function activationsOf(node: ImportNode, kind: Kind, directions: number): Activation[][] {
  const count = kind.activations.length;
  const names = node.texts("activations") ?? Array<readonly string[]>(directions).fill(kind.activations).flat();
  if (names.length !== count * directions) node.fail(`has ${names.length} activations`, `${count * directions}`);
  for (const name of ["activation_alpha", "activation_beta"])
    if (node.floats(name)?.length) node.fail(`has attribute ${name}`, "none");
  const { graph } = node;
  const found = names.map((name): Activation => {
    const op = ({ sigmoid: "Sigmoid", tanh: "Tanh", relu: "Relu", softplus: "Softplus" } as const)[
      name.toLowerCase() as "tanh"
    ];
    return op ? (x) => graph.op(op, [x]) : node.fail(`has activation ${name}`, "Sigmoid, Tanh, Relu or Softplus");
  });
  return countTo(directions).map((d) => found.slice(d * count, (d + 1) * count));
}

/** One direction of a tensor [directions, ...]. */
function ofDirection(graph: GraphBuilder, value: Value, d: number): Value {
  const { shape } = value.type;
  const own = shape[0] === 1 ? value : graph.op("Slice", [value], { starts: [d], ends: [d + 1], axes: [0] });
  return graph.op("Reshape", [own], { shape: shape.slice(1) });
}

function cellOf(
  node: ImportNode,
  { gates }: Kind,
  options: {
    readonly x: Value;
    readonly d: number;
    readonly hidden: number;
    readonly activations: readonly Activation[];
    readonly apart: boolean;
  },
): Cell {
  const { graph } = node;
  const { x, d, hidden, activations, apart } = options;
  const [steps, batch, features] = x.type.shape as [number, number, number];
  const size = gates * hidden;
  const w = graph.op("Transpose", [ofDirection(graph, node.value(1), d)], { perm: [1, 0] });
  const r = graph.op("Transpose", [ofDirection(graph, node.value(2), d)], { perm: [1, 0] });
  const given = node.optional(3);
  const both = given && graph.node("Split", [ofDirection(graph, given, d)], { axis: 0, sizes: [size, size] });
  let products = graph.op("MatMul", [graph.op("Reshape", [x], { shape: [steps * batch, features] }), w]);
  if (both) products = graph.op("Add", [products, both[0] as Value]);
  if (both && !apart) products = graph.op("Add", [products, both[1] as Value]);
  const rows = steps === 1 ? [products] : graph.node("Split", [products], { axis: 0, sizes: Array(steps).fill(batch) });
  const peepholes = node.optional(7);
  return {
    graph,
    hidden,
    activations,
    inputs: rows,
    recurrent: r,
    isLinear: apart,
    recurrentBias: apart ? both?.[1] : undefined,
    peepholes: peepholes
      ? graph.node("Split", [ofDirection(graph, peepholes, d)], { axis: 0, sizes: [hidden, hidden, hidden] })
      : [],
  };
}

function initialStates(
  node: ImportNode,
  { states }: Kind,
  { d, batch, hidden, batchFirst }: { d: number; batch: number; hidden: number; batchFirst: boolean },
): Value[] {
  const { graph } = node;
  return countTo(states).map((i) => {
    const given = node.optional(5 + i);
    if (!given) return graph.filled([batch, hidden], 0);
    return ofDirection(graph, batchFirst ? graph.op("Transpose", [given], { perm: [1, 0, 2] }) : given, d);
  });
}

interface Run {
  /** Hidden state after each step, in order of time. */
  readonly hidden: readonly Value[];
  readonly last: readonly Value[];
}

function run(cell: Cell, step: Step, initial: readonly Value[], isReverse: boolean): Run {
  let state = initial;
  const inputs = isReverse ? [...cell.inputs].reverse() : cell.inputs;
  const hidden = inputs.map((input) => {
    state = step(input, state);
    return state[0] as Value;
  });
  return { hidden: isReverse ? hidden.reverse() : hidden, last: state };
}

function outputsOf(
  node: ImportNode,
  runs: readonly Run[],
  { steps, batch, hidden, batchFirst }: { steps: number; batch: number; hidden: number; batchFirst: boolean },
): Value[] {
  const { graph } = node;
  const joined = (parts: readonly Value[], axis: number): Value =>
    parts.length === 1 ? (parts[0] as Value) : graph.op("Concat", parts, { axis });
  const sequences = runs.map((one) =>
    joined(
      one.hidden.map((value) => reshaped(graph, value, [1, 1, batch, hidden])),
      0,
    ),
  );
  const all = joined(sequences, 1);
  const y = batchFirst ? graph.op("Transpose", [all], { perm: [2, 0, 1, 3] }) : all;
  const states = countTo(runs[0]?.last.length ?? 0).map((i) => {
    const last = joined(
      runs.map((one) => reshaped(graph, one.last[i] as Value, [1, batch, hidden])),
      0,
    );
    return batchFirst ? graph.op("Transpose", [last], { perm: [1, 0, 2] }) : last;
  });
  if (steps < 1) node.fail("has no steps", "one or more");
  return [y, ...states];
}

const gatesOf = ({ graph, hidden }: Cell, sum: Value, count: number): Value[] =>
  graph.node("Split", [sum], { axis: 1, sizes: Array(count).fill(hidden) });

const rnn: Kind = {
  gates: 1,
  states: 1,
  activations: ["Tanh"],
  keepsBiasApart: () => false,
  step:
    (_, { graph, recurrent: r, activations }) =>
    (input, [h]) => [(activations[0] as Activation)(graph.op("Add", [input, graph.op("MatMul", [h as Value, r])]))],
};

/** Gates of update, reset and candidate, z, r, n: h' = (1 - z) n + z h. */
const gru: Kind = {
  gates: 3,
  states: 1,
  activations: ["Sigmoid", "Tanh"],
  keepsBiasApart: (node) => node.since >= 3 && node.gives("linear_before_reset") && node.flag("linear_before_reset"),
  step: (_, cell) => {
    const { graph, hidden, isLinear, recurrentBias } = cell;
    const [f, g] = cell.activations as [Activation, Activation];
    const sizes = [2 * hidden, hidden];
    const [rzr, rn] = graph.node("Split", [cell.recurrent], { axis: 1, sizes }) as [Value, Value];
    const [bzr, bn] = recurrentBias ? graph.node("Split", [recurrentBias], { axis: 0, sizes }) : [];
    const plus = (a: Value, b: Value | undefined): Value => (b ? graph.op("Add", [a, b]) : a);
    return (input, [state]) => {
      const h = state as Value;
      const [xz, xr, xn] = gatesOf(cell, input, 3) as [Value, Value, Value];
      const [hz, hr] = gatesOf(cell, plus(graph.op("MatMul", [h, rzr]), bzr), 2) as [Value, Value];
      const z = f(graph.op("Add", [xz, hz]));
      const reset = f(graph.op("Add", [xr, hr]));
      const inner = isLinear
        ? graph.op("Mul", [reset, plus(graph.op("MatMul", [h, rn]), bn)])
        : graph.op("MatMul", [graph.op("Mul", [reset, h]), rn]);
      const n = g(graph.op("Add", [xn, inner]));
      return [graph.op("Add", [n, graph.op("Mul", [z, graph.op("Sub", [h, n])])])];
    };
  },
};

/** Gates of input, output, forgetting and candidate, i, o, f, c. */
const lstm: Kind = {
  gates: 4,
  states: 2,
  activations: ["Sigmoid", "Tanh", "Tanh"],
  keepsBiasApart: () => false,
  step: (node, cell) => {
    if (node.flag("input_forget")) node.fail("has attribute input_forget = 1", "0");
    const { graph, peepholes } = cell;
    const [f, g, k] = cell.activations as [Activation, Activation, Activation];
    const peep = (x: Value, i: number, state: Value): Value =>
      peepholes[i] ? graph.op("Add", [x, graph.op("Mul", [peepholes[i], state])]) : x;
    return (input, state) => {
      const [h, c] = state as [Value, Value];
      const sum = graph.op("Add", [input, graph.op("MatMul", [h, cell.recurrent])]);
      const [xi, xo, xf, xc] = gatesOf(cell, sum, 4) as [Value, Value, Value, Value];
      const enters = graph.op("Mul", [f(peep(xi, 0, c)), g(xc)]);
      const stays = graph.op("Mul", [f(peep(xf, 2, c)), c]);
      const next = graph.op("Add", [enters, stays]);
      return [graph.op("Mul", [f(peep(xo, 1, next)), k(next)]), next];
    };
  },
};

export const recurrentReaders: Readers = { RNN: recurrent(rnn), GRU: recurrent(gru), LSTM: recurrent(lstm) };
