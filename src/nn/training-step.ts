/** @file One program = one training step: forward, loss, gradients, optimiser and running statistics in one graph. */
import { appendGradients } from "../autodiff/index.ts";
import { type Graph, GraphBuilder, inline, type Network, type Value, type ValueName } from "../graph/index.ts";
import { sizeOf } from "../tensor/index.ts";
import { parameterCount } from "./initialize.ts";
import { correctCount, crossEntropy, meanSquaredError } from "./losses.ts";
import { appendOptimizerStep, type OptimizerSpec, slotNames } from "./optimizer.ts";

export interface TrainingStepOptions {
  readonly optimizer: OptimizerSpec;
  readonly loss: "cross-entropy" | "mse";
  /** Label smoothing of the cross-entropy, in [0, 1). */
  readonly smoothing?: number;
  /** Share of the batch in the running statistics. Default 0.1. */
  readonly statisticsMomentum?: number;
}

/**
 * Builds the graph of a training step (not yet lowered: see `optimize`).
 *
 * Inputs: `x` and the masks of the network; `labels` int64 [batch] or `targets` float32 like the output; `params` [P];
 * the optimiser's slots, each [P]; `statistics` [S] where the network normalises; scalars `rate` and `step` (from 1).
 * Outputs: `loss`; `correct` (classification); `next.params`, `next.⟨slot⟩`, `next.statistics`.
 */
export function trainingStep(network: Network, options: TrainingStepOptions): Graph {
  const graph = new GraphBuilder();
  const size = parameterCount(network);
  const params = graph.input("params", { dtype: "float32", shape: [size] });
  const slots = slotNames(options.optimizer).map((name) => graph.input(name, { dtype: "float32", shape: [size] }));
  const rate = graph.input("rate", { dtype: "float32", shape: [] });
  const step = graph.input("step", { dtype: "float32", shape: [] });
  const parameters = splitParameters(graph, network, params);

  const values = inline(graph, network.graph, bindInputs(graph, network, parameters));
  const output = values.get(network.output) as Value;
  const measured = appendLoss(graph, output, options);
  const gradients = appendGradients(graph, measured.loss, parameters);
  const flat = gradients.map((gradient) => graph.op("Reshape", [gradient], { shape: [-1] }));
  const next = appendOptimizerStep(
    graph,
    options.optimizer,
    { params, slots },
    graph.op("Concat", flat, { axis: 0 }),
    rate,
    step,
  );

  const outputs = new Map<ValueName, Value>([["loss", measured.loss]]);
  if (measured.correct) outputs.set("correct", measured.correct);
  outputs.set("next.params", next.params);
  slotNames(options.optimizer).forEach((name, i) => {
    outputs.set(`next.${name}`, next.slots[i] as Value);
  });
  const statistics = appendStatistics(graph, network, values, options.statisticsMomentum ?? 0.1);
  if (statistics) outputs.set("next.statistics", statistics);
  return graph.build(outputs);
}

function splitParameters(graph: GraphBuilder, network: Network, params: Value): Value[] {
  const sizes = network.parameters.map(({ shape }) => sizeOf(shape));
  const parts = graph.node("Split", [params], { axis: 0, sizes });
  return network.parameters.map(({ shape }, i) => graph.op("Reshape", [parts[i] as Value], { shape }));
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

function appendLoss(
  graph: GraphBuilder,
  output: Value,
  options: TrainingStepOptions,
): { loss: Value; correct?: Value } {
  if (options.loss === "mse") {
    const targets = graph.input("targets", output.type);
    return { loss: meanSquaredError(graph, output, targets) };
  }
  const labels = graph.input("labels", { dtype: "int64", shape: output.type.shape.slice(0, 1) });
  return { loss: crossEntropy(graph, output, labels, options.smoothing), correct: correctCount(graph, output, labels) };
}

/** Blends the batch's means and unbiased variances into the running ones. */
function appendStatistics(
  graph: GraphBuilder,
  network: Network,
  values: ReadonlyMap<ValueName, Value>,
  momentum: number,
): Value | undefined {
  if (network.normalizations.length === 0) return undefined;
  const batch = network.normalizations.flatMap(({ batchMean, batchVariance, count }) => {
    const unbiased = graph.op("Mul", [
      values.get(batchVariance) as Value,
      graph.scalar(count / Math.max(count - 1, 1)),
    ]);
    return [values.get(batchMean) as Value, unbiased];
  });
  const observed = graph.op("Concat", batch, { axis: 0 });
  const running = graph.input("statistics", { dtype: "float32", shape: observed.type.shape });
  const kept = graph.op("Mul", [running, graph.scalar(1 - momentum)]);
  return graph.op("Add", [kept, graph.op("Mul", [observed, graph.scalar(momentum)])]);
}
