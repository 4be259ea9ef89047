/** @file What training carries from step to step. */
import type { Network, ValueName } from "../graph/index.ts";
import { type Tensor, tensor, zeros } from "../tensor/index.ts";
import { initialStatistics } from "./initialize.ts";
import { inStateOrder, partsOf, sharedCount } from "./network-parts.ts";
import { slotNames } from "./optimizer.ts";
import type { TrainingStepOptions } from "./training-step.ts";

/**
 * Flat vectors by the names a training step has for them: `params`, the optimiser's slots, `statistics` if there are any,
 * `steps` if the network has choices, `carried` if gradients are.
 */
export type TrainingState = Record<string, Tensor<"float32">>;

/** The state before the first step. */
export function startTraining(
  network: Network,
  { optimizer, carriesGradients = false }: Pick<TrainingStepOptions, "optimizer" | "carriesGradients">,
  parameters: Float32Array,
  statistics: Float32Array = initialStatistics(network),
): TrainingState {
  const state: TrainingState = { params: tensor("float32", [parameters.length], parameters) };
  for (const slot of slotNames(optimizer)) state[slot] = zeros("float32", [parameters.length]);
  if (statistics.length > 0) state.statistics = tensor("float32", [statistics.length], statistics);
  if (network.choices.length > 0) state.steps = zeros("float32", [partsOf(network).length]);
  if (carriesGradients) state.carried = zeros("float32", [sharedCount(network)]);
  return state;
}

/**
 * Brings the state up to date with the results of a step. Of a network with choices the vectors are changed in place, and
 * there only what the path taken has; else they are replaced.
 *
 * @param isLast  False for a step that carries its gradients to a later one (`carriesGradients`): weights and slots that
 *   all paths share stay as they are until then. Branches and statistics are up to date at once.
 */
export function keepStep(
  network: Network,
  state: TrainingState,
  results: Readonly<Record<ValueName, Tensor>>,
  isLast = true,
): void {
  const { carried, steps, ...vectors } = state;
  const isKept = (name: string): boolean => isLast || name === "statistics";
  const next = (name: string): Tensor<"float32"> | undefined => results[name] as Tensor<"float32"> | undefined;
  if (carried) state.carried = isLast ? zeros("float32", carried.shape) : (next("next.carried") as Tensor<"float32">);
  if (network.choices.length === 0) {
    for (const name of Object.keys(vectors).filter(isKept)) state[name] = next(`next.${name}`) as Tensor<"float32">;
    return;
  }
  const names = inStateOrder(Object.keys(vectors));
  for (const { position, nextName, parameters, statistics } of partsOf(network)) {
    const isUpdated = nextName === undefined ? isLast : (next(nextName)?.data.length ?? 0) > 0;
    if (steps && isUpdated) steps.data[position] = (steps.data[position] as number) + 1;
    let taken = 0;
    for (const name of names) {
      const { start, size } = name === "statistics" ? statistics : parameters;
      const sharedNext = isKept(name) ? next(`next.${name}`)?.data : undefined;
      const found = nextName === undefined ? sharedNext : next(nextName)?.data.subarray(taken, taken + size);
      if (found && found.length > 0) vectors[name]?.data.set(found, start);
      taken += size;
    }
  }
}
