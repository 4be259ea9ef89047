/** @file The network of a genome as a graph; each connection's weight is a parameter that starts where evolution left it. */
import type { Value } from "../../graph/index.ts";
import { add, concat, flatten, type NetworkBuilder, zerosLike } from "../../nn/index.ts";
import type { TransferNames } from "./evaluator.ts";
import { expressed } from "./expressed.ts";
import type { ConnectionGene, NeatGenome, Ports } from "./genome.ts";
import { appendTransfer } from "./transfer.ts";

/** Appends the network to the flattened input, [batch, inputs] → [batch, outputs]. */
export function genomeNetwork(
  net: NetworkBuilder,
  genome: NeatGenome,
  { inputs }: Ports,
  transfers: TransferNames,
): Value {
  const { hidden, outputs, incoming } = expressed(genome);
  const x = flatten(net, net.input);
  const columns = inputs === 1 ? [x] : net.node("Split", [x], { axis: 1, sizes: new Array(inputs).fill(1) });
  const values = new Map(columns.map((column, id) => [id, column]));
  const zeros = zerosLike(net, columns[0] as Value);
  const sumOf = (id: number): Value => weightedSum(net, incoming.get(id) ?? [], values, zeros);
  for (const id of hidden) values.set(id, appendTransfer(net, sumOf(id), transfers.hidden));
  const results = outputs.map((id) => appendTransfer(net, sumOf(id), transfers.output));
  return results.length === 1 ? (results[0] as Value) : concat(net, results, 1);
}

/** The bias is the one node without a value of its own: its weight is added as it is. */
function weightedSum(
  net: NetworkBuilder,
  connections: readonly ConnectionGene[],
  values: ReadonlyMap<number, Value>,
  zeros: Value,
): Value {
  const terms: Value[] = [];
  let bias: Value | undefined;
  for (const { from, weight } of connections) {
    const parameter = net.parameter([1], { kind: "constant", value: weight }, "weight");
    const source = values.get(from);
    if (source === undefined) bias = parameter;
    else terms.push(net.op("Mul", [source, parameter]));
  }
  const sum = terms.length === 0 ? zeros : add(net, terms);
  return bias === undefined ? sum : net.op("Add", [sum, bias]);
}
