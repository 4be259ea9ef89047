/** @file Recurrent layers over sequences [N, T, D], unrolled: one cell a step in the graph. */
import type { Value } from "../graph/index.ts";
import { checkIntegers, checkRank } from "./check-integers.ts";
import type { NetworkBuilder } from "./network-builder.ts";

export interface RecurrentOptions {
  /** Size H of the state. */
  readonly hidden: number;
  /** "all" gives the states of all steps, [N,T,H]; "last" that of the last, [N,H]. Default "all". */
  readonly output?: "all" | "last";
}

/** One step: from what the step's input brings, [N, gates H], and the state before, absent at first. */
type Cell<State> = (input: Value, before: State | undefined) => State & { readonly hidden: Value };

/**
 * Appends a long short-term memory (Hochreiter, Schmidhuber 1997; Gers et al. 2000) that starts from zeros. x [N,T,D].
 * Parameters: input weights [D,4H], biases [4H], recurrent weights [H,4H]; columns are the gates input, forget, output,
 * then the candidate.
 */
export function lstm(net: NetworkBuilder, x: Value, options: RecurrentOptions): Value {
  const { hidden: size } = options;
  const inputs = projected(net, "an LSTM", x, size, 4);
  const weight = recurrentWeight(net, size, 4);
  const cell: Cell<{ readonly hidden: Value; readonly memory: Value }> = (input, before) => {
    const sums = before ? net.op("Gemm", [before.hidden, weight, input]) : input;
    const [gateSums, candidateSums] = split(net, sums, [3 * size, size]);
    const gates = net.op("Sigmoid", [gateSums as Value]);
    const [write, keep, show] = split(net, gates, [size, size, size]) as [Value, Value, Value];
    const written = net.op("Mul", [write, net.op("Tanh", [candidateSums as Value])]);
    const memory = before ? net.op("Add", [net.op("Mul", [keep, before.memory]), written]) : written;
    return { memory, hidden: net.op("Mul", [show, net.op("Tanh", [memory])]) };
  };
  return unrolled(net, inputs, cell, options);
}

/**
 * Appends a gated recurrent unit (Cho et al. 2014) that starts from zeros. x [N,T,D].
 * Parameters: input weights [D,3H], biases [3H], recurrent weights [H,3H], recurrent biases of the candidate [H];
 * columns are the gates reset, update, then the candidate. The reset gate scales the candidate's recurrent sum, bias
 * included, as in cuDNN and PyTorch.
 */
export function gru(net: NetworkBuilder, x: Value, options: RecurrentOptions): Value {
  const { hidden: size } = options;
  const inputs = projected(net, "a GRU", x, size, 3);
  const weight = recurrentWeight(net, size, 3);
  const bias = net.parameter([size], { kind: "constant", value: 0 }, "bias");
  const cell: Cell<{ readonly hidden: Value }> = (input, before) => {
    const [inputGates, inputCandidate] = split(net, input, [2 * size, size]) as [Value, Value];
    const [stateGates, stateCandidate] = before
      ? split(net, net.op("Gemm", [before.hidden, weight]), [2 * size, size])
      : [];
    const gateSums = stateGates ? net.op("Add", [inputGates, stateGates]) : inputGates;
    const [reset, update] = split(net, net.op("Sigmoid", [gateSums]), [size, size]) as [Value, Value];
    const recurrent = stateCandidate ? net.op("Add", [stateCandidate, bias]) : bias;
    const candidate = net.op("Tanh", [net.op("Add", [inputCandidate, net.op("Mul", [reset, recurrent])])]);
    // (1 - update) candidate + update before
    const change = before ? net.op("Sub", [before.hidden, candidate]) : net.op("Neg", [candidate]);
    return { hidden: net.op("Add", [candidate, net.op("Mul", [update, change])]) };
  };
  return unrolled(net, inputs, cell, options);
}

/** What x brings to the sums of every step, from one product: T values [N, gates H]. */
function projected(net: NetworkBuilder, layer: string, x: Value, size: number, gates: number): Value[] {
  checkRank(layer, x.type.shape, ["N", "T", "D"]);
  checkIntegers(layer, 1, { hidden: size });
  const [, length, width] = x.type.shape as readonly [number, number, number];
  const weight = net.parameter([width, gates * size], { kind: "lecun", fanIn: width }, "input");
  const bias = net.parameter([gates * size], { kind: "constant", value: 0 }, "bias");
  const steps = net.op("Reshape", [net.op("Transpose", [x], { perm: [1, 0, 2] })], { shape: [-1, width] });
  const sums = net.op("Reshape", [net.op("Gemm", [steps, weight, bias])], { shape: [length, -1, gates * size] });
  const parts = net.node("Split", [sums], { axis: 0, sizes: new Array(length).fill(1) });
  return parts.map((part) => net.op("Reshape", [part], { shape: [-1, gates * size] }));
}

function recurrentWeight(net: NetworkBuilder, size: number, gates: number): Value {
  return net.parameter([size, gates * size], { kind: "lecun", fanIn: size }, "recurrent");
}

function split(net: NetworkBuilder, value: Value, sizes: readonly number[]): Value[] {
  return net.node("Split", [value], { axis: 1, sizes });
}

function unrolled<State>(
  net: NetworkBuilder,
  inputs: readonly Value[],
  cell: Cell<State>,
  { hidden, output = "all" }: RecurrentOptions,
): Value {
  const states: Value[] = [];
  let state: (State & { readonly hidden: Value }) | undefined;
  for (const input of inputs) {
    state = cell(input, state);
    states.push(state.hidden);
  }
  if (output === "last") return states.at(-1) as Value;
  const rows = states.map((value) => net.op("Reshape", [value], { shape: [0, 1, hidden] }));
  return net.op("Concat", rows, { axis: 1 });
}
