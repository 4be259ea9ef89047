/** @file One program = one training step: forward, loss, gradients, optimiser and running statistics in one graph. */
import { appendGradients } from "../autodiff/index.ts";
import {
  eliminateDeadCode,
  type Graph,
  GraphBuilder,
  inline,
  mergeSwitches,
  type Network,
  sinkIntoBranches,
  type Value,
  type ValueName,
} from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";
import { initialStatistics, parameterCount } from "./initialize.ts";
import { partsOf, sharedCount } from "./network-parts.ts";
import { type OptimizerSpec, slotNames } from "./optimizer.ts";
import { ownersOf } from "./path.ts";
import { appendTrainingLoss, type LossSpec } from "./training-loss.ts";
import { appendUpdate, cut } from "./update.ts";

export interface TrainingStepOptions {
  readonly optimizer: OptimizerSpec;
  readonly loss: LossSpec;
  /** Label smoothing of the cross-entropy, in [0, 1). */
  readonly smoothing?: number;
  /** Share of the batch in the running statistics. Default 0.1. */
  readonly statisticsMomentum?: number;
  /**
   * True for updates by the sum of gradients over several runs, such as one path each (FairNAS: Chu, Zhang, Xu 2021,
   * algorithm 1). The step then also has the input `carried`, which is added to the gradient of what all paths share, and
   * gives that sum as `next.carried`; see `keepStep`. Default false.
   */
  readonly carriesGradients?: boolean;
}

/**
 * Builds the graph of a training step (not yet lowered: see `optimize`).
 *
 * Inputs: `x` and the noises of the network; what the loss is measured against (see `LossSpec`): `labels` int64 [batch],
 * `targets` float32; `params` [P]; the optimiser's slots, each [P]; `statistics` [S] where the network normalises;
 * scalars `rate` and `step` (from 1).
 * Outputs: `loss`; `correct` (classification); `next.params`, `next.⟨slot⟩`, `next.statistics`.
 *
 * A network with choices also has their indices as inputs, and trains the path they pick alone: nothing else runs. Its
 * `next.` outputs hold what all paths share, the first part of the vectors; `next/⟨choice⟩/⟨branch⟩` holds what is of the
 * branch alone, and is absent (empty) if the path has not the branch. `keepStep` puts all in their places, so that
 * weights, slots and statistics of other branches stay as they are. In the place of `step` it has `steps`, how often each
 * part of the state was updated: Adam's moments grow from zero in each branch by itself.
 */
export function trainingStep(network: Network, options: TrainingStepOptions): Graph {
  const { optimizer, loss, smoothing, statisticsMomentum = 0.1 } = options;
  const graph = new GraphBuilder();
  const vector = (name: string, size: number): [string, Value] => [
    name,
    graph.input(name, { dtype: "float32", shape: [size] }),
  ];
  const count = parameterCount(network);
  const state = new Map(["params", ...slotNames(optimizer)].map((name) => vector(name, count)));
  const scalar = (name: string): [string, Value] => [name, graph.input(name, { dtype: "float32", shape: [] })];
  state.set(...scalar("rate"));
  state.set(...(network.choices.length > 0 ? vector("steps", partsOf(network).length) : scalar("step")));
  const parameters = cutParameters(graph, network, state.get("params") as Value);

  const bound = bindInputs(graph, network, parameters);
  const values = inline(graph, network.graph, bound);
  const measured = appendTrainingLoss(graph, values.get(network.output) as Value, loss, smoothing);
  const depths = network.parameters.map(({ owner }) => ownersOf(network, owner).length);
  const gradients = appendGradients(graph, measured.loss, parameters, {
    unchosen: new Map(parameters.map(({ name }, i) => [name, depths[i] as number])),
  });

  if (options.carriesGradients) state.set(...vector("carried", sharedCount(network)));
  if (network.normalizations.length > 0) state.set(...vector("statistics", initialStatistics(network).length));
  network.parameters.forEach(({ name }, i) => void state.set(`gradient.${name}`, gradients[i] as Value));
  for (const { index } of network.choices) state.set(index, bound.get(index) as Value);
  for (const { runningMean, runningVariance, batchMean, batchVariance } of network.normalizations) {
    state.set(runningMean, values.get(batchMean) as Value);
    state.set(runningVariance, values.get(batchVariance) as Value);
  }
  const next = appendUpdate(graph, state, { network, optimizer, statisticsMomentum });
  const built = graph.build(new Map<ValueName, Value>([...Object.entries(measured), ...next]));
  return network.choices.length > 0 ? sinkIntoBranches(mergeSwitches(eliminateDeadCode(built))) : built;
}

/** Cuts the vector into parameters: one by one for branches, which are to cut their own. */
function cutParameters(graph: GraphBuilder, network: Network, params: Value): Value[] {
  return partsOf(network).flatMap(({ owner, parameters: { start, size, items } }) => {
    if (items.length === 0) return [];
    const sizes = items.map(({ shape }) => sizeOf(shape));
    const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, length) => sum + length, start));
    const parts = owner
      ? sizes.map((length, i) => cut(graph, params, { start: starts[i] as number, size: length, items }))
      : graph.node("Split", [cut(graph, params, { start, size, items })], { axis: 0, sizes });
    return items.map(({ shape }, i) => graph.op("Reshape", [parts[i] as Value], { shape }));
  });
}

function bindInputs(graph: GraphBuilder, network: Network, parameters: readonly Value[]): Map<ValueName, Value> {
  const bound = new Map<ValueName, Value>();
  network.parameters.forEach(({ name }, i) => {
    bound.set(name, parameters[i] as Value);
  });
  for (const [name, type] of network.graph.inputs) {
    if (!bound.has(name)) bound.set(name, graph.input(name, type));
  }
  return bound;
}
