/** @file Runs the network of a genome in plain numbers, for tasks of control and for rewards. */
import { expressed } from "./expressed.ts";
import type { NeatGenome, Ports } from "./genome.ts";
import { type Transfer, transferOf } from "./transfer.ts";

export interface TransferNames {
  readonly hidden: Transfer;
  readonly output: Transfer;
}

/** Computes one number for each output from one for each input; as float64, where the graph has float32. */
export type Evaluator = (inputs: ArrayLike<number>) => Float64Array;

interface Step {
  /** Place of the node's value. */
  readonly place: number;
  /** Places it reads. */
  readonly sources: readonly number[];
  readonly weights: readonly number[];
  readonly transfer: (x: number) => number;
}

/** Prepares a genome once, so that it can be run often. */
export function evaluatorOf(genome: NeatGenome, ports: Ports, transfers: TransferNames): Evaluator {
  const { hidden, outputs, incoming } = expressed(genome);
  const places = new Map(genome.nodes.map(({ id }, place) => [id, place]));
  const stepOf =
    (kind: Transfer) =>
    (id: number): Step => {
      const read = incoming.get(id) ?? [];
      return {
        place: places.get(id) as number,
        sources: read.map(({ from }) => places.get(from) as number),
        weights: read.map(({ weight }) => weight),
        transfer: transferOf(kind),
      };
    };
  const steps = [...hidden.map(stepOf(transfers.hidden)), ...outputs.map(stepOf(transfers.output))];
  const firstOutput = ports.inputs + 1;
  const values = new Float64Array(genome.nodes.length);
  return (inputs) => {
    for (let i = 0; i < ports.inputs; i++) values[i] = inputs[i] as number;
    values[ports.inputs] = 1; // the bias
    for (const { place, sources, weights, transfer } of steps) {
      let sum = 0;
      for (let k = 0; k < sources.length; k++) sum += (weights[k] as number) * (values[sources[k] as number] as number);
      values[place] = transfer(sum);
    }
    return values.slice(firstOutput, firstOutput + ports.outputs);
  };
}
