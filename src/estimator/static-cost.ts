/** @file What a network costs without running it. */
import type { MetricSpec } from "../base/index.ts";
import { flops, type Network, peakActivationBytes } from "../graph/index.ts";
import { parameterCount, toInference } from "../nn/index.ts";

export const costMetrics: readonly MetricSpec[] = [
  { name: "params", unit: "count", goal: "min" },
  { name: "flops", unit: "count", goal: "min" },
  { name: "peakMemoryBytes", unit: "B", goal: "min" },
];

/**
 * Reads the cost of predicting one example.
 *
 * @param network  Built for a batch of 1.
 * @returns `params`: trainable numbers. `flops`: multiply-adds of convolutions and matrix products, as NAS-Bench-201
 *   counts them. `peakMemoryBytes`: greatest sum of activations alive at once, parameters apart.
 */
export function staticCost(network: Network): { params: number; flops: number; peakMemoryBytes: number } {
  const graph = toInference(network);
  const resident = new Set([...graph.inputs.keys()].filter((name) => name !== network.input));
  return {
    params: parameterCount(network),
    flops: flops(graph),
    peakMemoryBytes: peakActivationBytes(graph, resident),
  };
}
