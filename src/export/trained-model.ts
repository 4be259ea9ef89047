/** @file What every export starts from: a network with its trained weights and where both come from. */
import { InputError, type Json } from "../base/index.ts";
import { type DatasetCard, type Standardization, targetsHeldByFloat32 } from "../data/index.browser.ts";
import type { Weights } from "../estimator/index.ts";
import { type Network, verify } from "../graph/index.ts";
import { parameterTensors, statisticTensors } from "../nn/index.ts";
import { type Shape, sameShape, sizeOf, type Tensor } from "../tensor/index.ts";

/** A measured number with its name and unit. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** What the number does not say, such as classes that its part has no example of; to stand wherever it stands. */
  readonly note?: string;
}

export interface TrainedModel {
  /** Built for one example. */
  readonly network: Network;
  readonly weights: Weights;
  /** What it was trained on; its standardisations become part of the exported model. */
  readonly dataset: DatasetCard;
  /** Name of the search space. */
  readonly space: string;
  readonly architecture: Json;
  /** The architecture in a few lines of text, for people. */
  readonly description: string;
  /** Measured times do not belong here: they would make equal models differ. Those in units of time are left out. */
  readonly metrics: readonly Measurement[];
  readonly seed: string | number;
  /** Version of Espalier. */
  readonly version: string;
}

/**
 * Names the tensors a model was trained to, parameters and running statistics.
 *
 * @throws {InputError} if the network was not built for one example of the data set, or the weights are of another one.
 */
export function trainedTensors({ network, weights, dataset }: TrainedModel): Map<string, Tensor<"float32">> {
  const types = verify(network.graph);
  checkShape("takes", types.get(network.input)?.shape, [1, ...dataset.task.inputShape]);
  checkShape("gives", types.get(network.output)?.shape, [1, dataset.task.outputs]);
  const parameters = network.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const statistics = network.normalizations.reduce((sum, { channels }) => sum + 2 * channels, 0);
  const found = [weights.parameters.length, weights.statistics.length];
  if (found[0] !== parameters || found[1] !== statistics) {
    throw new InputError(
      `Cannot export model: ${found[0]} parameters and ${found[1]} statistics, expected ${parameters} and ${statistics} as the network has`,
    );
  }
  return new Map([...parameterTensors(network, weights.parameters), ...statisticTensors(network, weights.statistics)]);
}

function checkShape(verb: string, found: Shape | undefined, expected: Shape): void {
  if (found && sameShape(found, expected)) return;
  throw new InputError(
    `Cannot export model: the network ${verb} [${found}], expected [${expected}], one example of the data set`,
  );
}

/** What a model takes for one example: raw values, of tables the cells. */
export function inputType({ task, encoding }: Pick<DatasetCard, "task" | "encoding">): {
  readonly shape: Shape;
  readonly dtype: "float32" | "float64";
} {
  if (encoding === null) return { shape: task.inputShape, dtype: "float32" };
  return { shape: [encoding.columns.length], dtype: encoding.dtype };
}

/** What the predictions of a regression are written in. */
export function targetDtype(targets: Standardization): "float32" | "float64" {
  return targetsHeldByFloat32(targets) ? "float32" : "float64";
}

/** Shape that lines numbers per channel (or feature) of one example up with a batch: [1, C, 1, 1] or [1, F]. */
export function channelShape(inputShape: Shape): number[] {
  return [1, inputShape[0] as number, ...inputShape.slice(1).map(() => 1)];
}
