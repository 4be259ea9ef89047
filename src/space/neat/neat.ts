/** @file Networks whose topology and weights evolve. */
import { checkInteger, InputError, mergeSettings, SpaceError } from "../../base/index.ts";
import type { Task } from "../../data/index.ts";
import { NetworkBuilder } from "../../nn/index.ts";
import type { Augmentable } from "../augmentable.ts";
import { checkPlain } from "../check-plain.ts";
import type { SearchSpace } from "../space.ts";
import { addConnection, addNode, compareGenes, initialGenome, mate, perturbWeights } from "./augment.ts";
import { type Evaluator, evaluatorOf, type TransferNames } from "./evaluator.ts";
import { fixedNodes, type NeatGenome, type Ports } from "./genome.ts";
import { genomeKey } from "./genome-key.ts";
import { genomeNetwork } from "./genome-network.ts";
import { describeGenome, ENCODED_WIDTH, encodeGenome, genomeDag } from "./genome-views.ts";
import { parseGenome } from "./parse-genome.ts";
import { type Transfer, transfers } from "./transfer.ts";
import { crossGenomes, mutateGenome, neighbourGenomes, sampleGenome } from "./variation.ts";

export interface NeatSpaceOptions {
  /** Numbers an example has. Default 2. */
  readonly inputs?: number;
  /** Classes or targets. Default 1. */
  readonly outputs?: number;
  /** What hidden nodes make of their sums: "sigmoid" (default, the paper's), "tanh", "relu" or "linear". */
  readonly hidden?: Transfer;
  /** What outputs make of theirs. Default "sigmoid"; "linear" for logits. */
  readonly output?: Transfer;
}

/** A space whose architectures can run without an engine. */
export type NeatSpace = SearchSpace<NeatGenome> &
  Augmentable<NeatGenome> & {
    /** Prepares a genome's network as a function of one example. */
    evaluator(genome: NeatGenome): Evaluator;
  };

const defaults = { inputs: 2, outputs: 1, hidden: "sigmoid", output: "sigmoid" } as const;

/**
 * Creates a space of feed-forward networks of any topology, each with its own weights, for the strategy `neat`. An
 * architecture is a genome: nodes, and connections with a weight, an innovation number, and whether they are enabled.
 * In the network a genome builds, weights are parameters that start as the genome has them: to train it or not is up
 * to the estimator.
 *
 * For other strategies a neighbour differs by one weight, by 0.1, 0.5 or 2, by one connection switched on or off, split
 * by a node, or added. A genome is no fixed list of decisions: the space is not `parametric`, it has no `toIndices`,
 * and a study refuses strategies that need one.
 *
 * @throws {InputError} if an option is wrong.
 * Source: Stanley, Miikkulainen 2002, "Evolving Neural Networks through Augmenting Topologies". Differs: no cycles.
 */
export function neatSpace(options: NeatSpaceOptions = {}): NeatSpace {
  const settings = mergeSettings<Required<NeatSpaceOptions>>("neat", defaults, options);
  const { inputs, outputs, hidden, output } = settings;
  checkInteger("neat", "inputs", inputs, 1);
  checkInteger("neat", "outputs", outputs, 1);
  for (const name of ["hidden", "output"] as const) checkTransfer(name, settings[name]);
  const ports: Ports = { inputs, outputs };
  const kinds: TransferNames = { hidden, output };
  const name = `neat(inputs=${inputs},outputs=${outputs},hidden=${hidden},output=${output})`;
  const space: Omit<NeatSpace, "parameters" | "toIndices" | "fromIndices"> = {
    name,
    size: "infinite",
    width: ENCODED_WIDTH,
    sample: (rng) => sampleGenome(ports, rng),
    key: genomeKey,
    parse: (value) => {
      checkPlain(name, value);
      return parseGenome(name, ports, value);
    },
    build: (genome, task, batch) => {
      checkTask(name, ports, task);
      const net = new NetworkBuilder(task, batch);
      return net.finish(genomeNetwork(net, genome, ports, kinds));
    },
    describe: (genome) => describeGenome(genome, ports),
    mutate: (genome, rng) => mutateGenome(name, genome, rng),
    neighbours: neighbourGenomes,
    crossover: crossGenomes,
    encode: encodeGenome,
    toDag: (genome) => genomeDag(genome, ports),
    evaluator: (genome) => evaluatorOf(genome, ports, kinds),
    initialNodes: fixedNodes(ports).length,
    initialConnections: (inputs + 1) * outputs,
    initial: (rng) => initialGenome(ports, rng),
    perturb: perturbWeights,
    addConnection,
    addNode,
    mate,
    compare: compareGenes,
  };
  // Strategies ask for what they need by name, so that what is missing here is told before anything calls it.
  return space as NeatSpace;
}

function checkTransfer(name: string, value: Transfer): void {
  if (transfers.includes(value)) return;
  throw new InputError(`Cannot set up neat: ${name} is "${value}", expected ${transfers.join(", ")}`);
}

function checkTask(space: string, ports: Ports, { inputShape, outputs }: Task): void {
  const inputs = inputShape.reduce((size, extent) => size * extent, 1);
  if (inputs === ports.inputs && outputs === ports.outputs) return;
  throw new SpaceError(
    `Cannot build a network of ${space}: the task has ${inputs} inputs and ${outputs} outputs, expected inputs=${inputs} and outputs=${outputs} as settings of the space`,
  );
}
