/** @file The work of one trial: train, then time the trained network as it would be deployed. */
import { restoreRng } from "../../base/index.ts";
import type { Dataset } from "../../data/index.ts";
import { type Engine, type LatencyOptions, measureLatency } from "../../engine/index.ts";
import { bindInputs, foldBatchNormalization, type Network, optimize } from "../../graph/index.ts";
import { parameterTensors, statisticTensors, toInference } from "../../nn/index.ts";
import { type TensorType, zeros } from "../../tensor/index.ts";
import type { Estimate, Weights } from "../estimator.ts";
import { type TrainingHooks, trainNetwork } from "../training/train-network.ts";
import type { TrialRequest } from "./messages.ts";

export interface TrialEngines {
  readonly training: Engine;
  /** Optimises as a deployed model is, even where that depends on the CPU. */
  readonly deployment: Engine;
}

/** Trains the network of a request and adds `latencyMs` and `latencyP95Ms` to its values where asked for. */
export async function runTrial(
  request: TrialRequest,
  dataset: Dataset,
  engines: TrialEngines,
  hooks: TrainingHooks,
): Promise<Estimate> {
  const { single, latency, rng } = request;
  const estimate = await trainNetwork({ ...request, dataset, rng: restoreRng(rng) }, engines.training, hooks);
  if (!latency) return estimate;
  const measured = await inferenceLatency(single, estimate.weights as Weights, engines.deployment, latency);
  return { ...estimate, values: { ...estimate.values, ...measured } };
}

async function inferenceLatency(
  network: Network,
  weights: Weights,
  engine: Engine,
  options: LatencyOptions,
): Promise<{ latencyMs: number; latencyP95Ms: number }> {
  const tensors = [...parameterTensors(network, weights.parameters), ...statisticTensors(network, weights.statistics)];
  const graph = optimize(foldBatchNormalization(bindInputs(toInference(network), new Map(tensors))));
  const program = await engine.compile(graph);
  try {
    const { dtype, shape } = graph.inputs.get(network.input) as TensorType;
    const { p50, p95 } = await measureLatency(program, { [network.input]: zeros(dtype, shape) }, options);
    return { latencyMs: p50, latencyP95Ms: p95 };
  } finally {
    await program[Symbol.asyncDispose]();
  }
}
