/** @file The statistics of batches without training: weights that were shared need running statistics of their own path. */
import {
  eliminateDeadCode,
  type Graph,
  GraphBuilder,
  type Network,
  type Value,
  type ValueName,
} from "../graph/index.ts";
import type { Tensor } from "../tensor/index.ts";

/**
 * Builds the graph that runs a network in its training form and returns the batch's mean and population variance of each
 * normalisation, under the names of the running ones; those of branches that the path has not are absent (empty).
 * Inputs are those of the network. One program serves all paths.
 */
export function batchStatistics(network: Network): Graph {
  const graph = GraphBuilder.from({ ...network.graph, outputs: [] });
  const outputs = network.normalizations.flatMap(
    ({ runningMean, runningVariance, batchMean, batchVariance }): [ValueName, Value][] => [
      [runningMean, graph.value(batchMean)],
      [runningVariance, graph.value(batchVariance)],
    ],
  );
  return eliminateDeadCode(graph.build(new Map(outputs)));
}

/**
 * Blends a batch's statistics into the running ones, in place, its variances made unbiased; those of branches that the
 * path has not stay.
 *
 * @param running  Flat statistics of the network.
 * @param batch  What `batchStatistics` gave.
 * @param share  Of the batch, in (0, 1]: 0.1 as a training step does; 1 / k for the k-th batch gives the mean of all.
 */
export function blendStatistics(
  network: Network,
  running: Float32Array,
  batch: Readonly<Record<ValueName, Tensor>>,
  share: number,
): void {
  let offset = 0;
  const blend = (name: ValueName, channels: number, factor: number): void => {
    const observed = batch[name]?.data as Float32Array | undefined;
    observed?.forEach((value, c) => {
      const kept = running[offset + c] as number;
      running[offset + c] = kept + share * (factor * value - kept);
    });
    offset += channels;
  };
  for (const { runningMean, runningVariance, channels, count } of network.normalizations) {
    blend(runningMean, channels, 1);
    blend(runningVariance, channels, count / Math.max(count - 1, 1));
  }
}
