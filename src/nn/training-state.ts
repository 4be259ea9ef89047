/** @file What training carries from step to step. */
import type { Network, ValueName } from "../graph/index.ts";
import { type Tensor, tensor, zeros } from "../tensor/index.ts";
import { initialStatistics } from "./initialize.ts";
import { inStateOrder, partsOf } from "./network-parts.ts";
import { type OptimizerSpec, slotNames } from "./optimizer.ts";

/** Flat vectors by the names a training step has for them: `params`, the optimiser's slots, `statistics` if there are any. */
export type TrainingState = Record<string, Tensor<"float32">>;

/** The state before the first step. */
export function startTraining(
  network: Network,
  optimizer: OptimizerSpec,
  parameters: Float32Array,
  statistics: Float32Array = initialStatistics(network),
): TrainingState {
  const state: TrainingState = { params: tensor("float32", [parameters.length], parameters) };
  for (const slot of slotNames(optimizer)) state[slot] = zeros("float32", [parameters.length]);
  if (statistics.length > 0) state.statistics = tensor("float32", [statistics.length], statistics);
  return state;
}

/**
 * Brings the state up to date with the results of a step. Of a network with choices the vectors are changed in place, and
 * there only what the path taken has; else they are replaced.
 */
export function keepStep(network: Network, state: TrainingState, results: Readonly<Record<ValueName, Tensor>>): void {
  if (network.choices.length === 0) {
    for (const name of Object.keys(state)) state[name] = results[`next.${name}`] as Tensor<"float32">;
    return;
  }
  const names = inStateOrder(Object.keys(state));
  for (const { nextName, parameters, statistics } of partsOf(network)) {
    let taken = 0;
    for (const name of names) {
      const { start, size } = name === "statistics" ? statistics : parameters;
      const next = results[nextName ?? `next.${name}`] as Tensor<"float32"> | undefined;
      if (!next || next.data.length === 0) continue;
      const from = nextName === undefined ? 0 : taken;
      state[name]?.data.set(next.data.subarray(from, from + size), start);
      taken += size;
    }
  }
}
