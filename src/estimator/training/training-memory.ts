/** @file How much memory training a network takes, known before anything is compiled. */
import { type Graph, type Network, optimize, programBytes, type Target } from "../../graph/index.ts";
import { type TrainingStepOptions, trainingStep } from "../../nn/index.ts";
import { byteSize } from "../../tensor/index.ts";

/**
 * Estimates the bytes that training adds to a process: the compiled step with its arena, parameters, the optimiser's
 * slots, batch and results. Within 25 % of what was measured (bench/micro/memory.ts); data and validation come on top.
 *
 * @param network  Built for the batch size that training will use.
 * @param options  As the training step is built: AdamW keeps two slots of the parameters' size, momentum one.
 * @param target  What the engine's runtime has beside the portable operations, as from `detectTarget`.
 */
export function trainingMemoryBytes(network: Network, options: TrainingStepOptions, target: Target = {}): number {
  return stepBytes(optimize(trainingStep(network, options), target));
}

/** The same of a step that is built and optimised already. */
export function stepBytes(graph: Graph): number {
  const types = [...graph.inputs.values()];
  return programBytes(graph) + 2 * types.reduce((sum, type) => sum + byteSize(type), 0) + UNCOLLECTED_BYTES;
}

/** Results of earlier steps that wait for the garbage collector, which comes for every 32 MiB of them or so. */
const UNCOLLECTED_BYTES = 32 * 2 ** 20;
